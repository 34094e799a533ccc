"""Tell which columns of a table were not read, and refuse a table whose names are unclear."""

from __future__ import annotations

from collections.abc import Iterator, Set

from hopthu.text.errors import Problem

from .. import messages
from ..sheet import Sheet, column_name
from ..vocabulary.names import begins_like_name
from . import messages as messages_of_rows
from .check import Checker
from .header import Header
from .headings import Heading, field_of


def column_problems(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for every further column that could be the name."""
    first = header.columns.get(Heading.NAME)
    for column in header.doubles:
        if (
            column not in sheet.hidden_columns
            and first
            and field_of(header.labels[column]) is Heading.NAME
        ):
            place = checker.place(sheet.name, header.bottom, column)
            yield messages.TWO_NAMES.at(
                place, first=_shown(header, first), second=_shown(header, column)
            )


def rows_above(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for every row above the header that is filled in like those below it."""
    number, name = header.columns.get(Heading.NUMBER), header.columns.get(Heading.NAME)
    if not number or not name:
        return
    for row in sorted(row for row in sheet.rows if row < header.top):
        text, counter = sheet.text(row, name), sheet.text(row, number)
        if counter.strip(" .)").isdecimal() and begins_like_name(text):
            yield messages_of_rows.ABOVE_HEADER.at(checker.place(sheet.name, row, name), text=text)


def column_notices(
    sheet: Sheet, header: Header, people: Set[int], checker: Checker
) -> Iterator[Problem]:
    """Yield a notice for every column with a header that goes nowhere, though ``people`` fill it.

    ``people`` are the numbers of their rows.
    """
    filled = {column for row in people for column in sheet.rows[row]}
    for column in header.unread:
        if column in filled and header.labels[column]:
            message = messages.SAME_COLUMN if column in header.doubles else messages.UNREAD_COLUMN
            place = checker.place(sheet.name, header.bottom, column)
            yield message.at(place, header=header.labels[column])


def _shown(header: Header, column: int) -> str:
    return f"{column_name(column)} “{header.labels[column]}”"
