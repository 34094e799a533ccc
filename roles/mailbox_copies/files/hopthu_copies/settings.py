"""What the role says, and where things are on this host."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hopthu_mailbox.places import Places

SETTINGS = Path("/etc/hopthu-copies/settings.json")
READER = Path("/etc/dovecot/hopthu-agency-access.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Folders: the mailboxes', the copies' of other hosts, the key's, and what rounds note."""

    places: Places = field(default_factory=Places)
    keys: Path = Path("/etc/hopthu-copies")
    notes: Path = Path("/var/lib/hopthu-copies")
    sockets: Path = Path("/run/hopthu-copies")

    @property
    def all_copies(self) -> Path:
        """Copies of mailboxes that other hosts keep, a folder for each of these."""
        return self.places.store / ".copies"

    def copies(self, source: str) -> Copies:
        """Those of one of them."""
        return Copies(self.all_copies / source, self.places)


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of one other host's mailboxes, and what is noted of them."""

    folder: Path
    places: Places

    def of(self, owner: str) -> Path:
        """Where the copy of an owner's mailbox is; Failed for what is no id."""
        return self.folder / self.places.home(owner).name

    def lock(self, owner: str) -> Path:
        """Held while somebody writes to a copy, whose process it names."""
        return self.folder / f".lock-{self.places.home(owner).name}"

    @property
    def note(self) -> Path:
        """What the other host noted of its rounds."""
        return self.folder / ".note.json"

    @property
    def over(self) -> Path:
        """The mark that nothing is copied any more: its mailboxes are kept here now."""
        return self.folder / ".taken-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``here`` and ``to`` are hosts as ``mailHost`` names them; ``bound`` is in seconds.

    ``shared`` is the folder that shows agencies' mailboxes to their managers; ``reader`` is how
    the directory is asked.
    """

    here: str
    to: str
    bound: int
    workers: int
    postmaster: str
    shared: str
    reader: dict[str, str]


def read_settings(file: Path = SETTINGS, reader: Path = READER) -> Settings:
    """Raises OSError or ValueError where the files are not as the roles write them."""
    said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    asked = json.loads(reader.read_text(encoding="utf-8"))
    return Settings(**said, shared=asked["folder"], reader=asked)
