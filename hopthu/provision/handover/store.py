"""The folder of sealed bundles; beside each, a record of what it is and what became of it."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hopthu.files.whole import unwritable, write_whole
from hopthu.text.errors import HopthuError, Place

from . import messages
from .bundle import SUFFIX

# A bundle is SEALED before its passwords are in the directory and ISSUED once they are there.
SEALED, ISSUED = "sealed", "issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Whom slips were handed to, on which ISO date, and who noted it; ``people`` are ids."""

    to: str
    on: str
    by: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a bundle is: whose passwords (``people``: ids), sealed to whom, valid until which day.

    ``made`` is in UTC; ``keys`` are the names of the holders. ``again``: people who had a password.
    """

    bundle: str
    province: str
    made: str
    valid_until: str
    keys: tuple[str, ...]
    people: tuple[str, ...]
    again: bool = False
    state: str = SEALED
    receipts: tuple[Receipt, ...] = field(default=())

    @property
    def waiting(self) -> tuple[str, ...]:
        """The people whose slip nobody was handed yet."""
        handed = {person for receipt in self.receipts for person in receipt.people}
        return tuple(person for person in self.people if person not in handed)


class Store:
    """Bundles and records in ``folder``, for its owner alone; a change is whole or not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other run works with this folder, then keep others waiting.

        Between a bundle and its transaction nobody else may judge what became of it.
        """
        import fcntl  # only here: opening a bundle must work on Windows

        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def path(self, bundle: str) -> Path:
        """Where the sealed bundle is."""
        return self.folder / f"{bundle}{SUFFIX}"

    def put(self, record: Record, sealed: bytes) -> None:
        """Keep a new bundle; when this returns, it is on the disk."""
        self.update(record)
        write_whole(self.path(record.bundle), sealed, 0o600)

    def update(self, record: Record) -> None:
        """Write a record over what it was."""
        text = json.dumps(asdict(record), ensure_ascii=False, indent=1)
        write_whole(self._record(record.bundle), f"{text}\n", 0o600)

    def issued(self, record: Record) -> None:
        """Note that the passwords are in the directory."""
        self.update(replace(record, state=ISSUED))

    def handed(self, record: Record, receipt: Receipt) -> Record:
        """Note that slips were handed over; returns the record as it is now."""
        noted = replace(record, receipts=(*record.receipts, receipt))
        self.update(noted)
        return noted

    def discard(self, record: Record) -> None:
        """Remove a bundle whose passwords never came into the directory."""
        for path in (self.path(record.bundle), self._record(record.bundle)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise unwritable(path, error) from error

    def records(self, province: str = "") -> list[Record]:
        """Return the records of a province (default: of all), the oldest first."""
        paths = self.folder.glob(f"{province}-*.json" if province else "*.json")
        return sorted(map(_read, paths), key=lambda record: (record.made, record.bundle))

    def _record(self, bundle: str) -> Path:
        return self.folder / f"{bundle}.json"


def bundle_name(province: str, now: datetime | None = None) -> str:
    """The name of a bundle that is made now: ``thanh_hoa-20261124T083000.000000Z``."""
    return f"{province}-{now or datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"


def _read(path: Path) -> Record:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        receipts = tuple(
            Receipt(**{**receipt, "people": tuple(receipt["people"])})
            for receipt in data.pop("receipts")
        )
        keys, people = tuple(data.pop("keys")), tuple(data.pop("people"))
        return Record(**data, keys=keys, people=people, receipts=receipts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HopthuError.of(messages.STORE_UNREADABLE, Place(str(path)), reason=error) from error
