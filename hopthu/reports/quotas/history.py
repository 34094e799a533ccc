"""Reports that were left behind: each is the table that the next ones are compared with."""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hopthu.text.document.csv_text import csv_text
from hopthu.text.errors import HopthuError, Place

from . import messages
from .boxes import MailboxUse

_STAMP = "%Y%m%dT%H%M%SZ"
_KIND = "-quota-report"
_TABLE = "report.csv"
_COLUMNS = ("address", "name", "agency", "province", "used_bytes", "limit_bytes", "percent")
_WINDOW = datetime.timedelta(days=30)


class Earlier(NamedTuple):
    """A report of the past: when it was made, and bytes in use by address."""

    when: datetime.datetime
    used: dict[str, int]


def earlier(root: Path, now: datetime.datetime) -> Earlier | None:
    """Return the oldest report of the last 30 days, else the newest before; None without any.

    A folder or a table that is none of ours, or was cut, is passed over.
    """
    times = sorted(filter(None, map(_time, root.glob(f"*{_KIND}"))))
    recent = [when for when in times if now - _WINDOW <= when < now]
    older = [when for when in times if when < now - _WINDOW]
    for when in [*recent, *reversed(older)]:
        used = _used(root / f"{when:{_STAMP}}{_KIND}" / _TABLE)
        if used:
            return Earlier(when, used)
    return None


def leave(root: Path, now: datetime.datetime, boxes: Iterable[MailboxUse], markdown: str) -> Path:
    """Write the table and the report for people into a folder of their own; return the folder.

    Readable by the owner alone: who writes how much is nobody else's business.
    """
    folder = root / f"{now:{_STAMP}}{_KIND}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / _TABLE, _table(boxes))
        _write(folder / "report.md", markdown)
    except OSError as error:
        raise HopthuError.of(
            messages.UNWRITABLE, Place(str(root)), reason=error.strerror
        ) from error
    return folder


def _time(folder: Path) -> datetime.datetime | None:
    try:
        when = datetime.datetime.strptime(folder.name.removesuffix(_KIND), _STAMP)
    except ValueError:
        return None
    return when.replace(tzinfo=datetime.UTC)


def _used(path: Path) -> dict[str, int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                row for row in csv.DictReader(file) if (row.get("used_bytes") or "").isdecimal()
            ]
    except (OSError, UnicodeDecodeError, csv.Error):
        return {}
    return {row["address"]: int(row["used_bytes"]) for row in rows if row.get("address")}


def _table(boxes: Iterable[MailboxUse]) -> str:
    return csv_text([_COLUMNS, *map(_row, boxes)])


def _row(box: MailboxUse) -> tuple[str | int, ...]:
    share = "" if box.share is None else f"{box.share:.1f}"
    used = "" if box.used is None else box.used
    return box.address, box.name, box.agency, box.province, used, box.limit or "", share


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
