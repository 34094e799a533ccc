"""What a host that was lost and came back has that no copy of it had.

While it was away the copy was the mailbox: letters that the owner deleted or moved there must not
come back from here. The copy bears which letters it had (``BASE``), and only others are brought.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import content, doveadm
from .places import BASE, Box, Failed, Places, is_there

_INDEXES = ("dovecot.index", "dovecot.list.index", "dovecot-uidlist.lock", "dovecot.mailbox.log")
_LONGEST = 1 << 26  # bytes of a list


def base_at(home: Path) -> list[str] | None:
    """The letters that a mailbox had when it was a copy yet; None for one that never was.

    Its folder belongs to the mailboxes' owner: root follows no link there.
    """
    try:
        file = os.open(home / BASE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(file, "rb") as opened:
        return opened.read(_LONGEST).decode("utf-8").split("\n")[:-1]


def tail_of(box: Box, place: Path, base: list[str], places: Places) -> Path | None:
    """A mailbox of those letters at ``place`` that are not in ``base``; None where there are none.

    Letters are links to the same files, so that ``place`` stays what it is.
    """
    known = set(base)
    old = [each for each in doveadm.numbered(box.address, place) if each.guid in known]
    tail = places.aside(box.owner, "tail")
    if is_there(tail):
        shutil.rmtree(tail)  # of a run that was cut off
    _link(place, tail)
    for folder in sorted({each.folder for each in old}):
        doveadm.expunge(box.address, tail, folder, [e.uid for e in old if e.folder == folder])
    # What was expunged must not be told to the other host as something that happened.
    _forget(tail)
    left = [each for each in doveadm.numbered(box.address, tail) if each.guid in known]
    if left:
        raise Failed(f"{len(left)} letters of {tail} were to be left out and are there")
    if any(content.letter_files(tail)):
        return tail
    shutil.rmtree(tail)
    return None


def _link(place: Path, tail: Path) -> None:
    """The mailbox once more: its letters as links, its lists as files of their own."""
    owner = place.stat()
    for folder, inner, names in os.walk(place):
        here = Path(folder)
        if here == place:
            inner[:] = [each for each in inner if each in ("inbox", "folders")]
            names = []
        there = tail / here.relative_to(place)
        there.mkdir(mode=0o700)
        os.chown(there, owner.st_uid, owner.st_gid)
        for name in names:
            if here.name in ("cur", "new"):
                os.link(here / name, there / name, follow_symlinks=False)
            elif here.name != "tmp" and not name.startswith(_INDEXES):
                shutil.copyfile(here / name, there / name, follow_symlinks=False)
                os.chown(there / name, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _forget(tail: Path) -> None:
    for path in tail.rglob("*"):
        if path.name.startswith(_INDEXES):
            path.unlink()
