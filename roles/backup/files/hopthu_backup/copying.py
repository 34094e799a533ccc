"""A copy of this host into the repository."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import restic
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
            paths += _PARTS[part](settings)
        yield sorted(set(paths))
    finally:
        shutil.rmtree(settings.staged, ignore_errors=True)
        shutil.rmtree(settings.linked, ignore_errors=True)


def _mail(settings: Settings) -> list[Path]:
    """Letters, as they are at one moment, and the archives."""
    owner = settings.store.stat()
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    library = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hopthu_backup.linked", settings.store, settings.linked],
        env={"PYTHONPATH": str(library), "LC_ALL": "C.UTF-8"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **as_owner,
    )
    if done.returncode:
        raise Problem("unreadable", reason=done.stderr.strip()[-400:])
    return [settings.linked, *(path for path in [settings.archives] if path.is_dir())]


def _directory(settings: Settings) -> list[Path]:
    """All entries as LDIF, not packed, so that what did not change is not copied again."""
    target = settings.staged / "directory.ldif"
    command = ["hopthu-directory-backup", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Problem("unreadable", reason=done.stderr.strip()[-400:])
    return [target, *(path for path in [Path("/etc/ldap/hopthu")] if path.is_dir())]


def _web(settings: Settings) -> list[Path]:
    """The webmail's database, as one transaction sees it."""
    if not settings.database.exists():
        return []  # nobody has logged in yet
    target = settings.staged / "webmail.sqlite"
    source = f"file:{settings.database}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(source, uri=True, timeout=60)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        answer = str(error)
    if answer != "ok":
        raise Problem("unreadable", reason=f"{settings.database}: {answer}")
    return [target]


_PARTS = {"mail": _mail, "directory": _directory, "web": _web}
