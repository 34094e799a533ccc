"""Read a registration form: file to sheets, sheets to tables, tables to checked rows."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hopthu.records.reference import FormerProvince
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .encodings import Decoder
from .model import Form, FormKind
from .readers import read_sheets
from .rows.agencies import KnownAgencies, find_province, is_agency_like, is_room
from .rows.check import Checker
from .rows.columns import column_notices, column_problems
from .rows.header import Header
from .rows.headings import Heading
from .rows.hidden import (
    hidden_columns,
    people_in_hidden_rows,
    tables_in_hidden_sheets,
    texts_left_out,
)
from .rows.person import Row, make_row
from .rows.split import find_tables
from .rows.table import Table
from .sheet import REGISTERED_TITLE, Cell, Sheet, is_answer

MAX_FILE = 20 * 1024 * 1024
_LETTER_LINES = 100  # of a sheet without a table: a letter that names the province
_UNITS = 20  # of the units in the rows: enough to know a province by


class _Found(NamedTuple):
    """A sheet with a table, and the texts above it."""

    sheet: Sheet
    header: Header
    letterhead: list[str]


def read_form(path: Path, today: date | None = None, encoding: str = "") -> Form:
    """Return a province's form with every person on it and every problem at its cell.

    ``today`` is the day that ages are reckoned on (default: the present day); ``encoding`` that of
    text without a telling font (default: found out). Raises ``HopthuError`` for a file that gives
    no rows at all: unreadable, locked, damaged, too large, of doubtful encoding, no form, an empty
    form, or one of an unknown province.
    """
    try:
        return _read(path, today or date.today(), encoding)
    except HopthuError as error:
        raise HopthuError(
            replace(problem, place=replace(problem.place, file=path.name))
            for problem in error.problems
        ) from error


def _read(path: Path, today: date, encoding: str) -> Form:
    decoder = Decoder(encoding)
    read = read_sheets(_content(path))
    notices = tuple(tables_in_hidden_sheets(path.name, read))
    sheets = [decoder.decode(sheet) for sheet in read if not sheet.hidden and not is_answer(sheet)]
    if decoder.foreign_font:
        raise HopthuError.of(messages.FOREIGN_FONT, font=decoder.foreign_font)
    if decoder.doubts:
        raise HopthuError(decoder.doubts)
    found = [table for sheet in sheets for table in _tables(sheet)]
    if not found:
        raise HopthuError([messages.NO_HEADER.at(), *notices])
    province = _province(found, sheets)
    rows, problems, told = _rows(found, KnownAgencies(province), Checker(path.name, today, sheets))
    if not rows:
        raise HopthuError.of(messages.EMPTY_FORM, Place(sheet=found[0].sheet.name))
    unseen = [
        *texts_left_out(path.name, sheets),
        *(
            notice
            for table in found
            for notice in hidden_columns(path.name, table.sheet, table.header)
        ),
    ]
    return Form(
        path=path,
        province=province,
        encoding=decoder.label,
        sheet=found[0].sheet.name,
        rows=rows,
        problems=problems,
        notices=(*notices, *decoder.notices, *unseen, *told, *people_in_hidden_rows(rows, sheets)),
        kind=FormKind.MAILBOXES if found[0].header.is_of_mailboxes else FormKind.STAFF,
    )


def _content(path: Path) -> bytes:
    """Return the bytes of a plain file of permitted size; a pipe or device is not waited for."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a plain file")
        if status.st_size > MAX_FILE:
            raise HopthuError.of(messages.TOO_LARGE, limit=MAX_FILE >> 20)
        return path.read_bytes()
    except OSError as error:
        raise HopthuError.of(messages.UNREADABLE, reason=error.strerror) from error


def _tables(sheet: Sheet) -> Iterator[_Found]:
    """Yield the tables of a sheet; a further one has the first one's letterhead and its own."""
    shared: list[str] = []
    for part, header, start in find_tables(sheet):
        own = [*shared, *_lines(part, header.top, start)]
        shared = shared or own
        yield _Found(part, header, own)


