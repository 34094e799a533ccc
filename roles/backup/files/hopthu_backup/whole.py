"""A host from nothing: everything of a copy, into places where hardly anything is yet."""

from __future__ import annotations

import datetime
import gzip
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import found, restic
from .fetching import scratch
from .problem import Problem
from .settings import Settings
from .state import State, now

_STAGED = ".restoring"
_MEANWHILE = ".meanwhile-"
DUMPS = Path("/var/lib/hopthu-backup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``at``: as of when (UTC, empty for the last copy). ``replace``: what is in use, too."""

    at: str = ""
    check: bool = True
    replace: bool = False
    who: str = ""


def restored(order: Order, settings: Settings) -> dict[str, Any]:
    """Put back all that the host keeps, or tell what that would be."""
    engine = restic.Restic(settings)
    snapshot = engine.before(order.at, settings.host)
    facts: dict[str, Any] = {"copy": snapshot.time, "snapshot": snapshot.id[:8]}
    state = State(settings.state)
    line = {"who": order.who, "host": settings.host, "snapshot": snapshot.id[:8]}
    if not order.check:
        state.audit({"at": now(), "state": "begun", **line})
    for part in settings.keeps:
        facts |= _PARTS[part](engine, snapshot, settings, order)
    if not order.check:
        state.audit({"at": now(), "state": "done", **line, **facts})
    return facts


def _mail(
    engine: restic.Restic, snapshot: restic.Snapshot, settings: Settings, order: Order
) -> dict[str, Any]:
    names = engine.names(snapshot, str(settings.linked))
    if order.check:
        return {"boxes": len(names), "there": sum((settings.store / n).exists() for n in names)}
    finish(settings.store)
    staging = settings.store / _STAGED
    shutil.rmtree(staging, ignore_errors=True)  # of a run that was cut off
    staging.mkdir(mode=0o700)
    owner = settings.store.stat()
    try:
        engine.fetch(snapshot, str(settings.linked), str(staging))
        source = staging / settings.linked.relative_to("/")
        for path in (staging, *staging.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
        letters = sum(_placed(source / name, settings.store / name) for name in names)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return {
        "boxes": len(names),
        "letters": letters,
        "archives": _archives(engine, snapshot, settings),
    }


def _placed(source: Path, home: Path) -> int:
    """Put a mailbox in its place, whole; what came there meanwhile stays. Return its letters."""
    copied = _names(source)
    if copied.keys() <= _names(home).keys() and home.exists():
        return len(copied)  # by a run that was cut off
    aside = home.with_name(_MEANWHILE + home.name)
    if home.exists():
        home.rename(aside)
    source.rename(home)
    if aside.exists():
        _add(aside, home)
    return len(copied)


def finish(store: Path) -> None:
    """End what a run that was cut off had begun, mailbox by mailbox."""
    for aside in sorted(store.glob(f"{_MEANWHILE}*")):
        home = store / aside.name.removeprefix(_MEANWHILE)
        if home.exists():
            _add(aside, home)
        else:
            aside.rename(home)


def _add(aside: Path, home: Path) -> None:
    """Letters that came meanwhile, into the folders that they were in."""
    there = _names(home)
    owner = home.stat()
    for path in found.letter_paths(aside):
        if found.base_name(path.name) in there:
            continue
        folder = home / path.parent.relative_to(aside)
        for each in ("cur", "new", "tmp"):
            _folder(folder.parent / each, home, owner)
        path.rename(folder / path.name)
    shutil.rmtree(aside)


def _folder(path: Path, home: Path, owner: os.stat_result) -> None:
    for each in (*reversed(path.relative_to(home).parents), path.relative_to(home)):
        place = home / each
        if not place.exists():
            place.mkdir(mode=0o700)
            os.chown(place, owner.st_uid, owner.st_gid)


def _names(place: Path) -> dict[str, Path]:
    return {found.base_name(path.name): path for path in found.letter_paths(place)}


def _archives(engine: restic.Restic, snapshot: restic.Snapshot, settings: Settings) -> int:
    with scratch(settings, "archives") as folder:
        engine.fetch(snapshot, str(settings.archives), str(folder))
        source = folder / settings.archives.relative_to("/")
        lost = [
            path
            for path in (source.iterdir() if source.is_dir() else ())
            if path.is_file() and not (settings.archives / path.name).exists()
        ]
        for path in lost:
            os.chown(path, 0 if os.geteuid() == 0 else -1, -1)
            path.rename(settings.archives / path.name)
    return len(lost)


def _directory(
    engine: restic.Restic, snapshot: restic.Snapshot, settings: Settings, order: Order
) -> dict[str, Any]:
    with scratch(settings, "directory") as folder:
        path = settings.staged / "directory.ldif"
        engine.fetch(snapshot, str(path), str(folder))
        dump = folder / path.relative_to("/")
        if not dump.exists():
            raise Problem("not_in_copy", what="directory.ldif", at=snapshot.time)
        there = _accounts(_dumped(folder / "now.ldif"))
        facts = {"accounts": _accounts(dump), "accounts_there": there}
        if there and not order.replace:
            if order.check:
                return facts
            raise Problem("in_use", what=f"{there} accounts")
        if order.check:
            return facts
        DUMPS.mkdir(mode=0o700, exist_ok=True)
        moment = datetime.datetime.now(datetime.UTC)
        packed = DUMPS / f"directory-{moment:%Y%m%dT%H%M%SZ}.ldif.gz"
        with open(dump, "rb") as plain, gzip.open(packed, "wb") as file:
            shutil.copyfileobj(plain, file)
    _run("hopthu-directory-restore", str(packed))
    return facts


def _dumped(path: Path) -> Path:
    """What the directory holds now; nothing where it holds nothing yet."""
    done = subprocess.run(["hopthu-directory-backup", str(path)], capture_output=True, check=False)
    if done.returncode:
        path.write_bytes(b"")
    return path


def _accounts(dump: Path) -> int:
    with open(dump, "rb") as file:
        return sum(bool(re.match(rb"dn: uid=", line, re.IGNORECASE)) for line in file)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise Problem("directory", reason=done.stderr.strip()[-400:])


def _web(
    engine: restic.Restic, snapshot: restic.Snapshot, settings: Settings, order: Order
) -> dict[str, Any]:
    with scratch(settings, "web") as folder:
        path = settings.staged / "webmail.sqlite"
        engine.fetch(snapshot, str(path), str(folder))
        copy = folder / path.relative_to("/")
        if not copy.exists():
            return {"users": 0}
        there = _users(settings.database) if settings.database.exists() else 0
        facts = {"users": _users(copy), "users_there": there}
        if order.check:
            return facts
        if there and not order.replace:
            raise Problem("in_use", what=f"{there} users")
        owner = settings.database.parent.stat()
        new = settings.database.with_name(f"{settings.database.name}.new")
        shutil.copyfile(copy, new)
        new.chmod(0o640)
        os.chown(new, owner.st_uid, owner.st_gid)
        new.replace(settings.database)
        return facts


def _users(database: Path) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        (number,) = opened.execute("SELECT count(*) FROM users").fetchone()
    return int(number)


_Part = Callable[[restic.Restic, restic.Snapshot, Settings, Order], dict[str, Any]]
_PARTS: dict[str, _Part] = {"mail": _mail, "directory": _directory, "web": _web}
