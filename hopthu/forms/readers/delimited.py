"""Read a text file with delimiters (.csv, .txt), as spreadsheet programs save them.

Which delimiter is told by the content: Vietnamese systems write semicolons, others commas or tabs.
A row is known by the line of the file on which it begins: quoted fields may hold line breaks.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from hopthu.text.errors import HopthuError, Place

from .. import messages
from ..sheet import NUMBER, TEXT, Cell, Sheet
from . import plain_text
from .limits import MAX_COLUMNS, Budget

_DELIMITERS = ";,\t|"
_SNIFFED = 200  # lines that the delimiter is told by
_DECLARED = re.compile(r"sep=(.)\r?\n")  # a first line for Excel
# What every spreadsheet takes for a number; one that begins with 0 must have been meant as text.
_NUMBER = re.compile(r"[1-9]\d{0,14}")
_FEWEST = 2  # delimiters of a record
_MOST_LINES = 50  # of a record: where more are swallowed, a quotation mark lacks its second
_Records = Iterator[tuple[int, list[str]]]


def read(data: bytes) -> list[Sheet]:
    """Return the file as one sheet without a name; raises ``HopthuError``."""
    text = plain_text.decoded(data)
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else _delimiter(text)
    sheet = Sheet("")
    budget = Budget()
    for line, fields in _records(text, delimiter):
        if declared and line == 1:
            continue
        for column, field in enumerate(fields[:MAX_COLUMNS], 1):
            if field.strip():
                budget.spend()
                kind = NUMBER if _NUMBER.fullmatch(field) else TEXT
                sheet.put(Cell(line, column, field, kind=kind))
    return [sheet]


def _records(text: str, delimiter: str) -> _Records:
    """Yield the line on which each record begins, and its fields."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin, widest = 1, 0
    try:
        for fields in reader:
            if reader.line_num - begin > _MOST_LINES:
                raise csv.Error("too many lines")
            if any("\n" in field and _has_records(field, delimiter, widest) for field in fields):
                raise csv.Error("records within a field")
            widest = max(widest, len(fields))
            yield begin, fields
            begin = reader.line_num + 1
    except csv.Error as error:  # nobody can tell what belongs to which field from here on
        raise HopthuError.of(messages.UNPAIRED_QUOTE, Place(line=begin)) from error


def _has_records(field: str, delimiter: str, widest: int) -> bool:
    """Whether a field has swallowed lines: an open quotation mark, and another one further down."""
    lines = field.splitlines()[1:]
    whole = any(line.count(delimiter) >= max(_FEWEST, widest - _FEWEST) for line in lines)
    counted = rf"\s*\d{{1,4}}\s*{re.escape(delimiter)}"
    return whole or any(
        re.match(counted, line) and line.count(delimiter) >= _FEWEST for line in lines
    )


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most records into the same number of fields, and into most."""
    lines = "".join(io.StringIO(text, newline="").readlines()[:_SNIFFED])
    return max(_DELIMITERS, key=lambda delimiter: _cut(lines, delimiter))


def _cut(text: str, delimiter: str) -> int:
    """Return how many cuts a delimiter makes in the records that have the usual number of them."""
    cuts: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        cuts.update(len(fields) - 1 for fields in reader)
    except csv.Error:  # a field beyond the limit
        return 0
    return max((each * records for each, records in cuts.items()), default=0)
