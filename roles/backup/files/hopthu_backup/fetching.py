"""Parts of a copy, written into a folder of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import restic
from .problem import Problem
from .settings import Settings


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


def box_of(
    engine: restic.Restic, snapshot: restic.Snapshot, owner: str, folder: Path, settings: Settings
) -> Path:
    """A mailbox of a copy, written below ``folder``; restic compares all of it with its hashes."""
    path = settings.linked / owner
    try:
        engine.fetch(snapshot, str(path), str(folder / "copy"))
    except Problem as problem:
        if problem.code == "full":
            raise Problem("room", path=folder, reason=problem.values["reason"]) from problem
        raise
    source = folder / "copy" / path.relative_to("/")
    if not source.is_dir():
        raise Problem("not_in_copy", what=owner, at=snapshot.time)
    return source
