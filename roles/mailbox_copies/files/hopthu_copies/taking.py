"""Copies become mailboxes: this host keeps now what another one did, which is lost.

A copy is renamed, and takes with it the list of its letters as of then. By that list a host that
comes back brings only what was never copied (``hopthu_mailbox.tail``).
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle, write
from hopthu_mailbox import content, doveadm
from hopthu_mailbox.places import BASE, Box, Failed, is_there

from . import listing
from .receiving import write_base
from .settings import Copies, Settings

Noted = dict[str, dict[str, Any]]  # by owner

_PORTS = (22, 24, 25, 993)
_PATIENCE = 3.0  # seconds for an answer
_ENDING = 5.0  # seconds that a program has to end


def answering(host: str) -> list[int]:
    """The ports at which a host still answers; a name that is nobody's answers nowhere."""
    found = []
    for port in _PORTS:
        with suppress(OSError), socket.create_connection((host, port), _PATIENCE):
            found.append(port)
    return found


def noted_of(copies: Copies) -> Noted:
    """What the other host noted of each mailbox in its last round; nothing where it did not."""
    with suppress(OSError, ValueError, KeyError):
        said: Noted = json.loads(copies.note.read_text(encoding="utf-8"))["copies"]
        return said
    return {}


def looked_at(box: Box, copies: Copies, noted: Noted) -> dict[str, Any]:
    """What would come up: how many letters, and until when they are known to be all.

    ``standby``: there is a copy; ``taken``: it is the mailbox already; ``none``: there was nothing
    to copy in the last round; ``absent``: nobody knows of a copy.
    """
    place, home = copies.of(box.owner), copies.places.home(box.owner)
    known = noted.get(box.owner, {})
    if is_there(place):
        return {"state": "standby", "messages": _counted(place), "as_of": known.get("as_of", 0)}
    if is_there(home) and os.path.lexists(home / BASE):
        return {"state": "taken"}
    empty = known.get("as_of") == 0 and not known.get("reason")
    return {"state": "none" if empty else "absent"}


def taken_up(box: Box, copies: Copies, noted: Noted, settings: Settings) -> dict[str, Any]:
    """Let a copy be the mailbox; what is told is what :func:`looked_at` does."""
    told = looked_at(box, copies, noted)
    if told["state"] != "standby":
        return told
    place, home = copies.of(box.owner), copies.places.home(box.owner)
    _end_writer(copies.lock(box.owner))
    if not os.path.lexists(place / BASE):
        # The last round was cut off while it wrote here.
        write_base(place, listing.letters(box.address, settings.shared, place))
    if is_there(home):
        if not content.is_empty(home):
            return {**told, **_merged(box, copies, settings)}
        home.rename(_aside(copies, home))
    place.rename(home)
    return {**told, "state": "taken"}


def _merged(box: Box, copies: Copies, settings: Settings) -> dict[str, Any]:
    """Put a copy into a mailbox that has letters already, those that came here meanwhile."""
    place, home = copies.of(box.owner), copies.places.home(box.owner)
    write(home / BASE, (place / BASE).read_bytes())
    doveadm.merge_from(box.address, place)
    there = set(listing.guids(listing.letters(box.address, settings.shared)))
    missing = set((place / BASE).read_text(encoding="utf-8").split()) - there
    if missing:
        raise Failed(f"{len(missing)} letters of {place} are not in {home}")
    place.rename(_aside(copies, home))
    return {"state": "taken"}


def begin(copies: Copies) -> None:
    """Take nothing more from the lost host, whenever it comes back."""
    if is_there(copies.folder):
        write(copies.over, b"")


def end(copies: Copies) -> None:
    """Have the disk hold what was renamed."""
    settle(copies.places.store)
    if is_there(copies.folder):
        settle(copies.folder)


def _end_writer(lock: Path) -> None:
    """End who still writes to a copy: the other end is gone, and the connection does not know."""
    try:
        held = os.open(lock, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            if _free(held):
                return
            writer = int(os.pread(held, 32, 0) or b"0")
            if writer > 1:
                with suppress(ProcessLookupError):
                    os.kill(writer, sign)
            end = time.monotonic() + _ENDING
            while not _free(held) and time.monotonic() < end:
                time.sleep(0.1)
        if not _free(held):
            raise Failed(f"{lock} is held by a process that does not end")
    finally:
        os.close(held)


def _free(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _aside(copies: Copies, home: Path) -> Path:
    """Where what was here is kept: nothing is deleted."""
    folder = copies.places.store / ".moved"
    folder.mkdir(mode=0o700, exist_ok=True)
    now = datetime.datetime.now(datetime.UTC)
    return folder / f"{home.name}-{now:%Y%m%dT%H%M%S.%fZ}"


def _counted(place: Path) -> int:
    """How many letters there are."""
    return content.size(place)[0]
