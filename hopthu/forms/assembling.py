"""The rows of a form's tables: each is somebody, a question, or passed over for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from hopthu.text.errors import Place, Problem

from . import messages as form_messages
from .asides import people_in_title, said_below, unattributed
from .context import FormContext
from .doubts import (
    Doubts,
    earlier_tables,
    gone_table,
    has_highlanders,
    of_columns,
    of_row,
    signer_in_doubt,
)
from .owners import TableOwners
from .query import Query, QueryKind
from .rows import messages, texts
from .rows.agencies import KnownAgencies, is_agency_like, is_room
from .rows.check import Checker
from .rows.columns import column_notices, column_problems, rows_above
from .rows.header import Header
from .rows.headings import Heading, is_doubtful_wish, may_be_wish
from .rows.ledger import RowKind
from .rows.person import Row, make_row
from .rows.table import Line, Table
from .sheet import REGISTERED_TITLE, Cell, Sheet
from .units import MissingUnits, is_above, is_of_another_level, numbering_of, summed_below
from .vocabulary import notes
from .vocabulary.titles import Titles


class FoundTable(NamedTuple):
    """A sheet with a table, and the texts above it."""

    sheet: Sheet
    header: Header
    letterhead: list[str]
    is_first: bool = True  # of its sheet


@dataclass(slots=True)
class Assembled:
    """Rows and all that is to be said of them; ``kinds`` has one for each row of the tables."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    kinds: list[RowKind] = field(default_factory=list)


class Assembler:
    """Makes the rows of one form, table after table.

    ``sender`` is the id of an agency that the clerk named, empty where the form says it;
    ``is_sure``: the province is known by more than what rows name. ``agencies`` are those that rows
    may name, ``checker`` checks the rows, ``titles`` reads titles.
    """

    def __init__(
        self,
        agencies: KnownAgencies,
        checker: Checker,
        context: FormContext,
        sender: str,
        command: str,
        *,
        is_sure: bool = True,
    ) -> None:
        self.agencies = agencies
        self.checker = checker
        self.titles = Titles(context.vocabulary.titles, of_service=agencies.of_service)
        self.owners = TableOwners(agencies, checker.file, sender, command, is_sure=is_sure)
        self.domain = context.domain
        self.result = Assembled()

    def take(self, found: list[FoundTable]) -> Assembled:
        """Take in the tables; returns what they come to."""
        self.owners.see([table.sheet.name for table in found])
        earlier = earlier_tables((table.sheet.name, table.letterhead) for table in found)
        for table, of_before in zip(found, earlier, strict=True):
            _TableRows(self, table, of_before).take()
        return self.result


