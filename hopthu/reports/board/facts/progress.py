"""The rollout over time: agencies and people with an address, from the history of the records."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from hopthu.records.model import Inventory

from ..board import Counts, Point
from .history import FileHistory, Record
from .units import centre

_MOST = 40  # days of the past that are counted: as many as a curve shows, and the time is bounded


def progress(
    history: FileHistory | None, today: datetime.date, totals: Counts, inventory: Inventory
) -> list[Point]:
    """A point for each day that changed something, at most 40 of them, and today's last.

    The folders of the centre are not counted; those of provinces that ended since are.
    """
    now = Point(today, totals.addressed, totals.people)
    if history is None:
        return [now]
    above, kinds = centre(inventory), inventory.kinds.counted
    counted: dict[str, tuple[int, int]] = {}
    points = []
    for day in history.days(_MOST):
        if day >= today:
            break
        agencies = people = 0
        for path, blob in history.at(day):
            if path.split("/")[1] in above:
                continue
            if blob not in counted:
                counted[blob] = _count(path, history.records(blob), kinds)
            agencies += counted[blob][0]
            people += counted[blob][1]
        points.append(Point(day, agencies, people))
    return [*points, now]


def _count(path: str, records: tuple[Record, ...], kinds: Collection[str]) -> tuple[int, int]:
    """Agencies and people with an address among the records of one version of a file."""
    if path.endswith("/agencies.yml"):
        return sum(_is_addressed_agency(each, kinds) for each in records), 0
    if path.endswith("/people.yml"):
        return 0, sum(record.get("state", "active") == "active" for record in records)
    return 0, 0


def _is_addressed_agency(record: Record, kinds: Collection[str]) -> bool:
    there = record.get("state") != "ended" and record.get("kind") in kinds
    return there and bool(record.get("mailbox"))
