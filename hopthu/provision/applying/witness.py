"""What a run leaves for people and programs: the plan, the audit lines, the way back.

All of it is on the disk before the first change is: whatever is killed when, no change is without
its line and its way back. The state is the inventory and the directory: no later run depends on
what is here, unless it is asked to undo this one, or this one was cut off.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from hopthu.text.errors import HopthuError, Place, Problem

from ..plan.document import markdown, plan_data
from ..plan.plan import Plan
from . import messages
from .audit import AUDIT, NOT_WRITTEN, WRITTEN, intended, outcome, text_of
from .undo import undo_ldif

OPEN = "open"
"""The file that is in the folder of a run until it is known what became of all its changes."""


class Witness:
    """The folder of one run, ``<root>/20081120T083000.000000Z-province``, for its owner alone.

    ``applied``: the plans are about to be applied, not only checked. The files are written beside
    whatever else is done; :meth:`durable` waits for them.
    """

    def __init__(
        self, root: Path, name: str, plans: Sequence[Plan], inventory: Path, *, applied: bool
    ) -> None:
        started = datetime.datetime.now(datetime.UTC)
        self.folder = root / f"{started:%Y%m%dT%H%M%S.%fZ}-{name}"
        self.problem: Problem | None = None
        self._lock: int | None = None
        self._digests: dict[str, str] = {}
        self._writing: Future[None] | None = None
        try:
            self.folder.mkdir(mode=0o700, parents=True)
            if applied:
                self._lock = _mine(self.folder / OPEN)
        except OSError as error:
            raise unwritable(root, error) from error
        if not applied:
            self._write_plans(plans)
            return
        beside = ThreadPoolExecutor(1)
        self._writing = beside.submit(self._write, list(plans), inventory)
        beside.shutdown(wait=False)

    def durable(self) -> None:
        """Wait until everything is on the disk; raises HopthuError where it cannot be."""
        if self._writing is not None:
            self._writing.result()

    def outcome(self, plan: Plan, step: int, *, written: bool) -> None:
        """Note that a step of a plan was written, or surely was not."""
        if plan.province not in self._digests or self.problem:
            return
        became = WRITTEN if written else NOT_WRITTEN
        line = text_of([outcome(self._digests[plan.province], became, step=step)])
        try:
            append(self.folder / AUDIT, line, durable=False)
        except HopthuError as error:
            self.problem = error.problems[0]

    def settled(self) -> None:
        """All that became of it is noted: nothing is left to find out."""
        close(self.folder)
        self.release()

    def release(self) -> None:
        """Let another run find out what became of this one."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _write(self, plans: list[Plan], inventory: Path) -> None:
        applied = [plan for plan in plans if plan.changes and not plan.refusals]
        self._digests = {plan.province: plan.digest for plan in applied}
        lines = list(intended(applied, inventory))
        write(self.folder / AUDIT, text_of(lines), durable=True)
        write(self.folder / "undo.ldif", undo_ldif(lines), durable=True)
        self._write_plans(plans, durable=True)
        sync(self.folder)
        sync(self.folder.parent)

    def _write_plans(self, plans: Iterable[Plan], *, durable: bool = False) -> None:
        plans = list(plans)
        # A plan a line: indented, the largest plans would take longer to write than to apply.
        data = ",\n".join(json.dumps(plan_data(plan), ensure_ascii=False) for plan in plans)
        write(self.folder / "plan.json", f"[\n{data}\n]\n", durable=durable)
        write(self.folder / "plan.md", markdown(plans), durable=durable)


def write(path: Path, text: str, *, durable: bool = False) -> None:
    """Write a file of a run, for its owner alone; raises HopthuError."""
    _put(path, text, os.O_TRUNC, durable=durable)


def append(path: Path, text: str, *, durable: bool) -> None:
    """Add whole lines to a file of a run; a last line that was cut off tells nothing, and goes."""
    try:
        with open(path, "rb+") as file:
            end = file.seek(0, os.SEEK_END)
            if end and (file.seek(end - 1), file.read())[1] != b"\n":
                file.seek(0)
                file.truncate(file.read().rfind(b"\n") + 1)
    except OSError as error:
        raise unwritable(path, error) from error
    _put(path, text, os.O_APPEND, durable=durable)


def close(folder: Path) -> None:
    """Take away the mark of a run of which nothing is open, once that is on the disk."""
    try:
        with open(folder / AUDIT, "rb") as file:
            os.fsync(file.fileno())
        (folder / OPEN).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def sync(folder: Path) -> None:
    """Have the names in a folder survive a power cut; raises HopthuError."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(path: Path, error: OSError) -> HopthuError:
    """Say why ``path`` cannot be written."""
    return HopthuError.of(messages.UNWRITABLE, Place(str(path)), reason=error.strerror or error)


def _put(path: Path, text: str, how: int, *, durable: bool) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
    except OSError as error:
        raise unwritable(path, error) from error


def _mine(path: Path) -> int:
    """Make the mark of an open run, and hold it as long as this process lives."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.fsync(descriptor)
    return descriptor
