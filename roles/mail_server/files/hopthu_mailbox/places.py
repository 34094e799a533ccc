"""Where mailboxes and their archives are on this host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_OWNER = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*\Z")
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

    def archive_of(self, owner: str) -> Path | None:
        """The newest archive of the owner's mailbox."""
        name = re.compile(rf"{re.escape(owner)}-{_WHEN}\.tar\.gz\Z")
        found = sorted(path for path in self.archives.glob(f"{owner}-*") if name.match(path.name))
        return found[-1] if found else None
