"""Tell what each row below a header is, by what stands in it and not by where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ..sheet import DATE, Cell, Sheet
from ..vocabulary.oddness import begins_like_name
from ..vocabulary.titles import Titles
from ..vocabulary.words import is_ditto, is_example_mark, is_nothing
from . import texts
from .agencies import KnownAgencies, is_agency_like, is_room
from .columns import SECOND, UnreadColumns
from .dates import is_year, parse_date
from .header import NAME_FIELDS, Header
from .headings import Heading, field_of, header_key
from .ledger import BIRTHS, NAMES, RowKind, about_table, name_in
from .spans import spread, titles_of

Cells = dict[int, Cell]


class Line(NamedTuple):
    """A row with content: a person's cells by field, or the cell that names a section.

    ``ditto`` are cells that mean the one above, where there is none.
    """

    row: int
    kind: RowKind
    cells: dict[Heading, Cell]
    section: Cell | None = None
    text: str = ""
    ditto: tuple[Cell, ...] = ()


_ARABIC = re.compile(r"\(?\d{1,5}(?:\.0)?\s*[.)/:\-]*")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})+\s*[.)]?")
_EXAMPLE = re.compile(r"(?:vd|v\.d|ví dụ|mẫu|example)\s*[:.]", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:[IVXLC]+(?:[.\-]\d{1,2})*|[A-Z](?:[.\-]?\d{1,2})*|\d{1,3}(?:\.\d{1,3})+|[*+•-])\s*[.)/:\-]*"
)
_COUNTED_TITLE = re.compile(r"(?:[IVX]{1,5}|[A-H])\s*[.)/:\-–]\s*[^\W\d_]{2}")
_LABEL = re.compile(r".*[^\W\d_]{2,}\s+[^\W\d_]{2,}")  # words where a number should be
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?")
_DETAILS = frozenset(Heading) - {
    *NAME_FIELDS, Heading.NUMBER, Heading.UNIT, Heading.NOTE
}  # fmt: skip
# Where “nt” may stand.
_REPEATED = (
    Heading.TITLE,
    Heading.RANK,
    Heading.UNIT,
    Heading.PHONE,
    Heading.PHONE_FAX,
    Heading.CONTACT,
)
_TICKS = frozenset({Heading.MANAGES, Heading.MALE, Heading.FEMALE})


class Table:
    """The rows below one header of one sheet."""

    def __init__(
        self, sheet: Sheet, header: Header, agencies: KnownAgencies, titles: Titles
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._agencies = agencies
        self._titles_known = titles
        self._units = spread(sheet, header.columns.get(Heading.UNIT, 0))
        self._titles = titles_of(sheet, header)
        self._counts = Heading.NUMBER in header.columns
        self._unread = UnreadColumns(sheet, header)

    def lines(self) -> Iterator[Line]:
        """Yield every row with content, from top to bottom."""
        signed = summed = False
        above: dict[Heading, Cell] = {}
        for row in self._ordered:
            if row <= self._header.bottom:
                continue
            line = self._line(row, self._sheet.rows[row], signed=signed)
            if summed and line.kind is RowKind.UNCLAIMED and _DETAILS.isdisjoint(line.cells):
                # The names of who made the list and who signs.
                line = line._replace(kind=RowKind.SIGNATURE)
            summed = line.kind is RowKind.TOTAL or (summed and line.kind is RowKind.PLACEHOLDER)
            if line.kind is RowKind.PERSON:
                line = _with_ditto(line, above)
                above = line.cells
            if line.section is not None and self._agencies.find(line.section.text):
                # “nt” means the unit above, and there another agency begins.
                above = {field: cell for field, cell in above.items() if field is not Heading.UNIT}
            if line.kind is RowKind.SIGNATURE:
                signed = True
            elif line.kind in (RowKind.PERSON, RowKind.SECTION, RowKind.HEADER):
                signed = False
            yield line

    @cached_property
    def _ordered(self) -> list[int]:
        return sorted(self._sheet.rows)

    @cached_property
    def _has_lone_names(self) -> bool:
        """Whether a row below the header has nothing but what may be somebody's name."""
        return any(
            len(cells) == 1
            and row > self._header.bottom
            and begins_like_name(text := next(iter(cells.values())).text)
            and not (self._agencies.find(text) or is_agency_like(text) or is_room(text))
            for row, cells in self._sheet.rows.items()
        )

    def _line(self, row: int, cells: Cells, *, signed: bool) -> Line:
        if self._is_header(cells):
            return Line(row, RowKind.HEADER, {})
        fields = self._fields(row, cells)
        named = {id(cell) for cell in fields.values()}
        filled = {
            column: cell
            for column, cell in cells.items()
            if id(cell) in named or not is_nothing(cell.text)
        }
        number = fields.get(Heading.NUMBER)
        if not filled or (len(filled) == 1 and number in filled.values() and _is_count(number)):
            return Line(row, RowKind.PLACEHOLDER, fields)
        marked = number and not number.text.isdecimal() and is_example_mark(number.text)
        if marked or _EXAMPLE.match(name_in(fields)):
            return Line(row, RowKind.EXAMPLE, fields)
        kind, section = self._kind(filled, fields, signed=signed)
        if kind is RowKind.SIGNATURE and (room := self._room_over_people(row, filled, fields)):
            kind, section = RowKind.SECTION, room
        if kind is RowKind.PERSON:
            return self._person(row, cells, fields)
        text = " ".join(cell.text for _, cell in sorted(filled.items()))
        return Line(row, kind, fields, section, text)

    def _fields(self, row: int, cells: Cells) -> dict[Heading, Cell]:
        """Return the cells by what they hold, without those that say that there is nothing."""
        if row in self._titles:
            return {}
        fields = {
            field: cells[column]
            for field, column in self._header.columns.items()
            if column in cells and (field in _TICKS or not is_nothing(cells[column].text))
        }
        for column, field in self._header.seconds.items():
            cell = cells.get(column)
            if cell is None or field not in SECOND or is_nothing(cell.text):
                continue
            first = fields.get(field)
            if first is None or (field is Heading.UNIT and self._says_more(cell, first)):
                fields[field] = cell
        return fields

    def _says_more(self, cell: Cell, first: Cell) -> bool:
        """Whether a second cell names the agency that the first one, a room's, does not."""
        return bool(self._agencies.find(cell.text)) and not self._agencies.find(first.text)

    def _kind(
        self, cells: Cells, fields: dict[Heading, Cell], *, signed: bool
    ) -> tuple[RowKind, Cell | None]:
        """Return what a row is, and the cell that names a section."""
        number = fields.get(Heading.NUMBER)
        counted = number is not None and bool(_ARABIC.fullmatch(number.text))
        has_name = not NAMES.isdisjoint(fields)
        has_details = not _DETAILS.isdisjoint(fields)
        if has_name and self._is_surely_person(fields, counted=counted, has_details=has_details):
            return RowKind.PERSON, None
        if self._is_told_in_text(cells, counted=counted):
            return RowKind.UNCLAIMED, None
        named = has_name and self._has_known_title(fields) and _is_whole_name(name_in(fields))
        about = about_table(cells, fields, counted=counted)
        if about is RowKind.NOTE and len(cells) == 1 and self._names_agency(cells):
            about = None  # “* Huyện Yên Thành (02 người)”
        if not counted and self._sums_up_agency(cells):
            about = RowKind.TOTAL
        if about and not (named and about is not RowKind.SIGNATURE):
            return about, None
        # A title may stand in any column, but with a name or another text it is a person's detail.
        alone = not has_details or (not has_name and len(cells) == 1 + (number is not None))
        section = self._section(cells, fields, counted=counted) if alone else None
        if section:
            return RowKind.SECTION, section
        if signed and not counted:
            known = has_name and self._has_known_title(fields) and name_in(fields)[:1] not in "-+•*"
            return (RowKind.UNCLAIMED if known else RowKind.SIGNATURE), None
        return self._rest(cells, fields, counted=counted, has_details=has_details), None

    def _is_told_in_text(self, cells: Cells, *, counted: bool) -> bool:
        """Whether a line of text tells of a person: in a table of text nobody else would see it."""
        if counted or len(cells) != 1:
            return False
        told = texts.told_person(next(iter(cells.values())).text)
        return bool(told) and begins_like_name(told)

    def _sums_up_agency(self, cells: Cells) -> bool:
        """Whether a row counts the people of an agency: “Cộng huyện Nga Sơn | 2”."""
        said = [cell.text for cell in cells.values() if any(map(str.isalpha, cell.text))]
        return len(said) == 1 and bool(self._agencies.find(texts.sum_of(said[0])))

    def _names_agency(self, cells: Cells) -> bool:
        return any(self._agencies.find(cell.text) for cell in cells.values())

    def _is_surely_person(
        self, fields: dict[Heading, Cell], *, counted: bool, has_details: bool
    ) -> bool:
        if counted:
            return has_details
        if is_born(fields) and not _is_labelled(fields):
            name = name_in(fields)
            return not (texts.is_signature(name) and (":" in name or not begins_like_name(name)))
        return False

    def _rest(
        self, cells: Cells, fields: dict[Heading, Cell], *, counted: bool, has_details: bool
    ) -> RowKind:
        """Return what a row is that is neither about the table nor of a section."""
        name = name_in(fields)
        number = fields.get(Heading.NUMBER)
        dotted = number is not None and bool(_DOTTED.fullmatch(number.text))
        if counted or dotted:
            return RowKind.PERSON
        if _is_labelled(fields):
            return RowKind.UNCLAIMED
        if name and has_details:
            known = self._has_known_title(fields) or not _LASTING.isdisjoint(fields)
            if known or not self._counts or number is not None:
                return RowKind.PERSON
            return RowKind.UNCLAIMED
        if name:
            likely = begins_like_name(name) and not texts.is_sentence(name)
            lone = number is None and self._counts
            return RowKind.PERSON if likely and not lone else RowKind.UNCLAIMED
        if len(cells) == 1 and texts.is_sentence(next(iter(cells.values())).text):
            return RowKind.NOTE
        if has_details and (len(cells) > 1 or not self._counts):
            return RowKind.PERSON  # whose name is missing
        return RowKind.UNCLAIMED

    def _has_known_title(self, fields: dict[Heading, Cell]) -> bool:
        cell = fields.get(Heading.TITLE) or fields.get(Heading.RANK)
        return cell is not None and self._titles_known.read(cell.text).sure

    def _person(self, row: int, cells: Cells, fields: dict[Heading, Cell]) -> Line:
        beside = self._unread.note_of(row, cells)
        if beside:
            note = fields.get(Heading.NOTE)
            text = f"{note.text}; {beside.text}" if note else beside.text
            fields = {**fields, Heading.NOTE: beside._replace(text=text)}
        if Heading.UNIT not in fields and row in self._units:
            fields = {**fields, Heading.UNIT: self._units[row]}
        return Line(row, RowKind.PERSON, fields)

    def _room_over_people(self, row: int, cells: Cells, fields: dict[Heading, Cell]) -> Cell | None:
        """The title of a section in words that signatures have, too: “Lãnh đạo Cục”."""
        number = fields.get(Heading.NUMBER)
        titles = [cell for cell in cells.values() if cell is not number or not _is_count(cell)]
        if len(titles) != 1 or not is_room(titles[0].text):
            return None
        if number is not titles[0] and number is not None:
            return titles[0]  # numbered like other sections
        following = bisect_right(self._ordered, row)
        below = self._sheet.rows[self._ordered[following]] if following < len(self._ordered) else {}
        counter = below.get(self._header.columns.get(Heading.NUMBER, 0))
        is_counted = counter is not None and _ARABIC.fullmatch(counter.text)
        return titles[0] if is_counted and self._header.name_column in below else None

    def _is_header(self, cells: Cells) -> bool:
        """Tell whether a row repeats the header or numbers its columns."""
        for column, cell in cells.items():
            if header_key(cell.text) not in self._header.keys.get(column, ()):
                break
        else:
            return True
        told = [cell.text for cell in cells.values()]
        if len(told) > 2 and all(map(_COLUMN_NUMBER.fullmatch, told)):
            return True
        if any(text[:1].isdigit() for text in told):
            return False  # as of nearly every row: what words mean costs more to ask
        named = sum(
            column in cells and field_of(cells[column].text) is field
            for field, column in self._header.columns.items()
        )
        return named > 2 and 2 * named > len(cells)

    def _section(self, cells: Cells, fields: dict[Heading, Cell], *, counted: bool) -> Cell | None:
        """Return the cell that names an agency or a group, or ``None`` if the row is no section."""
        number = fields.get(Heading.NUMBER)
        texts_of = [cell for cell in cells.values() if cell is not number]
        enumerated = number is not None and bool(_COUNTER.fullmatch(number.text))
        if number is not None and not counted and not enumerated:
            texts_of.insert(0, number)  # the whole title stands in the first column
        if not texts_of:
            return None
        title = texts_of[0]
        if number is not None and title is number and len(texts_of) > 1:
            title = next((cell for cell in texts_of if is_agency_like(cell.text)), title)
        if is_agency_like(title.text) or is_room(title.text):
            return title
        if counted:
            return None
        if enumerated and texts.is_group(title.text):
            return title
        lettered = number is not None and number.text[:1].isalpha()
        if number is title and _COUNTED_TITLE.match(title.text):
            enumerated = lettered = True  # “III/ Hậu Lộc” stands in one cell
        if enumerated and lettered and len(texts_of) == 1 and not begins_like_name(title.text):
            return title  # of an agency that nobody knows: the rows below it are in doubt, too
        known = bool(self._agencies.find(title.text)) or self._agencies.names_several(title.text)
        if known and (enumerated or self._counts or not begins_like_name(title.text)):
            return title
        if known and len(texts_of) == 1 and not self._has_lone_names:
            return title  # everybody else has more in their row than a name
        alone = len(texts_of) == 1 and (number is None or number is title)
        group = alone and texts.is_group(title.text)
        return title if group and title.text[:1].isupper() else None


