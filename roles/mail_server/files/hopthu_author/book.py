"""What each login has sent, and who is held: SQLite, so that a restart forgets nothing.

Every letter is one transaction on the disk before Postfix hears that it may go on. Killed at any
point the book has the letter or has it not; one that is in the book and was never sent counts as
sent, which errs on the safe side. Several threads and processes may use it at once: what one of
them has read and decided, no other can change before it is written.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hopthu_policy.ledger import Ledger

HOUR, DAY = 60, 24 * 60  # minutes
_PATIENCE = 20.0  # seconds until another process has written

_TABLES = """
CREATE TABLE IF NOT EXISTS sent (
    login TEXT NOT NULL, minute INTEGER NOT NULL,
    letters INTEGER NOT NULL, recipients INTEGER NOT NULL, put_off INTEGER NOT NULL,
    PRIMARY KEY (login, minute)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (
    login TEXT PRIMARY KEY, since INTEGER NOT NULL, told INTEGER NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Count:
    """What a login sent in the last minutes; ``put_off`` letters were not taken."""

    letters: int = 0
    recipients: int = 0
    put_off: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """A login that may not send; ``since`` is a time in seconds."""

    login: str
    since: int
    told: bool


class Book(Ledger):
    """``page`` is how every change is made."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, _TABLES, patience=_PATIENCE, lasting=True)

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        """One step."""
        with self.step() as base:
            yield Page(base)


class Page:
    """The book within one step."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def count(self, login: str, minute: int, within: int) -> Count:
        """Return what a login sent in ``within`` minutes up to ``minute``.

        A minute to come counts too: the clock was put back, and nothing is forgiven for that.
        """
        found = self._base.execute(
            "SELECT coalesce(sum(letters), 0), coalesce(sum(recipients), 0),"
            " coalesce(sum(put_off), 0) FROM sent WHERE login = ? AND minute > ?",
            (login, minute - within),
        ).fetchone()
        return Count(*found)

    def add(self, login: str, minute: int, more: Count) -> None:
        """Write down what a login sent, and forget what is older than a day."""
        self._base.execute(
            "DELETE FROM sent WHERE login = ? AND minute <= ?", (login, minute - DAY)
        )
        self._base.execute(
            "INSERT INTO sent VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " letters = letters + excluded.letters, recipients = recipients + excluded.recipients,"
            " put_off = put_off + excluded.put_off",
            (login, minute, more.letters, more.recipients, more.put_off),
        )

    def holds(self) -> list[Hold]:
        """Return who is held, longest first."""
        found = self._base.execute("SELECT login, since, told FROM held ORDER BY since, login")
        return [Hold(login, since, bool(told)) for login, since, told in found]

    def is_held(self, login: str) -> bool:
        """Say whether a login may not send."""
        found = self._base.execute("SELECT 1 FROM held WHERE login = ?", (login,))
        return found.fetchone() is not None

    def hold(self, login: str, since: int) -> None:
        """Hold a login from now on."""
        self._base.execute("INSERT OR IGNORE INTO held VALUES (?, ?, 0)", (login, since))

    def mark_told(self, hold: Hold) -> None:
        """Write down that somebody was told of a hold, if it is still that one."""
        self._base.execute(
            "UPDATE held SET told = 1 WHERE login = ? AND since = ?", (hold.login, hold.since)
        )

    def release(self, login: str) -> bool:
        """Let a login send again, from nought; False if it was not held."""
        if not self.is_held(login):
            return False
        self._base.execute("DELETE FROM held WHERE login = ?", (login,))
        self._base.execute("DELETE FROM sent WHERE login = ?", (login,))
        return True
