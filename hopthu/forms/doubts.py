"""What is in doubt about a row that is read: its name, its title, its notes, its dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from hopthu.text.errors import Message, Place, Problem
from hopthu.text.names import match_key

from .query import Query, QueryKind
from .rows import messages, phones
from .rows.agencies import is_agency_like, is_room
from .rows.check import Checker
from .rows.dates import (
    is_day_beyond_months,
    is_month_first,
    is_part_of_date,
    may_be_swapped,
    parse_date,
)
from .rows.header import NAME_FIELDS, Header
from .rows.headings import Heading
from .rows.ledger import RowKind
from .rows.person import Fields, Row, birth_cell, manages_mailbox
from .rows.table import Line
from .rows.texts import is_group, is_signatory
from .sheet import DATE, Cell, Sheet
from .vocabulary import lists, notes, oddness
from .vocabulary.names import NameReading, read_name
from .vocabulary.oddness import begins_like_name
from .vocabulary.titles import Titles
from .vocabulary.words import tick_of

_SHOWN_ROWS = 12
_LONGEST = 80  # characters that a message shows of a cell


@dataclass(slots=True)
class Doubts:
    """What is wrong, told and asked."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)

    def ask(
        self, row: Row, problem: Problem, kind: QueryKind = QueryKind.ROW, text: str = "",
        choices: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Ask a question about a row."""
        place = row.place
        self.queries.append(Query(problem, kind, place.sheet, place.line, text, choices))


_OLD_SHEET = re.compile(r"(?<!\w)(?:cũ|old|nháp|draft|backup)(?!\w)", re.IGNORECASE)


def gone_table(sheet: str, above: Iterable[str]) -> str:
    """What says that a whole table is of people who left or want no address; empty for most."""
    if _OLD_SHEET.search(sheet) or notes.kind_of(sheet) in notes.STOPPING:
        return sheet
    titles = filter(lists.is_title, above)
    return next((title for title in titles if lists.is_of_others(title)), "")


def earlier_tables(tables: Iterable[tuple[str, list[str]]]) -> list[str]:
    """What says of each table that another is of a later year: its tab, or the title of its list.

    Empty for the latest, and for those that bear no year.
    """
    found = [_dated(tab, above) for tab, above in tables]
    latest = max((year for year, _ in found), default="")
    return [text if year and year < latest else "" for year, text in found]


def _dated(tab: str, above: list[str]) -> tuple[str, str]:
    texts = (tab, *filter(lists.is_title, above))
    return next(((year, text) for text in texts if (year := lists.year_of(text))), ("", ""))


def signer_in_doubt(lines: list[Line], header: Header) -> list[Line]:
    """Return the lines, with the last one in doubt that may be who signs a list without numbers.

    Nothing but a name and the post of a head below people who are none, of whom no column tells
    more: “Nguyễn Văn Ký | Cục trưởng”.
    """
    if Heading.NUMBER in header.columns or header.is_of_mailboxes:
        return lines
    last = next((at for at in range(len(lines) - 1, 0, -1) if lines[at].kind in _ROWS), 0)
    above = next((line for line in lines[last - 1 :: -1] if line.kind in _ROWS), None)
    signer = lines[last]
    if not last or signer.kind is not RowKind.PERSON or above is None:
        return lines
    if above.kind is not RowKind.PERSON or not signer.cells.keys() <= _OF_SIGNER:
        return lines
    unit = signer.cells.get(Heading.UNIT)
    beside = above.cells.get(Heading.UNIT)
    elsewhere = unit is not None and (beside is None or beside.text != unit.text)
    if elsewhere or not _is_head(signer) or _is_head(above):
        return lines
    text = " ".join(cell.text for cell in signer.cells.values())
    return [*lines[:last], signer._replace(kind=RowKind.UNCLAIMED, text=text), *lines[last + 1 :]]


_BRACKETS = re.compile(r"\(([^()]*)\)")
_ROWS = (RowKind.PERSON, RowKind.SECTION)
_OF_SIGNER = {*NAME_FIELDS, Heading.TITLE, Heading.RANK, Heading.UNIT}


def _is_head(line: Line) -> bool:
    cell = line.cells.get(Heading.TITLE) or line.cells.get(Heading.RANK)
    return cell is not None and is_signatory(cell.text)


def of_row(
    row: Row, fields: Fields, sheet: Sheet, checker: Checker, titles: Titles, *, may_be_lone: bool
) -> Doubts:
    """Return what is in doubt about the row of a person.

    ``may_be_lone``: the table has people of the highlands, whose names may be a word alone.
    """
    doubts = Doubts()

    def place(cell: Cell) -> Place:
        return checker.place(sheet.name, cell.row, cell.column)

    _name(row, fields, sheet, titles, doubts, may_be_lone=may_be_lone)
    cell = fields.get(Heading.TITLE) or fields.get(Heading.RANK)
    if cell and row.title:
        _title(row, cell, place, titles, doubts)
    for said in (row.note, row.title, *_BRACKETS.findall(row.title)):
        kind = notes.kind_of_remark(said) if said is row.note else notes.kind_of(said)
        if kind in notes.STOPPING:
            at = fields.get(Heading.NOTE if said is row.note else Heading.TITLE)
            where = place(at) if at else row.place
            doubts.ask(row, messages.GONE.at(where, name=row.name, text=said[:_LONGEST]))
    tick = fields.get(Heading.MANAGES)
    if tick and tick_of(tick.text) is None and not manages_mailbox(tick.text):
        told = messages.TICK.at(place(tick), text=tick.text[:_LONGEST], name=row.name)
        doubts.notices.append(told)
    return doubts


def _name(
    row: Row, fields: Fields, sheet: Sheet, titles: Titles, doubts: Doubts, *, may_be_lone: bool
) -> None:
    cells = [fields[field] for field in NAME_FIELDS if field in fields]
    if not cells or not row.name:
        return
    reading = (
        read_name(cells[0].text, titles, sheet.lines_of(cells[0]))
        if Heading.NAME in fields
        else NameReading(row.name, doubt=read_name(row.name, titles).doubt)
    )
    shown = cells[0].text[:_LONGEST]
    if Heading.NAME not in fields and _lacks_a_part(fields):
        doubts.ask(row, messages.NAME_ODD.at(row.place, text=row.name[:_LONGEST]))
    if reading.left_out:
        values = {"name": row.name, "text": reading.left_out[:_LONGEST]}
        if reading.kind in notes.STOPPING:
            doubts.ask(row, messages.GONE.at(row.place, **values))
        elif reading.kind in (notes.KIN, notes.AWAY):
            doubts.notices.append(messages.LEFT_OUT.at(row.place, **values))
        else:
            doubts.ask(row, messages.NAME_NOTE.at(row.place, **values))
    if reading.doubt == oddness.TWO:
        doubts.problems.append(messages.TWO_PEOPLE.at(row.place, text=shown))
    elif reading.doubt in _ASKED and not (may_be_lone and reading.doubt == oddness.LONE):
        doubts.ask(row, _ASKED[reading.doubt]().at(row.place, text=shown))
    elif titles.is_title(row.name) or _is_no_person(row.name):
        doubts.ask(row, messages.NAME_ODD.at(row.place, text=shown))


def has_highlanders(lines: Iterable[Line]) -> bool:
    """Whether a table has names of those peoples of whom some have a word alone."""
    cells = (line.cells.get(Heading.NAME) for line in lines if line.kind is RowKind.PERSON)
    return any(cell is not None and oddness.is_of_highlands(cell.text) for cell in cells)


def _is_no_person(name: str) -> bool:
    """Whether a name is of a room or a group, whose mailbox somebody wants."""
    if begins_like_name(name):
        return False
    return is_room(name) or is_group(name) or is_agency_like(name)


def _lacks_a_part(fields: Fields) -> bool:
    """Whether one of the columns that a name is parted in is empty, or holds the other's text."""
    given = fields.get(Heading.GIVEN)
    family = fields.get(Heading.FAMILY) or fields.get(Heading.SURNAME)
    if given is None or family is None:
        return True
    first = begins_like_name(f"{family.text} {given.text}")
    if not first and begins_like_name(given.text):
        return True  # the columns have changed places
    words = match_key(family.text).split()
    return len(words) > 2 and words[-1:] == match_key(given.text).split()


# The messages are read from a file when one is asked for first.
_ASKED = {
    oddness.ODD: lambda: messages.NAME_ODD,
    oddness.LONE: lambda: messages.NAME_ODD,
    oddness.EXAMPLE: lambda: messages.NAME_EXAMPLE,
    oddness.ADDRESS: lambda: messages.NAME_ADDRESS,
}


def _title(
    row: Row, cell: Cell, place: Callable[[Cell], Place], titles: Titles, doubts: Doubts
) -> None:
    reading = titles.read(row.title)
    if reading.sure:
        return
    text, choices = row.title[:_LONGEST], reading.choices
    message: Message = messages.TITLE_LIKELY if choices else messages.TITLE_UNKNOWN
    values = {"choice": ", ".join(choices)} if choices else {}
    problem = message.at(place(cell), text=text, **values)
    doubts.ask(row, problem, QueryKind.TITLE, row.title, choices)


def of_columns(lines: Iterable[Line], sheet: Sheet, checker: Checker) -> Doubts:
    """Return what is in doubt about a table's dates and telephone numbers, seen together."""
    doubts = Doubts()
    people = [line for line in lines if line.kind is RowKind.PERSON]
    births = [(line.row, cell) for line in people if (cell := birth_cell(line.cells))]
    for message, doubtful in (
        (messages.DATES_SWAPPED, list(_swapped(births))),
        (messages.MONTH_FIRST, list(_month_first(births))),
    ):
        rows = shown_rows([row for row, _ in doubtful])
        for row, cell in doubtful:
            place = checker.place(sheet.name, cell.row, cell.column)
            problem = message.at(place, rows=rows)
            doubts.queries.append(Query(problem, QueryKind.ROW, sheet.name, row))
    alone = [(row, cell) for row, cell in births if not cell.date and is_part_of_date(cell.text)]
    numbers = [
        (line.row, cell)
        for line in people
        if (cell := line.cells.get(Heading.CONTACT)) and phones.is_in_doubt(phones.written(cell))
    ]
    numbers += (
        (line.row, cell)
        for line in people
        if (cell := line.cells.get(Heading.PHONE))
        and phones.is_mobile(phones.written(cell))
        and not phones.is_in_doubt(phones.written(cell))
    )
    for message, found in ((messages.YEAR_ALONE, alone), (messages.NUMBER_IN_DOUBT, numbers)):
        if found:
            cell = found[0][1]
            place = checker.place(sheet.name, cell.row, cell.column)
            doubts.notices.append(message.at(place, rows=shown_rows([row for row, _ in found])))
    return doubts


def _swapped(births: list[tuple[int, Cell]]) -> Iterator[tuple[int, Cell]]:
    """Yield the true dates of a column that a program with American settings has swapped.

    It makes dates of what has a month in the place of the day, and leaves the rest as texts.
    """
    true = [(row, cell) for row, cell in births if cell.kind == DATE and cell.date]
    typed = [cell for _, cell in births if cell.kind != DATE]
    days = [cell for cell in typed if is_day_beyond_months(cell.text)]
    if true and days and len(days) == len(typed) and all(may_be_swapped(c.date) for _, c in true):
        yield from true


def _month_first(births: list[tuple[int, Cell]]) -> Iterator[tuple[int, Cell]]:
    """Yield the dates that may be read either way, where another has the month first."""
    typed = [(row, cell) for row, cell in births if cell.kind != DATE]
    if any(is_month_first(cell.text) for _, cell in typed):
        yield from ((row, cell) for row, cell in typed if may_be_swapped(parse_date(cell.text)))


def shown_rows(rows: list[int]) -> str:
    """Return numbers of rows as people write them: 4–9, 12."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in spans]
    more = ["…"] if len(shown) > _SHOWN_ROWS else []
    return ", ".join(shown[:_SHOWN_ROWS] + more)
