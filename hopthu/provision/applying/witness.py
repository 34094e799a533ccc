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
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hopthu.files.processes import spread
from hopthu.files.whole import sync_folder, write_whole
from hopthu.text.errors import HopthuError, Place, Problem

from ..plan.document import markdown, plan_data
from ..plan.plan import Plan
from . import messages
from .audit import (
    AUDIT,
    NOT_WRITTEN,
    OUTCOMES,
    WRITTEN,
    Line,
    ended,
    lines_of,
    outcome_of,
    row_of,
    run_of,
)
from .undo import as_ldif, undo_blocks

OPEN = "open"
"""The file that is in the folder of a run until it is known what became of all its changes."""


_MANY = 2000  # changes, from here on it takes longer to tell of them than to start processes


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
        self._rows: list[tuple[str, int, str]] = []  # of the audit: province, step, text
        self._became: dict[tuple[str, int], str] = {}
        self._writing: Future[None] | None = None
        try:
            self.folder.mkdir(mode=0o700, parents=True)
            if applied:
                self._lock = _mine(self.folder / OPEN)
        except OSError as error:
            raise unwritable(root, error) from error
        if not applied:
            write(self.folder / "plan.md", markdown(plans))
            self._write_data(map(_data_of, plans))
            return
        told = _told(plans, run_of(inventory))
        beside = ThreadPoolExecutor(1)
        self._writing = beside.submit(self._write, list(plans), told)
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
        self._became[plan.province, step] = became
        try:
            row = outcome_of(self._digests[plan.province], step, became)
            _put(self.folder / OUTCOMES, row, os.O_APPEND)
        except HopthuError as error:
            self.problem = error.problems[0]

    def settled(self) -> bool:
        """Note in each line what became of it; False where that is not known of all of them."""
        if any((province, step) not in self._became for province, step, _ in self._rows):
            return False
        rows = (ended(row, self._became[province, step]) for province, step, row in self._rows)
        close(self.folder, rows)
        return True

    def release(self) -> None:
        """Let another run find out what became of this one."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _write(self, plans: list[Plan], told: Iterator[_Told]) -> None:
        # What may be worked out in other processes meanwhile comes last.
        write(self.folder / "plan.md", markdown(plans), durable=True)
        each = list(told)
        for plan, one in zip(plans, each, strict=True):
            if one.rows:
                self._digests[plan.province] = one.digest
            self._rows += [(plan.province, step, row) for step, row in one.rows]
        write_whole(self.folder / AUDIT, "".join(row for _, _, row in self._rows), 0o600)
        write(self.folder / OUTCOMES, "", durable=True)
        undo = (block for one in reversed(each) for block in one.undo)
        write(self.folder / "undo.ldif", as_ldif(undo), durable=True)
        self._write_data((one.data for one in each), durable=True)
        sync(self.folder)
        sync(self.folder.parent)

    def _write_data(self, data: Iterable[str], *, durable: bool = False) -> None:
        # A plan a line: indented, the largest plans would take longer to write than to apply.
        text = ",\n".join(data)
        write(self.folder / "plan.json", f"[\n{text}\n]\n", durable=durable)


class _Told(NamedTuple):
    """What the files of a run tell of one plan, as text.

    ``rows``: each line of the audit, with its step; of a plan that is not written there are none.
    """

    digest: str
    rows: list[tuple[int, str]]
    undo: list[str]
    data: str


def _told(plans: Sequence[Plan], run: Line) -> Iterator[_Told]:
    """What is told of each plan; of many changes worked out beside this process, from now on."""
    many = sum(len(plan.changes) for plan in plans) > _MANY
    return spread(partial(_told_of, run=run), plans, 0 if many else 1)


def _told_of(plan: Plan, run: Line) -> _Told:
    lines = [] if plan.refusals else list(lines_of(plan, run))
    rows = [(line["step"], row_of(line)) for line in lines]
    return _Told(plan.digest, rows, undo_blocks(lines), _data_of(plan))


def _data_of(plan: Plan) -> str:
    return json.dumps(plan_data(plan), ensure_ascii=False)


def write(path: Path, text: str, *, durable: bool = False) -> None:
    """Write a file of a run, for its owner alone; raises HopthuError."""
    _put(path, text, os.O_TRUNC, durable=durable)


def close(folder: Path, rows: Iterable[str]) -> None:
    """Put down the audit with all outcomes, and take away the mark of an open run."""
    write_whole(folder / AUDIT, "".join(rows), 0o600)
    try:
        (folder / OUTCOMES).unlink(missing_ok=True)
        (folder / OPEN).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def sync(folder: Path) -> None:
    """Have the names in a folder survive a power cut; raises HopthuError."""
    try:
        sync_folder(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(path: Path, error: OSError) -> HopthuError:
    """Say why ``path`` cannot be written."""
    return HopthuError.of(messages.UNWRITABLE, Place(str(path)), reason=error.strerror or error)


def _put(path: Path, text: str, how: int, *, durable: bool = False) -> None:
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
