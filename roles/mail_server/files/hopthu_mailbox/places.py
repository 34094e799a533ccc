"""Where mailboxes and their archives are on this host."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OWNER = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")
# What a mailbox is called that is on its way to another host, or to its end, and is compared yet.
MOVING, REMOVING = "moving", "removing"
# In a mailbox that was a copy: the GUIDs of the letters that it had when it became the mailbox.
BASE = "copied-letters"
_WHEN = r"[0-9]{8}T[0-9]{6}Z"


class Failed(Exception):
    """Something could not be done; the text says why, and nothing was lost."""


@dataclass(frozen=True, slots=True)
class Box:
    """The mailbox of an owner (the id of a person or an agency), and its address if it is known."""

    owner: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of this host. ``archives`` may be a disk of its own."""

    store: Path = Path("/srv/vmail")
    archives: Path = Path("/srv/vmail-archive")

    def home(self, owner: str) -> Path:
        """Where the owner's letters are; Failed for what is no id."""
        if not _OWNER.match(owner):
            raise Failed(f"{owner!r} is no id")
        return self.store / owner

    def aside(self, owner: str, what: str) -> Path:
        """Another name for the mailbox: beside it, where vmail may read it, and nobody delivers."""
        return self.store / f".{what}-{self.home(owner).name}"

    def archive_of(self, owner: str) -> Path | None:
        """The newest archive of the owner's mailbox."""
        name = re.compile(rf"{re.escape(owner)}-{_WHEN}\.tar\.gz\Z")
        found = sorted(path for path in self.archives.glob(f"{owner}-*") if name.match(path.name))
        return found[-1] if found else None


def is_there(place: Path) -> bool:
    """Whether a mailbox is at a place; Failed for a symlink or a file: root follows none."""
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(mode):
        raise Failed(f"{place} is no folder")
    return True


def require_no_move(owner: str, places: Places) -> None:
    """Refuse to end a mailbox of which letters are on their way to another host."""
    aside = places.aside(owner, MOVING)
    if is_there(aside):
        raise Failed(f"{aside} is of a move that was cut off: run playbooks/move_mailboxes.yml")


def put_aside(home: Path, aside: Path) -> Iterator[Path]:
    """What is to go: first what a run that was cut off had put aside, then the mailbox.

    Under its other name nothing comes into it any more, so that it stays what it is compared with.
    Whoever takes it has to rename it before the next.
    """
    if is_there(aside):
        yield aside
    if is_there(home):
        home.rename(aside)
        yield aside
