"""What a host that was lost and came back has that no copy of it had.

While it was away the copy was the mailbox: letters that the owner deleted or moved there must not
come back from here. The copy bears which letters it had (``BASE``), and only others are brought.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from . import content, doveadm
from .doveadm import Numbered
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
    old = _letters_of(box.address, place, base)
    tail = places.aside(box.owner, "tail")
    if is_there(tail):
        shutil.rmtree(tail)  # of a run that was cut off
    _link(place, tail)
    for folder in sorted({each.letter.folder for each in old}):
        uids = [each.uid for each in old if each.letter.folder == folder]
        doveadm.expunge(box.address, tail, folder, uids)
    # What was expunged must not be told to the other host as something that happened.
    _forget(tail)
    if left := _letters_of(box.address, tail, base):
        raise Failed(f"{len(left)} letters of {tail} were to be left out and are there")
    if any(content.letter_files(tail)):
        return tail
    shutil.rmtree(tail)
    return None


def _letters_of(address: str, place: Path, base: Iterable[str]) -> list[Numbered]:
    """Those at ``place`` that are in ``base``."""
    known = set(base)
    there = doveadm.numbered(address, doveadm.settings(place))
    return [each for each in there if each.letter.guid in known]


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
