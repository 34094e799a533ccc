"""Mailboxes, and the archives of those that are gone."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle

from .. import found
from ..fetching import Copy, box_of
from ..problem import Problem
from ..settings import Settings

_STAGED = ".restoring"
_MEANWHILE = ".meanwhile-"


def staged(settings: Settings) -> list[Path]:
    """Give the letters of one moment names of their own, in a process of their owner's."""
    owner = settings.store.stat()
    as_owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_owner = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    library = Path(__file__).parent.parent.parent
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


def tried(copy: Copy, folder: Path) -> tuple[dict[str, Any], list[str]]:
    """Fetch a sample of the mailboxes, and compare letter by letter with those in use."""
    settings = copy.settings
    facts: dict[str, Any] = {"boxes": [], "letters": 0, "bytes": 0}
    wrong: list[str] = []
    names = [name for name in copy.names(copy.mailboxes) if not name.startswith(".")]
    for owner in _sample(names, settings):
        letters = found.letters(box_of(copy, owner, folder))
        facts["boxes"].append(owner)
        facts["letters"] += len(letters)
        facts["bytes"] += sum(letter.size for letter in letters)
        wrong += differences(owner, letters, settings.store / owner, copy.seconds)
    return facts, wrong


def _sample(names: list[str], settings: Settings) -> list[str]:
    """Some of the mailboxes, those with letters first: an empty one proves little."""
    drawn = random.sample(names, len(names))
    filled = (name for name in drawn if any(found.walk_letters(settings.store / name)))
    chosen = list(islice(filled, settings.boxes))
    others = (name for name in drawn if name not in chosen)
    return [*chosen, *islice(others, settings.boxes - len(chosen))]


def differences(
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


def looked(copy: Copy, _: Path) -> dict[str, Any]:
    """How many mailboxes a copy has, and how many of them are there."""
    names = copy.names(copy.mailboxes)
    there = sum((copy.settings.store / name).exists() for name in names)
    return {"boxes": len(names), "boxes_there": there}


def restored(copy: Copy, folder: Path) -> dict[str, Any]:
    """Put every mailbox in its place; letters that came meanwhile stay."""
    settings = copy.settings
    finish(settings.store)
    staging = settings.store / _STAGED
    shutil.rmtree(staging, ignore_errors=True)  # of a run that was cut off
    staging.mkdir(mode=0o700)
    owner = settings.store.stat()
    try:
        source = copy.fetched(copy.mailboxes, staging)
        for path in (staging, *staging.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
        names = copy.names(copy.mailboxes)
        # A run after a power failure takes a letter that is there by its name for a whole one.
        os.sync()
        letters = sum(_placed(source / name, settings.store / name) for name in names)
        os.sync()
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return {"letters": letters, "archives": _archives(copy, folder)}


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


def _archives(copy: Copy, folder: Path) -> int:
    """Bring back the archives that are missing; return how many."""
    home = copy.settings.archives
    source = copy.fetched(home, folder)
    lost = [
        path
        for path in (source.iterdir() if source.is_dir() else ())
        if path.is_file() and not (home / path.name).exists()
    ]
    for path in lost:
        os.chown(path, 0 if os.geteuid() == 0 else -1, -1)
        settle(path)
        path.rename(home / path.name)
    if lost:
        settle(home)
    return len(lost)
