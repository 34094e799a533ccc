"""Tables as CSV that spreadsheet programs open as they are meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Sequence[str | int]]) -> str:
    """The rows as CSV (RFC 4180); no text of theirs is taken for a formula.

    With a mark of UTF-8 in front: without it Excel takes Vietnamese for something else.
    """
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue()


def _plain(cell: str | int) -> str | int:
    if isinstance(cell, str) and cell.startswith(_LIKE_FORMULAS):
        return f"'{cell}"
    return cell