class _TableRows:
    """Takes in the rows of one table."""

    def __init__(self, form: Assembler, table: FoundTable, earlier: str) -> None:
        self._form = form
        self._agencies = form.agencies
        self._checker = form.checker
        self._result = form.result
        self._table = table
        self._sheet, self._header = table.sheet, table.header
        owner = form.owners.of_table(table.sheet.name, table.letterhead)
        self._agency, problem = owner.agency, owner.problem
        self._result.notices.extend(owner.notices)
        self._own = self._agency
        self._numbering = ""  # of the last section that names an agency
        self._unknown: tuple[Cell, Problem] | None = None  # a section that nobody knows
        self._unit = ""
        self._unwished = False
        self._of_many: Problem | None = None
        self._summed: dict[int, str] = {}
        self._may_be_lone = False
        self._below: dict[int, str] = {}  # what footnotes say of people, by their rows
        self._all_gone = self._gone = earlier or gone_table(table.sheet.name, table.letterhead)
        if problem:
            self._result.problems.append(problem)
        elif not self._agency:
            self._of_many = form.owners.unnamed(table.sheet.name, table.letterhead)

    def take(self) -> None:
        """Take in every row."""
        sheet, header, result = self._sheet, self._header, self._result
        found = Table(sheet, header, self._agencies, self._form.titles).lines()
        lines = signer_in_doubt([self._registered(line) for line in found], header)
        result.kinds += (line.kind for line in lines)
        self._summed = summed_below(lines, self._agencies)
        self._may_be_lone = has_highlanders(lines)
        self._below = said_below(lines)
        for line in unattributed(lines, self._below):
            place = self._place(line.row)
            result.notices.append(messages.NOTE_PASSED.at(place, text=line.text[:100]))
        result.problems.extend(column_problems(sheet, header, self._checker))
        if self._table.is_first:
            result.problems.extend(rows_above(sheet, header, self._checker))
        has_units = Heading.UNIT in header.columns and not header.is_of_mailboxes
        units = MissingUnits(lines) if has_units else None
        people: set[int] = set()
        for line in lines:
            if line.section is not None:
                if line.row in sheet.hidden_rows:
                    place = self._place(line.row, line.section.column)
                    told = form_messages.HIDDEN_ROW.at(place, name=line.section.text)
                    result.notices.append(told)
                if named := people_in_title(line, self._place(line.row, line.section.column)):
                    result.notices.append(named)
                self._section(line, line.section)
                if units:
                    units.begin_section()
            elif line.kind in (RowKind.PERSON, RowKind.UNCLAIMED):
                people.add(line.row)
                self._person(line, units)
        if units:
            result.notices.extend(units.notices(self._place(header.bottom)))
        result.notices.extend(column_notices(sheet, header, people, self._checker))
        if self._unwished:
            column = header.columns[Heading.WISH]
            place = self._place(header.bottom, column)
            result.notices.append(messages.NOT_A_WISH.at(place, header=header.labels[column]))
        self._doubt(of_columns(lines, sheet, self._checker))
        registered = sum(line.kind is RowKind.REGISTERED for line in lines)
        if registered and sheet.name != REGISTERED_TITLE:  # our own list comes back with the form
            place = self._place(header.bottom)
            result.notices.append(form_messages.REGISTERED_ALREADY.at(place, n=registered))

    def _place(self, row: int, column: int = 0) -> Place:
        column = column or self._header.name_column
        return self._checker.place(self._sheet.name, row, column)

    def _registered(self, line: Line) -> Line:
        if line.kind is RowKind.PERSON and Heading.ASSIGNED in line.cells:
            return line._replace(kind=RowKind.REGISTERED)
        return line

    def _section(self, line: Line, cell: Cell) -> None:
        self._unit = cell.text
        self._unknown = None
        gone = cell.text if notes.kind_of(cell.text) in notes.STOPPING else ""
        self._gone = gone or self._all_gone
        self._of_many = None
        if texts.is_of_many(cell.text) and not self._agencies.find(cell.text):
            place = self._place(cell.row, cell.column)
            province = self._agencies.province.full_name
            self._of_many = form_messages.UNKNOWN_AGENCY.at(
                place, text=cell.text, province=province
            )
            self._agency = ""
            return
        if gone:
            self._agency = self._own or self._agency
            return
        current = self._above_room(line, cell)
        self._agency, doubt = self._named(cell, current)
        asked = [problem for problem in doubt if problem.message == messages.UNIT_UNKNOWN]
        self._unknown = (cell, asked[0]) if asked else None
        self._result.problems.extend(problem for problem in doubt if problem not in asked)

    def _above_room(self, line: Line, cell: Cell) -> str:
        """The agency that a room below a section is of: a numbering alike says it is no part."""
        numbering = numbering_of(line)
        if self._agencies.find(cell.text):
            self._numbering = numbering
            return self._agency
        if self._agency == self._own:
            return self._agency
        alike = bool(numbering) and numbering == self._numbering
        if is_above(numbering, self._numbering) or (alike and is_room(cell.text)):
            return self._own
        department = texts.is_department(cell.text) and not self._agencies.is_of_head(cell.text)
        if department or (alike and texts.is_group(cell.text)):
            place, of = self._place(cell.row, cell.column), self._agencies.name(self._agency)
            self._result.notices.append(messages.ROOM_OF.at(place, text=cell.text, agency=of))
        return self._agency

    def _named(self, cell: Cell, current: str) -> tuple[str, list[Problem]]:
        """Return the agency that a section or a unit names, and what is wrong with that.

        A room, or a group of people, belongs to the current agency.
        """
        agencies = self._agencies
        known = agencies.find(cell.text)
        ended = agencies.ended(known)
        if known and not ended:
            return known, []
        place = self._place(cell.row, cell.column)
        if ended:
            values = {"id": known, "since": ended.since, "successor": ended.successor}
            return "", [messages.AGENCY_ENDED.at(place, text=cell.text, **values)]
        if agencies.is_own(cell.text):
            head = agencies.province.id
            return (head if self._own == head and agencies.is_of_head(cell.text) else current), []
        other = agencies.elsewhere(cell.text)
        candidates = agencies.candidates(cell.text)
        ours = agencies.province.full_name
        if other and not candidates:
            return "", [
                messages.OTHER_PROVINCE.at(
                    place, text=cell.text, other=other.full_name, province=ours
                )
            ]
        if is_agency_like(cell.text) or candidates:
            unknown = self._checker.unknown_agency(self._sheet.name, cell, ours, candidates)
            return "", [unknown]
        return current, [messages.UNIT_UNKNOWN.at(place, text=cell.text)]

    def _without_false_wish(self, line: Line) -> Line:
        """Leave out what a column headed “Địa chỉ” or “Email” holds, where it is no wish."""
        cell = line.cells.get(Heading.WISH)
        header = self._header
        if cell is None or header.is_of_mailboxes:
            return line
        if not is_doubtful_wish(header.labels.get(cell.column, "")):
            return line
        name = line.cells.get(Heading.NAME)
        if name and may_be_wish(cell.text, name.text, self._form.domain):
            return line
        self._unwished = True
        return line._replace(
            cells={field: c for field, c in line.cells.items() if field is not Heading.WISH}
        )

    def _person(self, line: Line, units: MissingUnits | None) -> None:
        line = self._without_false_wish(line)
        of_mailbox = self._header.is_of_mailboxes
        place = self._place(line.row)
        agency, queries = self._agency_of(line, place, units)
        if self._of_many and not agency:  # told with the first who would be of an agency unnamed
            self._result.problems.append(self._of_many)
            self._of_many = None
        agency = self._by_title(line, place, agency, queries)
        note = line.cells.get(Heading.NOTE)
        if note and (named := self._agencies.in_note(note.text)) not in ("", agency):
            values = {"text": note.text[:80], "agency": self._agencies.name(named)}
            queries.append(messages.NOTE_ELSEWHERE.at(place, **values))
        if of_mailbox and Heading.UNIT in line.cells:
            self._agency = agency  # a second manager has a row of their own below, without it
        row = make_row(
            line.cells,
            place,
            agency,
            self._unit,
            self._form.titles,
            today=self._checker.today,
            of_mailbox=of_mailbox,
        )
        self._result.rows.append(row)
        if line.kind is RowKind.UNCLAIMED:
            problem = messages.ROW_UNCLAIMED.at(place, text=line.text[:100])
            unread = list(self._checker.without_value(row, line.cells))
            self._result.problems.extend(unread)
            queries = [] if unread else [problem]
        else:
            wrong = list(self._checker.problems(row, line.cells))
            self._result.problems.extend(wrong)
        for mark in line.ditto:
            where = self._place(mark.row, mark.column)
            self._result.problems.append(messages.NO_CELL_ABOVE.at(where, text=mark.text))
        gone = self._gone or self._below.get(line.row, "")
        if gone and line.kind is RowKind.PERSON:
            queries = [*queries, messages.GONE.at(place, name=row.name or "?", text=gone[:80])]
        self._level(row, line, agency)
        self._ask(row, queries, QueryKind.ROW)
        if line.kind is RowKind.PERSON:
            doubts = of_row(
                row, line.cells, self._sheet, self._checker, self._form.titles,
                may_be_lone=self._may_be_lone,
            )  # fmt: skip
            told = {problem.place for problem in wrong}
            doubts.problems = [each for each in doubts.problems if each.place not in told]
            self._doubt(doubts)

    def _level(self, row: Row, line: Line, agency: str) -> None:
        """Tell of a head of a district's agency listed, without a unit, with the province's."""
        if self._unit or Heading.UNIT in line.cells:
            return
        if is_of_another_level(row.title, agency, self._agencies.province.id):
            of = self._agencies.name(agency)
            told = messages.TITLE_LEVEL.at(row.place, title=row.title, agency=of)
            self._result.notices.append(told)

    def _by_title(self, line: Line, place: Place, agency: str, queries: list[Problem]) -> str:
        """Return the agency that the title names, where no cell names one; or ask which it is."""
        cell = line.cells.get(Heading.TITLE)
        named = self._agencies.in_title(cell.text) if cell else ""
        unknown = cell is not None and (
            (texts.names_region(cell.text) and agency == self._agencies.province.id)
            or (Heading.UNIT not in line.cells and self._agencies.unknown_in_title(cell.text))
        )
        if cell and not named and unknown:
            ours = self._agencies.province.full_name
            told = self._checker.unknown_agency(self._sheet.name, cell, ours, ())
            self._result.problems.append(told)
            return agency if Heading.UNIT in line.cells else ""
        if not cell or named in ("", agency):
            return agency
        names = {"text": cell.text[:80], "agency": self._agencies.name(named)}
        if Heading.UNIT in line.cells:
            queries.append(messages.TITLE_ELSEWHERE.at(place, **names))
            return agency
        self._result.notices.append(messages.UNIT_OF_TITLE.at(place, **names))
        return named

    def _doubt(self, doubts: Doubts) -> None:
        self._result.problems.extend(doubts.problems)
        self._result.notices.extend(doubts.notices)
        self._result.queries.extend(doubts.queries)

    def _agency_of(
        self, line: Line, place: Place, units: MissingUnits | None
    ) -> tuple[str, list[Problem]]:
        cell = line.cells.get(Heading.UNIT)
        if cell is None:
            self._ask_section(line)
            above = units.above(line) if units and line.kind is RowKind.PERSON else None
            summed = self._summed.get(line.row, "")
            if above is None and summed not in ("", self._agency):
                return self._agency, [self._unit_missing(line, place, self._agencies.name(summed))]
            if above is None:
                return self._agency, []
            group, sure = above
            agency = self._named(group, self._agency)[0] or self._agency
            if sure or agency == self._agency:
                return agency, []
            return self._agency, [self._unit_missing(line, place, group.text)]
        if units:
            units.seen(cell)
        agency, doubts = self._named(cell, self._agency)
        asked = [doubt for doubt in doubts if doubt.message == messages.UNIT_UNKNOWN]
        self._result.problems.extend(doubt for doubt in doubts if doubt not in asked)
        for problem in asked:
            self._ask_unit(line, cell, problem)
        return agency, []

    def _unit_missing(self, line: Line, place: Place, other: str) -> Problem:
        choice = f"“{other}”, “{self._agencies.name(self._agency)}”"
        name = line.cells.get(Heading.NAME)
        shown = name.text if name else "?"
        return messages.UNIT_MISSING.at(place, name=shown, choice=choice)

    def _ask_section(self, line: Line) -> None:
        """A person below a section that nobody knows waits for the answer what it is."""
        if self._unknown and line.kind is RowKind.PERSON:
            self._ask_unit(line, *self._unknown)

    def _ask_unit(self, line: Line, cell: Cell, problem: Problem) -> None:
        choices = (self._agency, "own")
        query = Query(problem, QueryKind.AGENCY, self._sheet.name, line.row, cell.text, choices)
        self._result.queries.append(query)

    def _ask(self, row: Row, problems: Iterable[Problem], kind: QueryKind) -> None:
        for problem in problems:
            self._result.queries.append(Query(problem, kind, row.place.sheet, row.place.line))
