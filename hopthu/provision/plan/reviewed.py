"""An apply of exactly what was reviewed: a change that is not in the reviewed plan is refused."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .plan import Plan

_NAMED = 5


def reviewed_changes(path: Path) -> frozenset[str]:
    """The fingerprints of all changes in a ``plan.json`` of ``scripts/ci plan``."""
    try:
        plans = json.loads(path.read_text(encoding="utf-8"))["plans"]
        return frozenset(change["fingerprint"] for plan in plans for change in plan["changes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HopthuError.of(messages.UNREADABLE, Place(str(path)), reason=repr(error)) from error


def reviewed_day(path: Path) -> datetime.date:
    """The day that a ``plan.json`` of ``scripts/ci plan`` was made for."""
    try:
        return datetime.date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["day"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HopthuError.of(messages.UNREADABLE, Place(str(path)), reason=repr(error)) from error


def beyond_review(plans: Iterable[Plan], reviewed: frozenset[str]) -> Problem | None:
    """Why ``plans`` must not be applied where only the changes ``reviewed`` may be made."""
    beyond = [
        f"{change.subject.id} ({change.action.value})"
        for plan in plans
        for change in plan.changes
        if change.fingerprint not in reviewed
    ]
    if not beyond:
        return None
    more = len(beyond) - _NAMED
    names = ", ".join(beyond[:_NAMED]) + (f" … +{more}" if more > 0 else "")
    return messages.BEYOND.at(count=len(beyond), names=names)
