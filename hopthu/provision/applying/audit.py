"""``audit.jsonl``: what a run is about to do, line by line, and below what became of it.

The lines of all changes are there before the first of them is written. What became of them follows
in lines of its own: of a whole province and step, or of single changes. A change without one is
open: the run was cut off, and only the directory can say.
"""

from __future__ import annotations

import datetime
import getpass
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hopthu.servers.directory.entry import Values, values_to_json
from hopthu.servers.directory.operation import Add, Delete
from hopthu.text.errors import HopthuError, Place

from ..plan.change import Change
from ..plan.plan import Plan
from . import messages

AUDIT = "audit.jsonl"
WRITTEN, NOT_WRITTEN = "written", "not written"

Line = dict[str, Any]


class Audit(NamedTuple):
    """The lines of changes, by what became of them."""

    written: list[Line]
    open: list[Line]


def intended(plans: Iterable[Plan], inventory: Path) -> Iterator[Line]:
    """A line for each change that is about to be made: who, when, of which commit and plan."""
    run = {"time": now(), "who": _who(), "commit": _commit(inventory)}
    for plan in plans:
        for change in plan.changes:
            operation = change.operation
            yield {
                **run,
                "plan": plan.digest,
                "province": plan.province,
                "step": step_of(change),
                "action": change.action.value,
                "fingerprint": change.fingerprint,
                "dn": operation.dn,
                "csn": "" if isinstance(operation, Add) else operation.csn.decode("ascii"),
                "before": {name: values_to_json(before) for name, before, _ in change.fields},
                "after": {name: values_to_json(values) for name, values in _after(change).items()},
            }


def step_of(change: Change) -> int:
    """1 for what is written first, 2 for what waits for other provinces."""
    return 2 if change.after else 1


def outcome(plan: str, outcome: str, *, step: int = 0, changes: Iterable[str] = ()) -> Line:
    """What became of a step of the plan with this digest, or of changes by their fingerprints."""
    line: Line = {"time": now(), "plan": plan, "outcome": outcome}
    return {**line, "step": step} if step else {**line, "changes": list(changes)}


def text_of(lines: Iterable[Line]) -> str:
    """Lines as the file has them."""
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def read_audit(path: Path) -> Audit:
    """Read the file of a run; raises HopthuError where it cannot be read.

    A last line that was cut off is none. Lines of former versions, which have no step, were
    written when all was done.
    """
    try:
        rows = path.read_text(encoding="utf-8").split("\n")
        lines = [json.loads(row) for row in rows[:-1] if row]
    except (OSError, ValueError) as error:
        raise HopthuError.of(messages.BAD_AUDIT, Place(str(path)), reason=error) from error
    became: dict[tuple[str, object], str] = {}
    for line in (line for line in lines if "outcome" in line):
        for key in [line["step"]] if "step" in line else line["changes"]:
            became[line["plan"], key] = line["outcome"]
    audit = Audit([], [])
    for line in (line for line in lines if "outcome" not in line):
        known = became.get((line["plan"], line["fingerprint"]))
        known = known or became.get((line["plan"], line.get("step")))
        if "step" not in line or known == WRITTEN:
            audit.written.append(line)
        elif known is None:
            audit.open.append(line)
    return audit


def now() -> str:
    """The time, as lines have it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _after(change: Change) -> Mapping[str, Values]:
    if isinstance(change.operation, Add):
        return change.operation.attributes
    if isinstance(change.operation, Delete):
        return {}
    return {name: after for name, _, after in change.fields}


def _who() -> str:
    """The operator's name; in a container the number may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _commit(inventory: Path) -> str:
    """The commit that the inventory is at, or empty outside git."""
    command = ["git", "-C", str(inventory), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()
