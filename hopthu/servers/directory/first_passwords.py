"""Whose first password has not been replaced yet: to log in with it is no login of theirs."""

from __future__ import annotations

from .attributes import RESET, UID
from .entry import Entry
from .session import Directory
from .tree import people_base


def with_first_password(directory: Directory, suffix: str) -> frozenset[str]:
    """The ids of all accounts whose password is the first one still; one search.

    It was typed somewhere, and refused or not yet replaced. Raises what a search raises.
    """
    marked = f"({RESET}=TRUE)"
    entries = directory.search(people_base(suffix), marked, (UID,), scope="onelevel")
    return frozenset(entry.attributes[UID][0].decode() for entry in entries)


def has_first_password(entry: Entry) -> bool:
    """The same of one entry that was read with ``RESET``."""
    return entry.attributes.get(RESET) == (b"TRUE",)
