"""The webmail's database: who has used it, their settings and their own address books."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle

from ..fetching import Copy
from ..problem import Problem
from ..settings import Settings

_COPY = "webmail.sqlite"


def staged(settings: Settings) -> list[Path]:
    """Write the database as one transaction sees it."""
    if not settings.database.exists():
        return []  # nobody has logged in yet
    target = settings.staged / _COPY
    try:
        with closing(_opened(settings.database)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        answer = str(error)
    if answer != "ok":
        raise Problem("unreadable", reason=f"{settings.database}: {answer}")
    return [target]


def tried(copy: Copy, folder: Path) -> tuple[dict[str, Any], Iterable[str]]:
    """How many users a copy has, and whether SQLite finds it sound."""
    database = copy.settings.database
    fetched = _fetched(copy, folder / "web")
    if not fetched.exists():
        older = database.exists() and database.stat().st_ctime < copy.seconds
        return {}, ["the copy has no database of the webmail"] if older else []
    with closing(_opened(fetched)) as opened:
        (answer,) = opened.execute("PRAGMA integrity_check").fetchone()
    return {"users": _users(fetched)}, [] if answer == "ok" else [f"{_COPY}: {answer}"]


def looked(copy: Copy, folder: Path) -> dict[str, Any]:
    """How many users a copy has, and how many there are."""
    fetched = _fetched(copy, folder)
    database = copy.settings.database
    try:
        there = _users(database) if database.exists() else 0
    except sqlite3.Error as error:
        raise Problem("unknown_there", what=database, reason=error) from error
    return {"users": _users(fetched) if fetched.exists() else 0, "users_there": there}


def restored(copy: Copy, folder: Path) -> dict[str, Any]:
    """Put a copy in the place of the database."""
    database = copy.settings.database
    fetched = _fetched(copy, folder)
    if not fetched.exists():
        return {}
    owner = database.parent.stat()
    new = database.with_name(f"{database.name}.new")
    shutil.copyfile(fetched, new)
    new.chmod(0o640)
    os.chown(new, owner.st_uid, owner.st_gid)
    settle(new)
    # What was begun in the old one must not be carried into this one.
    for rest in ("-journal", "-wal", "-shm"):
        database.with_name(database.name + rest).unlink(missing_ok=True)
    new.replace(database)
    settle(database.parent)
    return {}


def _fetched(copy: Copy, folder: Path) -> Path:
    return copy.fetched(copy.settings.staged / _COPY, folder)


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=60)


def _users(database: Path) -> int:
    with closing(_opened(database)) as opened:
        (number,) = opened.execute("SELECT count(*) FROM users").fetchone()
    return int(number)
