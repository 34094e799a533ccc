"""What the role says: where the repository is, and what of this host goes there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .problem import Problem

FOLDER = Path("/etc/hopthu-backup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``settings.json``; secrets are files beside it, which restic reads by itself.

    ``host``: what the copies are called after; ``name``: what mailboxes' owners have as mailHost.
    ``keeps``: what the host is, of mail, directory and web. ``paths``: what else is copied, where
    it is there. ``oldest``: hours after which the last good copy or drill is too old. ``upload``:
    at most so many KiB a second; 0 for as many as there are.
    """

    host: str
    keeps: tuple[str, ...]
    name: str = ""
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    upload: int = 0
    boxes: int = 3
    oldest: dict[str, int] = field(default_factory=lambda: {"copy": 3, "drill": 192})
    postmaster: str = ""
    smtp: str = ""
    store: Path = Path("/srv/vmail")
    archives: Path = Path("/srv/vmail-archive")
    database: Path = Path("/var/lib/dbconfig-common/sqlite3/roundcube/roundcube")
    state: Path = Path("/var/lib/hopthu-backup-state")
    cache: Path = Path("/var/cache/hopthu-backup")
    folder: Path = FOLDER

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Settings:
        """Read them; Problem where they are not as they should be."""
        path = folder / "settings.json"
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls(folder=folder, **{name: _typed(name, value) for name, value in told.items()})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise Problem("settings", path=path, reason=error) from error

    @property
    def staged(self) -> Path:
        """What is made to be copied, where it is no copy of letters."""
        return self.state / "staged"

    @property
    def linked(self) -> Path:
        """Letters as they were at one moment: names of the same files, so in the same folder."""
        return self.store / ".backup"

    @property
    def linked_once(self) -> Path:
        """The same in copies of up to November 2026: where copies of other hosts are, too."""
        return self.store / ".copies"


_PLAIN = {"oldest", "host", "name", "upload", "boxes", "postmaster", "smtp"}


def _typed(name: str, value: Any) -> Any:
    known = {field.name: field for field in fields(Settings)}
    if name not in known or name == "folder":
        raise ValueError(f"unknown: {name}")
    if isinstance(value, list):
        return tuple(map(str, value))
    return value if name in _PLAIN else Path(value)
