"""A copy of this host into the repository."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import restic
from .parts import PARTS
from .problem import Problem
from .settings import Settings
from .state import State

# Half of something, or looked at while it is there.
_UNFINISHED = (".copy-*", ".unfinished-*", ".restore-*", ".lock")


def copied(settings: Settings) -> dict[str, Any]:
    """Make a copy; return its id and what it holds. The first makes the repository."""
    with staged(settings) as paths:
        excluded = [f"--exclude={settings.archives}/{name}" for name in _UNFINISHED]
        told = _made(
            settings,
            *("backup", "--json", "--host", settings.host, "--tag", "hopthu"),
            # Another name for a letter changes its inode's time, not the letter.
            *("--ignore-ctime", "--exclude-caches", *excluded, *map(str, paths)),
        )
    return {
        "snapshot": told["snapshot_id"],
        "files": told["total_files_processed"],
        "bytes": told["total_bytes_processed"],
        "added": told["data_added"],
        "seconds": round(told["total_duration"], 1),
    }


def _made(settings: Settings, *command: str) -> dict[str, Any]:
    """What restic says of a copy that it made, if need be after the way was cleared for it."""
    engine = restic.Restic(settings)
    try:
        return restic.summary(engine.call(*command))
    except Problem as problem:
        if problem.code == "restic" and "at least one source file" in str(problem):
            raise Problem("unreadable", reason=problem.values["reason"]) from problem
        if problem.code == "locked":
            # By a run of this host that was killed; what somebody holds now stays locked.
            engine.call("unlock")
        # A folder that is not mounted looks like one where nothing was ever written.
        elif problem.code == "gone" and not State(settings.state).read().get("copy", {}).get(
            "good"
        ):
            engine.call("init")
        else:
            raise
    return restic.summary(engine.call(*command))


@contextmanager
def staged(settings: Settings) -> Iterator[list[Path]]:
    """What is to be copied, made to stay as it is until that is done."""
    shutil.rmtree(settings.staged, ignore_errors=True)  # of a run that was cut off
    settings.staged.mkdir(mode=0o700)
    try:
        paths = [path for path in map(Path, settings.paths) if path.exists()]
        for part in settings.keeps:
            paths += PARTS[part].staged(settings)
        yield sorted(set(paths))
    finally:
        shutil.rmtree(settings.staged, ignore_errors=True)
