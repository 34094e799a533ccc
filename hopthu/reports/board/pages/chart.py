"""A curve over days as the coordinates of an SVG path."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 112
_LEFT, _RIGHT, _TOP, _BOTTOM = 0, 64, 14, 22  # room for the last value, and for the days below
Sample = tuple[datetime.date, int]


@dataclass(frozen=True, slots=True)
class Chart:
    """``line`` and ``area`` are paths; ``x`` and ``y`` are where the curve ends."""

    line: str
    area: str
    x: float
    y: float
    floor: float
    first: datetime.date
    last: datetime.date
    value: int

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Chart | None:
        """A chart of steps, from 0; None where there are not two days to draw one from."""
        if len(samples) < 2 or samples[0][0] == samples[-1][0]:
            return None
        start, end = samples[0][0], samples[-1][0]
        most = max(value for _, value in samples) or 1
        span = (end - start).days
        floor = HEIGHT - _BOTTOM

        def place(sample: Sample) -> tuple[float, float]:
            x = _LEFT + (sample[0] - start).days / span * (WIDTH - _LEFT - _RIGHT)
            return round(x, 1), round(floor - sample[1] / most * (floor - _TOP), 1)

        points = [place(sample) for sample in samples]
        # A number holds until the day that changes it: across first, then up.
        steps = "".join(f" H{x} V{y}" for x, y in points[1:])
        line = f"M{points[0][0]} {points[0][1]}{steps}"
        x, y = points[-1]
        area = f"{line} V{floor} H{points[0][0]} Z"
        return cls(line, area, x, y, floor, start, end, samples[-1][1])
