"""What is known of this host's copies: one file, which the control machine reads."""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle

from .problem import Problem


class State:
    """``state.json``: ``copy`` and ``drill``, each with its last good run and its last problem."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.json"

    def read(self) -> dict[str, Any]:
        """What is there; empty at first, and where a broken disk left no sense in it."""
        with suppress(OSError, ValueError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}

    def good(self, what: str, facts: dict[str, Any]) -> None:
        """A run went well."""
        self._write({**self.read(), what: {"good": {"at": now(), **facts}, "tried": now()}})

    def bad(self, what: str, problem: Problem) -> bool:
        """A run went wrong; return whether somebody should be told: once a day is enough."""
        state = self.read()
        before = state.get(what, {})
        told = before.get("told", "")
        tell = not told or told[:10] != now()[:10]
        self._write(
            {
                **state,
                what: {
                    **before,
                    "tried": now(),
                    "problem": problem.as_data(),
                    "told": now() if tell else told,
                },
            }
        )
        return tell

    def late(self, oldest: dict[str, int]) -> dict[str, str]:
        """What was too long ago, or never; by its name the moment of the last good run."""
        moment = datetime.datetime.now(datetime.UTC)
        found: dict[str, str] = {}
        state = self.read()
        for what, hours in oldest.items():
            if what != "copy" and "good" not in state.get("copy", {}):
                continue  # there is nothing to try yet
            at = state.get(what, {}).get("good", {}).get("at", "")
            limit = f"{moment - datetime.timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
            if at < limit:
                found[what] = at or "-"
        return found

    def audit(self, line: dict[str, Any]) -> None:
        """Add a line about what was brought back; it is on the disk when this returns."""
        path = self.path.with_name("restores.jsonl")
        begun = path.exists()
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if not begun:
            settle(path.parent)

    def _write(self, state: dict[str, Any]) -> None:
        new = self.path.with_suffix(".new")
        with open(new, "w", encoding="utf-8") as file:
            json.dump(state, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
        settle(self.path.parent)


def now() -> str:
    """The moment that it is, in UTC."""
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """One at a time; the lock ends with the process, however that ends."""
    with open(folder / f"{what}.lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem("busy", what=what) from None
        yield
