"""CSV that spreadsheet programs open as it is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from .model import Document, plain

LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, or passes over before one."""


def csv_text(rows: Iterable[Sequence[str | int]]) -> str:
    """The rows as CSV (RFC 4180); no text of theirs is taken for a formula.

    With a mark of UTF-8 in front: without it Excel takes Vietnamese for something else.
    """
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def _inert(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(LIKE_FORMULAS) else cell


def flat_rows(document: Document) -> Iterator[list[str | int]]:
    """All tables with the same columns as one, whose first column says which table it was."""
    head: tuple[object, ...] = ()
    for section in document.sections:
        if head != section.columns:
            head = section.columns
            yield ["", *(plain(column.title) for column in section.columns)]
        for row in section.rows:
            yield [plain(section.title), *(c if isinstance(c, int) else plain(c) for c in row)]
