"""Tell which columns of a table were not read, and refuse a table whose names are unclear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from hopthu.text.errors import Problem

from .. import messages
from ..sheet import Cell, Sheet, column_name
from ..vocabulary import notes
from ..vocabulary.names import begins_like_name
from ..vocabulary.words import is_nothing
from . import messages as messages_of_rows
from .check import Checker
from .header import Header
from .headings import Heading, field_of, header_key

_WANTS_ONE = re.compile(r"(?:co |xin |de nghi )?(?:dang ky|dk|nhu cau|cap (?:hop thu|e ?mail))\b.*")
_NO = frozenset(("không", "ko", "k", "khong", "no"))
_NONE_WANTED = "không đăng ký"
_SHOWN = 60  # characters of a cell
_COUNT = re.compile(r"\d{1,5}\W?")


def note_beside(cells: dict[int, Cell], header: Header, read: Set[int]) -> Cell | None:
    """What a column that is not read says of somebody and stops a registration: “Đã nghỉ hưu”."""
    for column in sorted(cells.keys() - read):
        cell = cells[column]
        if cell.text.lower() in _NO and _WANTS_ONE.match(header_key(header.labels.get(column, ""))):
            return cell._replace(text=_NONE_WANTED)
        if notes.kind_of(cell.text) in notes.STOPPING:
            return cell
    return None


def column_problems(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for every further column that could be the name, and for another table."""
    if _has_people_beside(header):
        place = checker.place(sheet.name, header.bottom, header.beside)
        shown = column_name(header.beside)
        label = header.labels[header.beside]
        yield messages.SIDE_BY_SIDE.at(place, column=shown, header=label)
        return
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


def _has_people_beside(header: Header) -> bool:
    """Whether another table to the right has names, too."""
    labels = header.labels.items()
    return bool(header.beside) and any(
        field_of(text) is Heading.NAME for column, text in labels if column >= header.beside
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
    if _has_people_beside(header):  # told as a whole
        filled = {column for column in filled if column < header.beside}
    for column in header.unread:
        if column in filled and header.labels[column]:
            double = column in header.doubles and not header.beside
            message = messages.SAME_COLUMN if double else messages.UNREAD_COLUMN
            place = checker.place(sheet.name, header.bottom, column)
            yield message.at(place, header=header.labels[column])
    for column in sorted(filled - header.labels.keys() - set(header.columns.values())):
        cells = [cell for row in sorted(people) if (cell := sheet.rows[row].get(column))]
        said = [cell for cell in cells if not is_nothing(cell.text)]
        if said and not all(_COUNT.fullmatch(cell.text) for cell in said):
            place = checker.place(sheet.name, said[0].row, column)
            text, shown = said[0].text[:_SHOWN], column_name(column)
            yield messages.UNNAMED_COLUMN.at(place, column=shown, text=text)


def _shown(header: Header, column: int) -> str:
    return f"{column_name(column)} “{header.labels[column]}”"
