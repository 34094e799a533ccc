"""Lists whose columns all stand in one: a .csv that a program opened without parting it.

Each line is the text of a cell then, or it stands in quotes as if it were one field.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ..sheet import NUMBER, Sheet
from .limits import MAX_COLUMNS

_DELIMITERS = ";\t|,"
_FEWEST = 3  # columns: two texts with a comma between them are no list


def parted(sheet: Sheet) -> Sheet:
    """Return a sheet with its only column parted where most of its lines have one delimiter."""
    columns = {column for cells in sheet.rows.values() for column in cells}
    if len(columns) != 1 or len(sheet.rows) < 2 or sheet.tables:
        return sheet
    (column,) = columns
    lines = {row: cells[column].text for row, cells in sheet.rows.items()}
    delimiter = max(_DELIMITERS, key=lambda each: _weight(lines.values(), each))
    if not _weight(lines.values(), delimiter):
        return sheet
    made = replace(sheet, rows={})
    for cells in sheet.rows.values():
        whole = cells[column]
        for place, field in enumerate(_fields(whole.text, delimiter)[:MAX_COLUMNS], 1):
            if field.strip():
                kind = NUMBER if field.isdecimal() and field[0] != "0" else whole.kind
                made.put(whole._replace(column=place, text=field, kind=kind, runs=()))
    return made


def _weight(lines: Iterable[str], delimiter: str) -> int:
    """Return how many cuts a delimiter makes in the lines that have the usual number of them."""
    cuts = Counter(len(_fields(line, delimiter)) for line in lines)
    del cuts[1], cuts[2]
    if not cuts:
        return 0
    usual, count = cuts.most_common(1)[0]
    return usual * count if count > 1 and usual >= _FEWEST else 0


def _fields(line: str, delimiter: str) -> list[str]:
    """Return the fields of a line; one with a quotation mark that has no second is one field."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return [line]
