"""What a run leaves for people and programs: the plan, the audit lines, the way back.

The state is the inventory and the directory: no later run depends on what is here, unless it is
asked to undo this one.
"""

from __future__ import annotations

import datetime
import getpass
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Add, Delete
from hopthu.text.errors import HopthuError, Place

from ..plan.change import Change
from ..plan.document import markdown, plan_data
from ..plan.plan import Plan
from . import messages
from .undo import undo_ldif


class Artifacts:
    """The folder of one run, ``<root>/20081120T083000.000000Z-accounts``, for its owner alone.

    It is made and the plan is in it before anything is applied, so that a full or a read-only disk
    stops the run while nothing has happened yet.
    """

    def __init__(self, root: Path, plans: Sequence[Plan]) -> None:
        now = datetime.datetime.now(datetime.UTC)
        self.folder = root / f"{now:%Y%m%dT%H%M%S.%fZ}-{plans[0].resource}"
        try:
            self.folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise HopthuError.of(
                messages.UNWRITABLE, Place(str(root)), reason=error.strerror
            ) from error
        # A plan a line: indented, the largest plans would take longer to write than to apply.
        data = ",\n".join(json.dumps(plan_data(plan), ensure_ascii=False) for plan in plans)
        self._write("plan.json", f"[\n{data}\n]\n")
        self._write("plan.md", markdown(plans))

    def record(self, applied: Iterable[Plan], inventory: Path) -> None:
        """Write ``audit.jsonl``, a line for each change, and ``undo.ldif``, which reverts them."""
        plans = list(applied)
        lines = (json.dumps(line, ensure_ascii=False) for line in _audit(plans, inventory))
        self._write("audit.jsonl", "".join(f"{line}\n" for line in lines))
        self._write("undo.ldif", undo_ldif(plans))

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise HopthuError.of(
                messages.UNWRITABLE, Place(str(path)), reason=error.strerror
            ) from error


def _audit(plans: list[Plan], inventory: Path) -> Iterator[dict[str, object]]:
    when = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    run = {"time": when, "who": _who(), "commit": _commit(inventory)}
    for plan in plans:
        for change in plan.changes:
            operation = change.operation
            after = _after(change)
            yield {
                **run,
                "plan": plan.digest,
                "province": plan.province,
                "action": change.action.value,
                "fingerprint": change.fingerprint,
                "dn": operation.dn,
                "before": {name: _texts(before) for name, before, _ in change.fields},
                "after": {name: _texts(values) for name, values in after.items()},
            }


def _after(change: Change) -> Mapping[str, Values]:
    if isinstance(change.operation, Add):
        return change.operation.attributes
    if isinstance(change.operation, Delete):
        return {}
    return {name: after for name, _, after in change.fields}


def _texts(values: tuple[bytes, ...]) -> list[str]:
    return [value.decode("utf-8", "replace") for value in values]


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
