"""Trials of restoring: some mailboxes of the last copy, beside the ones that are there."""

from __future__ import annotations

import datetime
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from . import found, restic
from .fetching import box_of, scratch
from .problem import Problem
from .settings import Settings

_NAMED = 5  # of what went wrong


def tried(settings: Settings) -> dict[str, Any]:
    """Bring a sample back into a folder of its own and compare; Problem where it is not right."""
    begun = time.monotonic()
    engine = restic.Restic(settings)
    snapshot = engine.before("", settings.host)
    facts: dict[str, Any] = {"copy": snapshot.time, "boxes": [], "letters": 0, "bytes": 0}
    wrong: list[str] = []
    with scratch(settings, "drill") as folder:
        for part in settings.keeps:
            wrong += _PARTS[part](engine, snapshot, folder, settings, facts)
    if wrong:
        more = f" … +{len(wrong) - _NAMED}" if len(wrong) > _NAMED else ""
        raise Problem("drill", count=len(wrong), reason="; ".join(wrong[:_NAMED]) + more)
    return {**facts, "seconds": round(time.monotonic() - begun, 1)}


def _mail(
    engine: restic.Restic,
    snapshot: restic.Snapshot,
    folder: Path,
    settings: Settings,
    facts: dict[str, Any],
) -> Iterator[str]:
    names = [
        name for name in engine.names(snapshot, str(settings.linked)) if not name.startswith(".")
    ]
    for owner in random.sample(names, min(settings.boxes, len(names))):
        source = box_of(engine, snapshot, owner, folder, settings)
        letters = found.letters(source)
        facts["boxes"].append(owner)
        facts["letters"] += len(letters)
        facts["bytes"] += sum(letter.size for letter in letters)
        yield from _differences(owner, letters, settings.store / owner, _seconds(snapshot.time))


def _differences(
    owner: str, copied: list[found.Letter], home: Path, copied_at: float
) -> Iterator[str]:
    """Letters that are in both and differ; letters from before the copy that it does not have.

    Deleted or moved since, a letter is not in the mailbox under that name: that is no fault.
    """
    copies = {found.base_name(each.path.name): each for each in copied}
    contents = {each.sha256 for each in copied}
    for letter in found.letters(home):
        copy = copies.get(found.base_name(letter.path.name))
        if copy is None:
            # By when the file came to be, too: the date of a letter can be any.
            older = letter.path.lstat().st_ctime < copied_at and letter.received < copied_at
            if older and letter.sha256 not in contents:
                yield f"{owner}: {letter.path.name} is not in the copy"
        elif copy.sha256 != letter.sha256:
            yield f"{owner}: {letter.path.name} differs from its copy"


def _seconds(moment: str) -> float:
    return datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def _directory(
    engine: restic.Restic,
    snapshot: restic.Snapshot,
    folder: Path,
    settings: Settings,
    facts: dict[str, Any],
) -> Iterator[str]:
    path = settings.staged / "directory.ldif"
    target = folder / "directory"
    engine.fetch(snapshot, str(path), str(target))
    try:
        with open(target / path.relative_to("/"), "rb") as file:
            entries = sum(line.startswith(b"dn:") for line in file)
    except FileNotFoundError:
        entries = 0
    facts["entries"] = entries
    if not entries:
        yield "the copy has no directory"


def _web(
    engine: restic.Restic,
    snapshot: restic.Snapshot,
    folder: Path,
    settings: Settings,
    facts: dict[str, Any],
) -> Iterator[str]:
    path = settings.staged / "webmail.sqlite"
    target = folder / "web"
    engine.fetch(snapshot, str(path), str(target))
    copy = target / path.relative_to("/")
    if not copy.exists():
        if settings.database.exists() and settings.database.stat().st_ctime < _seconds(
            snapshot.time
        ):
            yield "the copy has no database of the webmail"
        return
    with closing(sqlite3.connect(copy)) as database:
        (answer,) = database.execute("PRAGMA integrity_check").fetchone()
        (facts["users"],) = database.execute("SELECT count(*) FROM users").fetchone()
    if answer != "ok":
        yield f"webmail.sqlite: {answer}"


_PARTS = {"mail": _mail, "directory": _directory, "web": _web}
