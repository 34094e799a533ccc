"""Dates of birth as keyed hashes: enough to recognise a person again, and nothing to read.

The key is a secret of the centre, outside git. Each hash names its key, so that an inventory
kept with another key is noticed instead of everybody being registered a second time.
"""

from __future__ import annotations

import datetime
import errno
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.files.whole import write_whole
from hopthu.records.model import Inventory
from hopthu.text.errors import HopthuError, Place

from . import messages


@dataclass(frozen=True, slots=True)
class BirthKey:
    """A secret of 32 bytes; ``name`` tells one from another and gives nothing of it away."""

    secret: bytes = field(repr=False)
    name: str = field(init=False)
    _seen: dict[datetime.date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Name the key: ``k`` and four hex digits."""
        digest = hmac.new(self.secret, b"name", hashlib.sha256).hexdigest()
        object.__setattr__(self, "name", "k" + digest[:4])
        object.__setattr__(self, "_seen", {})

    def hash(self, born: datetime.date | None) -> str:
        """``k7f2a:9b1c0022aa33bb44`` for a day, empty for none."""
        if born is None:
            return ""
        known = self._seen.get(born)
        if known is None:  # a row asks several times, and many people are born on one day
            known = self._seen[born] = self.hash_text(born.isoformat())
        return known

    def hash_text(self, text: str) -> str:
        """The same for any text."""
        digest = hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()
        return f"{self.name}:{digest[:16]}"

    def require_for(self, inventory: Inventory) -> None:
        """Raise HopthuError if the inventory's hashes were made with another key."""
        theirs = {person.born.split(":")[0] for person in inventory.people() if person.born}
        if theirs - {self.name}:
            names = ", ".join(sorted(theirs))
            raise HopthuError.of(messages.OTHER_KEY, theirs=names, ours=self.name)


def key_for(inventory: Inventory, path: Path) -> BirthKey:
    """Read the key; make one only where nothing in the inventory was hashed with another."""
    theirs = sorted({person.born.split(":")[0] for person in inventory.people() if person.born})
    if theirs and not path.exists():
        raise HopthuError.of(
            messages.OTHER_KEY, Place(str(path)), theirs=", ".join(theirs), ours="–"
        )
    return load_key(path)


def load_key(path: Path) -> BirthKey:
    """Read the key, or make one (mode 0600) where there is no file yet."""
    place = Place(str(path))
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return _make_key(path)
    except (OSError, ValueError) as error:
        raise HopthuError.of(messages.UNREADABLE, place, reason=error) from error
    if len(secret) != 32:
        raise HopthuError.of(messages.UNREADABLE, place, reason=f"{len(secret)} bytes")
    return BirthKey(secret)


def _make_key(path: Path) -> BirthKey:
    secret = secrets.token_bytes(32)
    if not path.parent.is_dir():
        raise HopthuError.of(
            messages.UNREADABLE, Place(str(path)), reason=os.strerror(errno.ENOENT)
        )
    # Whole and on the disk before anything is hashed with it: records of a lost key are strangers.
    write_whole(path, secret.hex() + "\n", 0o600)
    return BirthKey(secret)
