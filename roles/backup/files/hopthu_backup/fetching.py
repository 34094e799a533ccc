"""A copy of one moment, and parts of it written into a folder of their own."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import restic
from .problem import Problem
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Copy:
    """What the repository has of this host as of one moment."""

    engine: restic.Restic
    snapshot: restic.Snapshot

    @classmethod
    def before(cls, at: str, settings: Settings, what: str = "") -> Copy:
        """The newest that is not younger than ``at`` (UTC; empty for now)."""
        engine = restic.Restic(settings)
        return cls(engine, engine.before(at, what or settings.host))

    @property
    def settings(self) -> Settings:
        """Those of the host."""
        return self.engine.settings

    @property
    def time(self) -> str:
        """When it was made: UTC, as ``2026-11-24T08:30:00Z``."""
        return self.snapshot.time

    @property
    def seconds(self) -> float:
        """The same, since 1970."""
        return datetime.datetime.fromisoformat(self.time.replace("Z", "+00:00")).timestamp()

    @property
    def id(self) -> str:
        """What restic shows of its name."""
        return self.snapshot.id[:8]

    @property
    def mailboxes(self) -> Path:
        """The folder that it has the mailboxes in."""
        once = self.settings.linked_once
        return once if str(once) in self.snapshot.paths else self.settings.linked

    def names(self, folder: Path) -> list[str]:
        """What a folder had in it."""
        return self.engine.names(self.snapshot, str(folder))

    def fetched(self, path: Path, folder: Path) -> Path:
        """Write ``path`` below ``folder``; return its place there, which is empty if it was not.

        What this run fetched there before is not fetched again. restic compares all of it with its
        hashes. Problem ``room`` where this host's disk is full.
        """
        place = folder / path.relative_to("/")
        if os.path.lexists(place):
            return place
        try:
            self.engine.fetch(self.snapshot, str(path), str(folder))
        except Problem as problem:
            if problem.code == "full":
                raise Problem("room", path=folder, reason=problem.values["reason"]) from problem
            raise
        return place


@contextmanager
def scratch(settings: Settings, name: str) -> Iterator[Path]:
    """A folder that Dovecot may pass through, and that is not copied; gone afterwards."""
    parent = settings.archives if settings.archives.is_dir() else settings.state
    folder = parent / f".restore-copy-{name}"
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was cut off
    folder.mkdir(mode=0o711)
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def box_of(copy: Copy, owner: str, folder: Path) -> Path:
    """A mailbox of a copy, written below ``folder``."""
    source = copy.fetched(copy.mailboxes / owner, folder / "copy")
    if not source.is_dir():
        raise Problem("not_in_copy", what=owner, at=copy.time)
    return source
