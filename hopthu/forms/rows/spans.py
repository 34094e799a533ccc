"""What a sheet's merged ranges mean for the rows of a table."""

from __future__ import annotations

from ..sheet import Cell, Sheet
from .header import Header


def titles_of(sheet: Sheet, header: Header) -> frozenset[int]:
    """Return the rows with a text that spans the whole table: it is about the table, no person."""
    left, right = min(header.columns.values()), max(header.columns.values())
    return frozenset(
        span.top
        for span in sheet.merged
        if span.left <= left and span.right >= right and sheet.text(span.top, span.left)
    )


def spread(sheet: Sheet, column: int) -> dict[int, Cell]:
    """Return the cells of a column that are merged downwards, for each row that they cover."""
    covered: dict[int, Cell] = {}
    last = max(sheet.rows, default=0)
    for span in dict.fromkeys(sheet.merged):
        cell = sheet.rows.get(span.top, {}).get(span.left)
        if not cell or not span.left <= column <= span.right:
            continue
        for row in range(span.top + 1, min(span.bottom, last) + 1):
            if column in sheet.rows.get(row, {}):
                break  # no true merged range has content below its first cell
            if row in covered:
                break  # or is in another one
            covered[row] = cell
    return covered
