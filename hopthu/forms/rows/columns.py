"""Tell which columns of a table were not read, and refuse a table whose names are unclear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from hopthu.text.errors import Problem

from .. import messages
from ..sheet import Cell, Sheet, column_name
from ..vocabulary import notes
from ..vocabulary.oddness import begins_like_name
from ..vocabulary.words import is_nothing, load_words, tick_of
from . import messages as messages_of_rows
from .check import Checker
from .dates import parse_date
from .header import Header
from .headings import Heading, field_of, header_key
from .texts import told_person

_WANTS_ONE = re.compile(r"(?:co |xin |de nghi )?(?:dang ky|dk|nhu cau|cap (?:hop thu|e ?mail))\b.*")
_NO = frozenset(("không", "ko", "k", "khong", "no"))
_NONE_WANTED = "không đăng ký"
_NOT_THERE = "không còn làm việc"
SECOND = (Heading.TITLE, Heading.UNIT)
"""What a further column is read for where the first one is empty, or names no agency."""
_SHOWN = 60  # characters of a cell
_COUNT = re.compile(r"\d{1,5}\W?")


class UnreadColumns:
    """What columns that are not read say of people and stops a registration: “Đã nghỉ hưu”.

    A column may be headed by what stops (“Nghỉ hưu”), by what is wanted (“Đăng ký”: who has no mark
    where others have one wants none), or by who is there (“Còn công tác”).
    """

    def __init__(self, sheet: Sheet, header: Header) -> None:
        unread = [column for column in header.unread if column not in sheet.hidden_columns]
        labels = {column: header.labels[column] for column in unread}
        self._stopping = [c for c, text in labels.items() if _stops(text)]
        self._there = [c for c, text in labels.items() if _says_who_is_there(text)]
        wanted = [c for c, text in labels.items() if _WANTS_ONE.match(header_key(text))]
        self._ticked = [column for column in wanted if _has_ticks(sheet, header, column)]
        self._wanted = frozenset(wanted)
        self._labels = labels
        self._read = frozenset(header.columns.values())

    def note_of(self, row: int, cells: dict[int, Cell]) -> Cell | None:
        """What stops the registration of the person of a row; None for most."""
        for column in self._ticked:
            cell = cells.get(column)
            if cell is None or tick_of(cell.text) is False:
                return cell._replace(text=_NONE_WANTED) if cell else Cell(row, column, _NONE_WANTED)
        if not cells.keys() - self._read:
            return None
        for column in self._stopping:
            if column in cells and tick_of(cells[column].text) is not False:
                return cells[column]._replace(text=self._labels[column])
        for column in self._there:
            if column in cells and tick_of(cells[column].text) is False:
                text = f"{self._labels[column]}: {cells[column].text}"
                return cells[column]._replace(text=f"{_NOT_THERE} ({text})")
        return self._said(cells)

    def _said(self, cells: dict[int, Cell]) -> Cell | None:
        for column in sorted(cells.keys() - self._read):
            cell = cells[column]
            if cell.text.lower() in _NO and column in self._wanted:
                return cell._replace(text=_NONE_WANTED)
            if notes.kind_of(cell.text) in notes.STOPPING:
                return cell
        return None


def _stops(label: str) -> bool:
    return notes.kind_of(label) in notes.STOPPING


def _says_who_is_there(label: str) -> bool:
    return label.lower().strip(" ?:") in load_words()["there"]


def _has_ticks(sheet: Sheet, header: Header, column: int) -> bool:
    cells = (cells.get(column) for row, cells in sheet.rows.items() if row > header.bottom)
    return any(cell is not None and tick_of(cell.text) for cell in cells)


def column_problems(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for every further column that could be the name, and for another table."""
    if _has_people_beside(header):
        place = checker.place(sheet.name, header.bottom, header.beside)
        shown = column_name(header.beside)
        label = header.labels[header.beside]
        yield messages.SIDE_BY_SIDE.at(place, column=shown, header=label)
        return
    yield from _two_births(sheet, header, checker)
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


def _two_births(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for each row whose second column of dates of birth has another date."""
    first = header.columns.get(Heading.BORN, 0)
    for column in (c for c, field in header.seconds.items() if field is Heading.BORN):
        for row, cells in sheet.rows.items():
            one, other = cells.get(first), cells.get(column)
            if row <= header.bottom or one is None or other is None:
                continue
            days = [cell.date or parse_date(cell.text, checker.today) for cell in (one, other)]
            if all(days) and days[0] != days[1]:
                place = checker.place(sheet.name, row, column)
                yield messages.TWO_BIRTHS.at(place, text=other.text, first=one.text)


def _has_people_beside(header: Header) -> bool:
    """Whether another table to the right has names, too."""
    labels = header.labels.items()
    return bool(header.beside) and any(
        field_of(text) is Heading.NAME for column, text in labels if column >= header.beside
    )


def rows_above(sheet: Sheet, header: Header, checker: Checker) -> Iterator[Problem]:
    """Yield a problem for every row above the header that is filled in like those below it."""
    above = sorted(row for row in sheet.rows if row < header.top)
    for row in above:
        for column, cell in sorted(sheet.rows[row].items()):
            told = told_person(cell.text)
            if told and begins_like_name(told):
                place = checker.place(sheet.name, row, column)
                yield messages_of_rows.ABOVE_HEADER.at(place, text=told)
    number, name = header.columns.get(Heading.NUMBER), header.columns.get(Heading.NAME)
    if not number or not name:
        return
    for row in above:
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
            second = header.seconds.get(column) in SECOND and double
            message = messages.SAME_COLUMN if double else messages.UNREAD_COLUMN
            message = messages.SECOND_COLUMN if second else message
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
