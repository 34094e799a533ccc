"""How safe what servers hold is: their last good copies, as ``hopthu-backup state`` tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Copies:
    """Of each server that answered, in UTC: its last good copy (``made``) and trial (``tried``).

    None where there was none yet. ``late``: servers whose last good copy or trial is older than it
    may be; ``failing``: those whose last one failed. ``silent``: servers that did not answer, with
    the reason.
    """

    made: Mapping[str, datetime | None] = field(default_factory=dict)
    tried: Mapping[str, datetime | None] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    silent: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_answers(cls, answers: Iterable[Mapping[str, Any]]) -> Copies:
        """Read what they answered: ``server``, ``rc`` (None: not reached), output and errors."""
        made: dict[str, datetime | None] = {}
        tried: dict[str, datetime | None] = {}
        late, failing, silent = set(), set(), {}
        for answer in answers:
            server = str(answer["server"])
            try:
                told = json.loads(answer.get("stdout") or "")
                copy, trial = (told.get(name, {}) for name in ("copy", "drill"))
                made[server], tried[server] = _good(copy), _good(trial)
            except (ValueError, TypeError, KeyError, AttributeError):
                made.pop(server, None)
                silent[server] = _reason(answer)
                continue
            # The first trial may be a week away from the first copy.
            if told.get("late", {}).items() - {("drill", "-")}:
                late.add(server)
            if "problem" in copy or "problem" in trial:
                failing.add(server)
        return cls(made, tried, frozenset(late), frozenset(failing), silent)

    @property
    def as_of(self) -> datetime | None:
        """Since when all of them are safe; None where one never had a copy, or did not answer."""
        return None if self.silent else _oldest(self.made)

    @property
    def tried_as_of(self) -> datetime | None:
        """When the last trial was that is the longest ago."""
        return _oldest(self.tried)


def _good(told: Mapping[str, Any]) -> datetime | None:
    good = told.get("good")
    if not good:
        return None
    when = datetime.fromisoformat(str(good["at"]).replace("Z", "+00:00"))
    if when.tzinfo is None:
        raise ValueError("a time without a zone")
    return when.astimezone(UTC)


def _oldest(times: Mapping[str, datetime | None]) -> datetime | None:
    known = [when for when in times.values() if when is not None]
    return min(known) if known and len(known) == len(times) else None


def _reason(answer: Mapping[str, Any]) -> str:
    """The first line that tells why a server gave no answer."""
    told = (str(answer.get(key) or "").strip() for key in ("stderr", "msg", "stdout"))
    return next((text.splitlines()[0][:200] for text in told if text), "?")
