"""Trials of restoring: some of the last copy, beside what is there."""

from __future__ import annotations

import time
from typing import Any

from .fetching import Copy, scratch
from .parts import PARTS
from .problem import Problem
from .settings import Settings

_NAMED = 5  # of what went wrong


def tried(settings: Settings) -> dict[str, Any]:
    """Bring a sample back into a folder of its own and compare; Problem where it is not right."""
    begun = time.monotonic()
    copy = Copy.before("", settings)
    facts: dict[str, Any] = {"copy": copy.time}
    wrong: list[str] = []
    with scratch(settings, "drill") as folder:
        for name in settings.keeps:
            told, faults = PARTS[name].tried(copy, folder)
            facts |= told
            wrong += faults
    if wrong:
        more = f" … +{len(wrong) - _NAMED}" if len(wrong) > _NAMED else ""
        raise Problem("drill", count=len(wrong), reason="; ".join(wrong[:_NAMED]) + more)
    return {**facts, "seconds": round(time.monotonic() - begun, 1)}
