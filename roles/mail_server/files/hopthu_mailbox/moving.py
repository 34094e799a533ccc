"""Mailboxes that another host is to keep: copied, compared, and what was here kept aside."""

from __future__ import annotations

import datetime
import os
import shutil
from collections import Counter
from itertools import chain, count
from pathlib import Path
from typing import Any

from hopthu_sessions.kicking import end_sessions

from . import content, doveadm
from .link import Link, digests
from .places import MOVING, Box, Failed, Places, is_there, put_aside
from .tail import tail_of

_TIME = "%Y%m%dT%H%M%SZ"
_TRIES = 3  # somebody may read or delete meanwhile


def elsewhere(box: Box, host: str, here: str, places: Places) -> bool:
    """Whether a mailbox has letters here and belongs to another ``host``.

    Those, too, that a run which was cut off had put aside. Failed where they are to stay here now.
    """
    aside = places.aside(box.owner, MOVING)
    if host.lower() != here.lower():
        return is_there(aside) or not content.is_empty(places.home(box.owner))
    if is_there(aside):
        raise Failed(
            f"{aside} was on its way to another host: let that host be the mailbox's again, and "
            "run again"
        )
    return False


def copied(box: Box, link: Link, places: Places) -> dict[str, Any]:
    """Have all of a mailbox at its new host, which keeps what it has already.

    Every letter by what Dovecot says of it, and by every byte of it; the owner's scripts. The
    mailbox may be in use here and there.
    """
    home = places.home(box.owner)
    known = doveadm.home_of(box.address)
    if known != home:
        raise Failed(f"the directory has {box.address} at {known}, not at {home}")
    facts: dict[str, Any] = {"state": "copied", **content.held(*sources(box, places))}
    base = link.base(box.address)
    for place in sources(box, places):
        _bring_new(box, link, place, base, places)
        if not link.bring_scripts(box.address, place):
            facts["scripts"] = "other"
    return facts


def moved(box: Box, link: Link, places: Places) -> dict[str, Any]:
    """Copy what is left, now that the directory names the new host; then put aside what is here."""
    # Who is reading goes on at the new host.
    end_sessions(box.address)
    facts = copied(box, link, places)
    folder = places.store / ".moved"
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = []
    for place in put_aside(places.home(box.owner), places.aside(box.owner, MOVING)):
        # A letter may have come in between the comparison and this.
        if digests(place) - link.letters(box.address)[1]:
            _bring_new(box, link, place, link.base(box.address), places)
        kept.append(_free(folder / f"{box.owner}-{datetime.datetime.now(datetime.UTC):{_TIME}}"))
        place.rename(kept[-1])
    return {**facts, "state": "moved", "archive": ", ".join(map(str, kept))}


def sources(box: Box, places: Places) -> list[Path]:
    """Where letters of the mailbox are here."""
    return [
        place
        for place in (places.aside(box.owner, MOVING), places.home(box.owner))
        if is_there(place)
    ]


def _bring_new(box: Box, link: Link, place: Path, base: list[str] | None, places: Places) -> None:
    """Have over there what is at ``place``; where that is a ``base``, only what is not in it."""
    if base is None:
        _bring(box, link, place, None if place == places.home(box.owner) else place)
    elif tail := tail_of(box, place, base, places):
        _bring(box, link, tail, tail)
        shutil.rmtree(tail)


def _bring(box: Box, link: Link, place: Path, named: Path | None) -> None:
    """Have every letter at ``place`` over there; ``named`` is None for Dovecot's own place."""
    for _ in range(_TRIES):
        # What is here now has to be there then; what comes in meanwhile is for the next time.
        here, contents_here = _facts(doveadm.letters(box.address, named)), digests(place)
        doveadm.sync_to(box.address, link.command("sync", box.address), named)
        letters, contents_there = link.letters(box.address)
        missing = max((here - _facts(letters)).total(), (contents_here - contents_there).total())
        if not missing:
            return
    raise Failed(f"{missing} letters of {place} are not at {link.host} as they are here")


def _free(path: Path) -> Path:
    """The path, or one like it that nothing has."""
    names = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(each for each in chain([path], names) if not os.path.lexists(each))


def _facts(letters: list[doveadm.Letter]) -> Counter[tuple[str, str, str]]:
    """What does not change when somebody reads a letter or puts it into another folder."""
    return Counter((letter.guid, letter.received, letter.size) for letter in letters)