def _lines(sheet: Sheet, end: int, start: int = 0) -> Iterator[str]:
    """Yield the texts above row ``end``, from row ``start`` on, row by row."""
    for row in sorted(row for row in sheet.rows if start <= row < end):
        for _, cell in sorted(sheet.rows[row].items()):
            yield cell.text


def _province(found: list[_Found], sheets: list[Sheet]) -> FormerProvince:
    """Return the province of a form: by the letterheads, else a cover sheet, else its units."""
    named = [province for table in found if (province := find_province(table.letterhead))]
    if len(set(named)) > 1:
        names = ", ".join(dict.fromkeys(province.name for province in named))
        raise HopthuError.of(messages.SEVERAL_PROVINCES, names=names)
    if named:
        return named[0]
    tables = {table.sheet.name for table in found}
    covers = (sheet for sheet in sheets if sheet.name not in tables)
    letters = [line for sheet in covers for line in _lines(sheet, _LETTER_LINES)]
    province = find_province(letters) or find_province(_units(found))
    if not province:
        raise HopthuError.of(messages.UNKNOWN_PROVINCE, Place(sheet=found[0].sheet.name))
    return province


def _units(found: list[_Found]) -> list[str]:
    """Return what the rows most often name as a unit, and what their sections name."""
    texts = Counter(
        cell.text
        for sheet, header, _ in found
        for row, cells in sheet.rows.items()
        if row > header.bottom
        for column, cell in cells.items()
        if column == header.columns.get(Heading.UNIT) or is_agency_like(cell.text)
    )
    return [text for text, _ in texts.most_common(_UNITS)]


def _rows(
    found: Iterable[_Found], agencies: KnownAgencies, checker: Checker
) -> tuple[tuple[Row, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    notices: list[Problem] = []
    for sheet, header, letterhead in found:
        agency = agencies.of_letterhead(letterhead)
        unit = ""
        problems.extend(column_problems(sheet, header, checker))
        people: set[int] = set()
        registered = 0
        for line in Table(sheet, header, agencies).lines():
            if Heading.ASSIGNED in line.cells and not line.section:
                registered += 1
                continue
            cell = line.section or line.cells.get(Heading.UNIT)
            own, wrong = _agency(cell, agency, agencies)
            if cell and wrong:
                problems.append(
                    checker.unknown_agency(
                        sheet.name,
                        cell,
                        agencies.province.full_name,
                        agencies.candidates(cell.text),
                    )
                )
            if line.section:
                agency, unit = own, line.section.text
                continue
            people.add(line.row)
            of_mailbox = header.is_of_mailboxes
            if of_mailbox:
                agency = own  # a second manager has a row of their own below, without the agency
            place = checker.place(sheet.name, line.row, header.name_column)
            row = make_row(line.cells, place, own, unit, of_mailbox=of_mailbox)
            rows.append(row)
            problems.extend(checker.problems(row, line.cells))
        notices.extend(column_notices(sheet, header, people, checker))
        if registered and sheet.name != REGISTERED_TITLE:  # our own list comes back with the form
            place = checker.place(sheet.name, header.bottom, header.name_column)
            notices.append(messages.REGISTERED_ALREADY.at(place, n=registered))
    return tuple(rows), tuple(problems), tuple(notices)


def _agency(cell: Cell | None, current: str, agencies: KnownAgencies) -> tuple[str, bool]:
    """Return the agency that a section or a unit names, and whether it names an unknown one.

    A room, or whatever else is no agency, belongs to the current agency.
    """
    if not cell:
        return current, False
    known = agencies.find(cell.text)
    if known:
        return known, False
    if (is_agency_like(cell.text) and not is_room(cell.text)) or agencies.candidates(cell.text):
        return "", True
    return current, False
