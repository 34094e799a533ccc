"""What a run is asked to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.records.policy import Policy

_NOT_SAID = datetime.date.min


@dataclass(frozen=True, slots=True)
class Request:
    """``provinces`` are the hosts of the play; ``override`` holds for this run alone.

    ``today``: the day of the plan, that former addresses and kept boxes are judged by;
    ``artifacts``: the folder where the run leaves its plan, audit lines and undo LDIF, or None.
    ``reviewed``: fingerprints of the only changes that may be made; None: no review was asked for.
    """

    root: Path
    provinces: tuple[str, ...]
    suffix: str
    policy: Policy
    override: dict[str, int] = field(default_factory=dict)
    check: bool = False
    artifacts: Path | None = None
    reviewed: frozenset[str] | None = None
    today: datetime.date = _NOT_SAID

    def __post_init__(self) -> None:
        """Where no day was said, it is today, where the ministry is."""
        if self.today == _NOT_SAID:
            object.__setattr__(self, "today", self.policy.today())
