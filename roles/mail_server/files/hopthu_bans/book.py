"""Wrong tries, bans and known addresses: SQLite, so that a restart forgets nothing.

A process that is killed has written a try or has not; a machine that stops may lose the last few.
Each table has an upper bound of rows: what is oldest goes first.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hopthu_policy.ledger import Ledger

EVERYTHING = ""  # the login of a ban that holds for every account
_PATIENCE = 1.0  # seconds until another process has written; Dovecot waits for two
_ROWS = 100_000

_TABLES = """
CREATE TABLE IF NOT EXISTS tries (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, address TEXT NOT NULL, login TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS tries_of ON tries (address, login, at);
CREATE INDEX IF NOT EXISTS tries_at ON tries (at);
CREATE TABLE IF NOT EXISTS bans (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, login TEXT NOT NULL,
    since REAL NOT NULL, until REAL NOT NULL, UNIQUE (address, login)
);
CREATE TABLE IF NOT EXISTS known (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, at REAL NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Ban:
    """An address that is refused for a login, or for all of them; times are in seconds."""

    address: str
    login: str
    since: float
    until: float


class BanBook(Ledger):
    """``page`` is how every change is made."""

    def __init__(self, file: Path, rows: int = _ROWS) -> None:
        super().__init__(file, _TABLES, patience=_PATIENCE, lasting=False)
        self._rows = rows

    @contextlib.contextmanager
    def look(self) -> Iterator[BanPage]:
        """Read alone."""
        with self.reading() as base:
            yield BanPage(base, self._rows)

    @contextlib.contextmanager
    def page(self) -> Iterator[BanPage]:
        """One step."""
        with self.step() as base:
            yield BanPage(base, self._rows)


class BanPage:
    """The book within one step. Addresses and logins are as the guard writes them."""

    def __init__(self, base: sqlite3.Connection, rows: int) -> None:
        self._base, self._rows = base, rows

    def add_try(self, at: float, address: str, login: str, since: float, now: float) -> None:
        """Write down a wrong try, and forget those of before ``since``.

        So are those of as long after ``now``: the clock was far ahead once.
        """
        self._base.execute("DELETE FROM tries WHERE at <= ? OR at > ?", (since, 2 * now - since))
        self._base.execute(
            "INSERT INTO tries (at, address, login) VALUES (?, ?, ?)", (at, address, login)
        )
        self._bound("tries")

    def has_try(self, at: float, address: str, login: str) -> bool:
        """Whether just this try is written down."""
        found = self._base.execute(
            "SELECT 1 FROM tries WHERE at = ? AND address = ? AND login = ?", (at, address, login)
        )
        return found.fetchone() is not None

    def tries(self, address: str, login: str, since: float) -> int:
        """Wrong tries on a login from an address, later than ``since``.

        A time to come counts too: the clock was put back, and nothing is forgiven for that.
        """
        found = self._base.execute(
            "SELECT count(*) FROM tries WHERE address = ? AND login = ? AND at > ?",
            (address, login, since),
        )
        return int(found.fetchone()[0])

    def logins(self, address: str, since: float) -> int:
        """On how many logins there were wrong tries from an address, later than ``since``."""
        found = self._base.execute(
            "SELECT count(DISTINCT login) FROM tries WHERE address = ? AND at > ?", (address, since)
        )
        return int(found.fetchone()[0])

    def bans(self, now: float) -> list[Ban]:
        """The bans that hold, the longest first.

        A clock that was put back forgives nothing; one that was ahead for longer than a ban lasts
        said its bans wrongly.
        """
        found = self._base.execute(
            "SELECT address, login, since, until FROM bans"
            " WHERE until > ? AND since - (until - since) <= ? ORDER BY since, id",
            (now, now),
        )
        return [Ban(*row) for row in found]

    def is_banned(self, address: str, login: str, now: float) -> bool:
        """Whether an address is refused for a login."""
        found = self._base.execute(
            "SELECT 1 FROM bans WHERE address = ? AND login IN (?, ?)"
            " AND until > ? AND since - (until - since) <= ?",
            (address, login, EVERYTHING, now, now),
        )
        return found.fetchone() is not None

    def ban(self, ban: Ban) -> None:
        """Refuse an address from now on; one that was refused before is as it is said now."""
        self._base.execute(
            "DELETE FROM bans WHERE until <= ? OR since - (until - since) > ?",
            (ban.since, ban.since),
        )
        self._base.execute(
            "INSERT OR REPLACE INTO bans (address, login, since, until) VALUES (?, ?, ?, ?)",
            (ban.address, ban.login, ban.since, ban.until),
        )
        self._bound("bans")

    def lift(self, name: str) -> list[Ban]:
        """End every ban of an address or a login, and forget its tries; returns those that were."""
        found = self._base.execute(
            "SELECT address, login, since, until FROM bans WHERE ? IN (address, login) ORDER BY id",
            (name,),
        )
        lifted = [Ban(*row) for row in found]
        for table in ("bans", "tries"):
            self._base.execute(f"DELETE FROM {table} WHERE ? IN (address, login)", (name,))  # noqa: S608
        return lifted

    def known_since(self, address: str) -> float:
        """When somebody logged in from an address last; 0 where nobody did."""
        found = self._base.execute("SELECT at FROM known WHERE address = ?", (address,)).fetchone()
        return float(found[0]) if found else 0.0

    def know(self, address: str, at: float, since: float) -> None:
        """Somebody logged in from there; forget addresses where nobody did after ``since``."""
        self._base.execute("DELETE FROM known WHERE at <= ?", (since,))
        self._base.execute(
            "INSERT OR REPLACE INTO known (address, at) VALUES (?, ?)", (address, at)
        )
        self._bound("known")

    def _bound(self, table: str) -> None:
        self._base.execute(
            f"DELETE FROM {table} WHERE id <= (SELECT max(id) FROM {table}) - ?",  # noqa: S608
            (self._rows,),
        )
