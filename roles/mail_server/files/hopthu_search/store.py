"""The folded letters, one SQLite file a folder, named after the GUID that Dovecot gave it.

What was answered with success is on the disk: Dovecot then counts a letter as indexed for good.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from .folding import attachment_names, fold
from .queries import FIELDS, Query

_PATIENCE = 20.0  # seconds, for another process that writes
_COLUMNS = ", ".join(f'"{field}"' for field in FIELDS)
_TABLE = f"CREATE TABLE IF NOT EXISTS letters (uid INTEGER PRIMARY KEY, {_COLUMNS})"
_INSERT = f"INSERT OR REPLACE INTO letters VALUES (?{', ?' * len(FIELDS)})"  # noqa: S608
_FOLDER = re.compile(r"[0-9a-f]{32}")
_YOUNG = 86400.0  # seconds in which a folder may be new, and its own files not written yet


class Unknown(Exception):
    """Nothing of a folder was ever indexed, or its index is lost."""


class Store:
    """The files below a folder of vmail's own."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def add(self, folder: str, letters: Mapping[int, Mapping[str, str]]) -> None:
        """Keep letters, by UID and field; those that are there already are replaced."""
        rows = [(uid, *_folded(fields)) for uid, fields in letters.items()]
        with self._open(folder, make=True) as index:
            index.executemany(_INSERT, rows)

    def remove(self, folder: str, uids: list[int]) -> None:
        """Forget letters; of a folder that is not known there is nothing to forget."""
        with contextlib.suppress(Unknown), self._open(folder) as index:
            index.executemany("DELETE FROM letters WHERE uid = ?", [(uid,) for uid in uids])

    def find(self, folder: str, query: Query) -> list[int]:
        """The UIDs, in order, that a query is true of; Unknown where it cannot be said."""
        with self._open(folder) as index:
            # The condition is made of known columns; what is looked for is in the values.
            asked = f"SELECT uid FROM letters WHERE {query.where} ORDER BY uid"  # noqa: S608
            return [uid for (uid,) in index.execute(asked, query.values)]

    def last(self, folder: str) -> int:
        """The highest UID of a folder; 0 for none."""
        try:
            with self._open(folder) as index:
                (uid,) = index.execute("SELECT max(uid) FROM letters").fetchone()
        except Unknown:
            return 0
        return int(uid or 0)

    def tidy(self, known: set[str]) -> int:
        """Remove what is of no known folder, unless it is younger than a day; returns how many."""
        removed = 0
        for path in self._place.glob("*/*.db"):
            if path.stem not in known and path.stat().st_mtime < time.time() - _YOUNG:
                path.unlink()
                removed += 1
        return removed

    @contextlib.contextmanager
    def _open(self, folder: str, make: bool = False) -> Iterator[sqlite3.Connection]:
        if not _FOLDER.fullmatch(folder):
            raise Unknown(f"{folder} is no folder")
        path = self._place / folder[:2] / f"{folder}.db"
        if make:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not path.exists():
            raise Unknown(f"nothing is indexed of {folder}")
        with contextlib.closing(sqlite3.connect(path, timeout=_PATIENCE)) as index, index:
            index.execute("PRAGMA synchronous = FULL")
            if make:
                index.execute(_TABLE)
            yield index


def _folded(fields: Mapping[str, str]) -> list[str]:
    names = "\n".join(attachment_names(fields.get("hdr", "")))
    more = {"hdr": names, "body": names}
    return [fold(f"{fields.get(name, '')}\n{more.get(name, '')}") for name in FIELDS]


# Letters, our own, and other names of the mailboxes' files, of mailboxes that are gone too.
_NO_MAILBOXES = ("cur", "new", "tmp", ".search", ".backup")


def folders_below(mailboxes: Path) -> Iterator[str]:
    """The GUIDs of all folders of all mailboxes, as Dovecot wrote them down beside the letters."""
    for folder, inner, names in os.walk(mailboxes):
        inner[:] = [name for name in inner if name not in _NO_MAILBOXES]
        if "dovecot-uidlist" in names:
            with open(Path(folder, "dovecot-uidlist"), encoding="utf-8", errors="replace") as file:
                found = re.search(r" G([0-9a-f]{32})\b", file.readline())
            if found:
                yield found[1]
