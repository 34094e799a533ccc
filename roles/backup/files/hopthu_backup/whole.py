"""A host from nothing: everything of a copy, into places where hardly anything is yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .fetching import Copy, scratch
from .parts import PARTS
from .problem import Problem
from .settings import Settings
from .state import State, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``at``: as of when (UTC, empty for the last copy). ``replace``: what is in use, too."""

    at: str = ""
    check: bool = True
    replace: bool = False
    who: str = ""


def restored(order: Order, settings: Settings) -> dict[str, Any]:
    """Put back all that the host keeps, or tell what that would be.

    All is looked at before anything is written, so that a refusal leaves everything as it was.
    """
    with scratch(settings, "host") as folder:
        return _restored(order, settings, folder)


def _restored(order: Order, settings: Settings, folder: Path) -> dict[str, Any]:
    copy = Copy.before(order.at, settings)
    parts = {name: PARTS[name] for name in settings.keeps}
    facts: dict[str, Any] = {"copy": copy.time, "snapshot": copy.id}
    for part in parts.values():
        facts |= part.looked(copy, folder)
    if order.check:
        return facts
    used = {name: facts[part.used] for name, part in parts.items() if part.used}
    for name, count in used.items():
        if count and not order.replace:
            raise Problem(f"in_use_{name}", count=count)
    state = State(settings.state)
    line = {"who": order.who, "host": settings.host, "snapshot": copy.id}
    state.audit({"at": now(), "state": "begun", **line})
    for part in parts.values():
        facts |= part.restored(copy, folder)
    state.audit({"at": now(), "state": "done", **line, **facts})
    return facts
