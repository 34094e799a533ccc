"""Copies of this host: ``hopthu-backup COMMAND``, as root.

``restore`` and ``restore-host`` are told on the standard input, as JSON, what to bring back;
answers are JSON, too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from . import copying, drill, notice, restic
from .problem import Problem
from .settings import Settings
from .state import State, alone


def run(settings: Settings) -> dict[str, Any]:
    """Make a copy."""
    return _noted(settings, "copy", lambda: copying.copied(settings))


def try_out(settings: Settings) -> dict[str, Any]:
    """Bring a sample back, compare, throw it away."""
    return _noted(settings, "drill", lambda: drill.tried(settings))


def copies(settings: Settings) -> dict[str, Any]:
    """Which copies there are."""
    found = restic.Restic(settings).snapshots()
    return {"copies": [{"id": each.id[:8], "at": each.time} for each in found]}


def restore(settings: Settings) -> dict[str, Any]:
    """Bring back what the standard input asks for."""
    # Of the mail server's role, and so only where letters are.
    from .bringing import Asked, brought
    from .found import Wanted

    told = json.load(sys.stdin)
    asked = Asked(**{**told, "wanted": Wanted(**told.get("wanted", {}))})
    with alone(settings.state, "restore"):
        return brought(asked, settings)


def restore_host(settings: Settings) -> dict[str, Any]:
    """Bring back everything that this host keeps."""
    from .whole import Order, restored

    order = Order(**json.load(sys.stdin))
    with alone(settings.state, "restore"), alone(settings.state, "copy"):
        return restored(order, settings)


def state_of(settings: Settings) -> dict[str, Any]:
    """What came of the last copies and trials, and which of them are too long ago."""
    state = State(settings.state)
    return {**state.read(), "late": state.late(settings.oldest)}


_COMMANDS: dict[str, Callable[[Settings], dict[str, Any]]] = {
    "run": run,
    "drill": try_out,
    "copies": copies,
    "restore": restore,
    "restore-host": restore_host,
    "late": lambda settings: {"late": State(settings.state).late(settings.oldest)},
    "state": state_of,
}


def _noted(settings: Settings, what: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do it, and put into the state file what came of it; tell the postmaster of a failure."""
    state = State(settings.state)
    try:
        with alone(settings.state, what):
            facts = do()
    except (Problem, OSError, ValueError) as error:
        problem = error if isinstance(error, Problem) else Problem("unreadable", reason=error)
        if problem.code != "busy" and state.bad(what, problem):
            notice.tell(settings, what, problem)
        raise problem from error
    state.good(what, facts)
    return facts


def main() -> int:
    """Return 0 when it was done, 1 with the problem as the answer when not."""
    parser = argparse.ArgumentParser(prog="hopthu-backup", description=__doc__)
    parser.add_argument("command", choices=_COMMANDS)
    options = parser.parse_args()
    os.umask(0o077)
    try:
        answer = _COMMANDS[options.command](Settings.read())
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        print(json.dumps({"problem": problem.as_data()}, ensure_ascii=False))
        return 1
    print(json.dumps(answer, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
