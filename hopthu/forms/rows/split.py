"""Part a sheet that holds several tables, one below the other, at their headers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..sheet import Sheet
from .header import Header, find_header
from .headings import Heading, field_of

_FIELDS = 4  # of a header in other words than the first one's
_TITLES = 3  # rows right above a further header that may name its agency


def find_tables(sheet: Sheet) -> Iterator[tuple[Sheet, Header, int]]:
    """Yield each table's part of the sheet, its header, and the row that its letterhead begins in.

    A repeated header of the same columns is no new table: its rows go on with those above.
    """
    header = find_header(sheet)
    start = 0
    while header is not None:
        header = _with_table_beside(sheet, header)
        following = _next_header(sheet, header)
        if following is None:
            yield (sheet if not start else _part(sheet, start, max(sheet.rows))), header, start
        else:
            yield _part(sheet, start, following.top - 1), header, start
            start = max(header.bottom + 1, following.top - _TITLES)
        header = following


def _with_table_beside(sheet: Sheet, header: Header) -> Header:
    """Note where a table to the right begins, whose header stands lower than this one's."""
    last = max(header.labels)
    for row, cells in sheet.rows.items():
        if row <= header.bottom or max(cells) <= last:
            continue
        fields = {column: field_of(cell.text) for column, cell in cells.items() if column > last}
        if Heading.NAME in fields.values() and len([f for f in fields.values() if f]) > 2:
            begins = min(column for column, field in fields.items() if field)
            labels = {column: cells[column].text for column in fields}
            return replace(header, beside=begins, labels={**header.labels, **labels})
    return header


def _next_header(sheet: Sheet, header: Header) -> Header | None:
    """Return the next header with other columns; it has words of the one before."""
    words = {word.casefold() for label in header.labels.values() for word in label.split(" – ")}
    for row in sorted(row for row in sheet.rows if row > header.bottom):
        texts = [cell.text.casefold() for cell in sheet.rows[row].values()]
        known = 0 if words.isdisjoint(texts) else sum(text in words for text in texts)
        if known < 2 and not _is_of_other_words(texts):
            continue
        found = find_header(_part(sheet, row, max(sheet.rows)))
        if found is None or found.top != row or found.columns == header.columns:
            continue
        if not header.beside or found.name_column < header.beside:
            return found
    return None


def _is_of_other_words(texts: list[str]) -> bool:
    """Whether a row is of words that head columns; most rows have a number and are not asked."""
    if len(texts) < _FIELDS or any(text[:1].isdigit() for text in texts):
        return False
    return len({field for text in texts if (field := field_of(text))}) >= _FIELDS


def _part(sheet: Sheet, first: int, last: int) -> Sheet:
    rows = {row: cells for row, cells in sheet.rows.items() if first <= row <= last}
    return replace(sheet, rows=rows)
