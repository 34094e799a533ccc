"""An apply of exactly what was reviewed: a change that is not in the reviewed plan is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from hopthu.text.errors import HopthuError, Message, Place, Problem
from hopthu.text.language import Text

from .plan import Plan

_UNREADABLE = Message(
    "plan.review-unreadable",
    Text(
        "the reviewed plan cannot be read: {reason}", "không đọc được kế hoạch đã duyệt: {reason}"
    ),
    Text("make one: scripts/ci plan", "hãy lập kế hoạch: scripts/ci plan"),
)
_BEYOND = Message(
    "plan.not-reviewed",
    Text("{count} changes were not reviewed: {names}", "{count} thay đổi chưa được duyệt: {names}"),
    Text(
        "the inventory or the directory changed since: plan again, and have that reviewed",
        "kho dữ liệu hoặc thư mục đã thay đổi: lập lại kế hoạch và đưa duyệt",
    ),
)
_NAMED = 5


def reviewed_changes(path: Path) -> frozenset[str]:
    """The fingerprints of all changes in a ``plan.json`` of ``scripts/ci plan``."""
    try:
        plans = json.loads(path.read_text(encoding="utf-8"))["plans"]
        return frozenset(change["fingerprint"] for plan in plans for change in plan["changes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HopthuError.of(_UNREADABLE, Place(str(path)), reason=repr(error)) from error


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
    return _BEYOND.at(count=len(beyond), names=names)