_LASTING = frozenset(
    {
        Heading.PHONE,
        Heading.PHONE_FAX,
        Heading.MOBILE,
        Heading.CONTACT,
        Heading.WISH,
        Heading.MANAGES,
        Heading.EMAIL,
    }
)


def _is_labelled(fields: dict[Heading, Cell]) -> bool:
    """Whether words stand for a number: “Cán bộ đầu mối” is about somebody who is no row."""
    number = fields.get(Heading.NUMBER)
    return number is not None and bool(_LABEL.match(number.text))


def is_born(fields: dict[Heading, Cell]) -> bool:
    """Whether a row has a date or a year of birth."""
    cells = (fields[field] for field in BIRTHS if field in fields)
    return any(cell.kind == DATE or parse_date(cell.text) or is_year(cell.text) for cell in cells)


def _is_whole_name(name: str) -> bool:
    """Whether a text is written as a name is, whatever its words mean elsewhere: “Lưu Ý”."""
    return name.istitle() and begins_like_name(name) and not any(map(str.isdigit, name))


def _is_count(cell: Cell | None) -> bool:
    return cell is not None and bool(_ARABIC.fullmatch(cell.text) or _COUNTER.fullmatch(cell.text))


def _with_ditto(line: Line, above: dict[Heading, Cell]) -> Line:
    """Return a person's line with what stands above in the place of marks that say so."""
    marks = {
        field: cell
        for field in _REPEATED
        if (cell := line.cells.get(field)) is not None and is_ditto(cell.text)
    }
    if not marks:
        return line
    cells = {
        field: (
            cell._replace(text=above[field].text) if field in marks and field in above else cell
        )
        for field, cell in line.cells.items()
        if field not in marks or field in above
    }
    lost = tuple(cell for field, cell in marks.items() if field not in above)
    return line._replace(cells=cells, ditto=lost)
