"""What a service of the host remembers: SQLite, so that a restart forgets nothing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from pathlib import Path


class Ledger:
    """A connection that threads and processes share: what one has read, no other changes meanwhile.

    ``tables``: SQL that makes what is missing; ``patience``: seconds until another process has
    written. ``lasting``: a step is on the disk when it ends; else a machine that stops may lose the
    last few, and no step in part. Raises sqlite3.Error.
    """

    def __init__(self, file: Path, tables: str, *, patience: float, lasting: bool) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(
            file, timeout=patience, isolation_level=None, check_same_thread=False
        )
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
        self._base.executescript(tables)

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read alone."""
        with self._lock:
            yield self._base

    @contextlib.contextmanager
    def step(self) -> Iterator[sqlite3.Connection]:
        """Read and write as one step: all of it is written at the end, or nothing."""
        with self._lock:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")


def as_owner(file: Path) -> bool:
    """Go on as who owns the ledger, so that files which SQLite makes beside it are theirs.

    False, and said on standard error, where it is not there.
    """
    if not file.is_file():
        sys.stderr.write(f"{file} is not there: nothing was counted yet\n")
        return False
    owner = file.stat()
    if os.geteuid() == 0:
        os.setegid(owner.st_gid)
        os.seteuid(owner.st_uid)
    return True
