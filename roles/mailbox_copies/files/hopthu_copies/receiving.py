"""What the host of the copies does when another one asks over its key."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hopthu_host.placing import write
from hopthu_mailbox import doveadm
from hopthu_mailbox.places import BASE, Box, Failed, is_there

from . import listing, scripts, seen
from .settings import Copies, Settings, Spots

# Behind a command of ours doveadm says once more what it wants of it.
_COPY = re.compile(
    r"copy ([0-9a-f]{32}) ([0-9]+) ([a-z0-9._-]+@[a-z0-9.-]+)(?: dsync-server)?(?: -u \3)?\Z"
)
_SCRIPTS = re.compile(r"scripts ([a-z0-9._-]+@[a-z0-9.-]+)\Z")


BoxesOf = Callable[[str, dict[str, str]], list[Box]]


def receive(request: str, source: str, settings: Settings, spots: Spots, boxes_of: BoxesOf) -> int:
    """Do what the host ``source`` asks for; Failed says why it is not done."""
    copies = spots.copies(source)
    for folder in (spots.all_copies, copies.folder):
        if not is_there(folder):
            _make(folder, spots)
    if os.path.lexists(copies.over):
        # Until the directory names it again as the host of some.
        if request != "ready" or not boxes_of(source, settings.reader):
            raise Failed(f"the mailboxes of {source} are kept here now: see playbooks/failover.yml")
        copies.over.unlink()
    if match := _COPY.match(request):
        guid, upcoming, address = match.groups()
        _copy(address, guid, int(upcoming), copies, spots)
    elif match := _SCRIPTS.match(request):
        given = sys.stdin.buffer.read()
        place = copies.of(_owner(match[1], spots))
        if is_there(place):
            scripts.put(given, place, spots.places.store.stat())
    elif request == "compare":
        print(json.dumps({"same": _compare(json.load(sys.stdin), settings, copies)}))
    elif request == "note":
        _keep_note(sys.stdin.buffer.read(), source, copies)
    elif request != "ready":
        raise Failed(f"{request!r} is not among what may be asked for")
    return 0


def _owner(address: str, spots: Spots) -> str:
    home = doveadm.home_of(address)
    if home is None or home.parent != spots.places.store:
        raise Failed(f"the directory knows no mailbox {address}")
    return home.name


def _make(place: Path, spots: Spots) -> None:
    owner = spots.places.store.stat()
    place.mkdir(mode=0o700)
    os.chown(place, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _copy(address: str, guid: str, upcoming: int, copies: Copies, spots: Spots) -> None:
    """Become Dovecot's end of the copy, which ends when the other one does."""
    owner = _owner(address, spots)
    place = copies.of(owner)
    lock = os.open(copies.lock(owner), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failed(f"{address} is being copied already") from None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    if not is_there(place):
        _make(place, spots)
    require_same(place, guid, upcoming)
    (place / BASE).unlink(missing_ok=True)  # until both are compared
    os.set_inheritable(lock, True)
    settings = doveadm.settings_of_copy(place)
    os.execvp("doveadm", ["doveadm", *settings, "dsync-server", "-u", address])  # noqa: S606


def require_same(place: Path, guid: str, upcoming: int) -> None:
    """Refuse what is not the mailbox that this is a copy of, or an older state of it.

    A host whose disk was lost or brought back from a backup would empty the copy, which may be
    all there is.
    """
    known = seen.identity(place)
    if known is None:
        return
    if known[0] != guid:
        raise Failed(
            f"{place} is the copy of another mailbox than this: was it lost, and begun anew?"
        )
    if known[1] > upcoming:
        raise Failed(f"{place} is newer than the mailbox: is that an older one, brought back?")


def _compare(asked: list[dict[str, Any]], settings: Settings, copies: Copies) -> list[str]:
    """The owners whose copies are what their mailboxes were. Such a copy then bears its letters."""
    same = []
    for each in asked:
        box = Box(str(each["id"]), str(each["address"]))
        place = copies.of(box.owner)
        try:
            if not is_there(place):
                continue
            held = listing.letters(box.address, settings.shared, place)
        except (Failed, OSError, ValueError) as error:
            sys.stderr.write(f"{box.owner}: {error}\n")
            continue
        if listing.digest(held) == each["digest"]:
            write_base(place, held)
            same.append(box.owner)
    return same


def write_base(place: Path, held: listing.Held) -> None:
    """Let a copy bear which letters it has."""
    lines = "".join(f"{guid}\n" for guid in listing.guids(held))
    write(place / BASE, lines.encode())


def _keep_note(given: bytes, source: str, copies: Copies) -> None:
    said = json.loads(given)
    if said["here"] != source:
        raise Failed(f"{said['here']} asks with the key of {source}")
    for owner, address in said["gone"].items():
        _remove_retired(address, copies.of(owner), copies.folder / f".gone-{owner}")
    write(copies.note, given)


def _remove_retired(address: str, place: Path, trash: Path) -> None:
    """Remove the copy of a mailbox whose owner the directory does not know any more.

    Such an owner was retired: the mailbox was archived, read back and removed.
    """
    if is_there(place) and doveadm.home_of(address) is None:
        place.rename(trash)
    if is_there(trash):
        shutil.rmtree(trash)
