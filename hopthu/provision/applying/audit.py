"""``audit.jsonl``: a line for each change, on the disk before the first of them is made.

What became of them follows: while the run goes on as lines of ``outcomes.jsonl``, of a whole
province and step; at its end in each line itself. A change without an outcome is open: the run was
cut off, and only the directory can say.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hopthu.files.git.call import GitFailed, git
from hopthu.servers.directory.entry import Values, values_from_json, values_to_json
from hopthu.servers.directory.operation import Add, Delete
from hopthu.text.errors import HopthuError, Place
from hopthu.text.operator import operator

from ..plan.change import Change
from ..plan.plan import Plan
from . import messages

AUDIT, OUTCOMES = "audit.jsonl", "outcomes.jsonl"
WRITTEN, NOT_WRITTEN = "written", "not written"

Line = dict[str, Any]


class Audit(NamedTuple):
    """The lines of changes, by what became of them."""

    written: list[Line]
    open: list[Line]
    not_written: list[Line]


def run_of(inventory: Path) -> Line:
    """What all lines of a run have in common: when, who, of which commit."""
    return {"time": now(), "who": operator(), "commit": _commit(inventory)}


def lines_of(plan: Plan, run: Line) -> Iterator[Line]:
    """A line for each change of a plan of a run that is about to be made."""
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


def outcome_of(plan: str, step: int, outcome: str) -> str:
    """What became of a step of the plan with this digest, as a line."""
    return row_of({"time": now(), "plan": plan, "step": step, "outcome": outcome})


def row_of(line: Line) -> str:
    """A line as the file has it."""
    return f"{json.dumps(line, ensure_ascii=False)}\n"


def ended(row: str, outcome: str) -> str:
    """The row of a line that has no outcome yet, with it; the rest is not read for that."""
    return f'{row.rstrip()[:-1]}, "outcome": {json.dumps(outcome)}}}\n'


def read_audit(path: Path) -> Audit:
    """Read the file of a run; raises HopthuError where it cannot be read.

    Lines of former versions, which have no step, were written when all was done.
    """
    try:
        lines = read_lines(path)
        became = dict(_became(path.with_name(OUTCOMES)))
        audit = Audit([], [], [])
        for line in lines:
            _require_parts(line)
            known = line.get("outcome") or became.get((line["plan"], line.get("step", 0)))
            if "step" not in line or known == WRITTEN:
                audit.written.append(line)
            else:
                (audit.open if known is None else audit.not_written).append(line)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HopthuError.of(messages.BAD_AUDIT, Place(str(path)), reason=error) from error
    return audit


def _require_parts(line: Line) -> None:
    """Raise KeyError, TypeError or ValueError for a line that is none, or lacks what it needs."""
    for name in ("plan", "fingerprint", "action", "dn"):
        if not isinstance(line[name], str):
            raise TypeError(name)
    for name in ("before", "after"):
        for values in line[name].values():
            values_from_json(values)


def read_lines(path: Path) -> list[Line]:
    """The lines of the file, whatever became of them; raises OSError and ValueError."""
    return [json.loads(row) for row in path.read_text(encoding="utf-8").split("\n") if row]


def _became(path: Path) -> Iterator[tuple[tuple[str, int], str]]:
    """What is noted of steps so far; a last line that was cut off tells nothing."""
    if path.exists():
        *rows, _ = path.read_text(encoding="utf-8").split("\n")
        for line in map(json.loads, rows):
            yield (line["plan"], line["step"]), line["outcome"]


def now() -> str:
    """The time, as lines have it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _after(change: Change) -> Mapping[str, Values]:
    if isinstance(change.operation, Add):
        return change.operation.attributes
    if isinstance(change.operation, Delete):
        return {}
    return {name: after for name, _, after in change.fields}


def _commit(inventory: Path) -> str:
    """The commit that the inventory is at, or empty outside git."""
    try:
        return git(inventory, "rev-parse", "HEAD", timeout=10).strip()
    except GitFailed:
        return ""
