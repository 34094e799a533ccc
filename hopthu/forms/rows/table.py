"""Tell what each row below a header is, by what stands in it and not by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from hopthu.text.names import ascii_fold

from ..sheet import Cell, Sheet
from .agencies import Agencies, is_agency_like, is_room
from .header import NAME_FIELDS, Header
from .headings import Heading, header_key

Cells = dict[int, Cell]


class RowKind(Enum):
    """What a row is."""

    PERSON = "person"
    SECTION = "section"  # names the agency of the rows below it
    TOTAL = "total"
    FOOTER = "footer"  # signatures, addressees, remarks
    HEADER = "header"  # repeated, or the numbers of the columns
    BLANK = "blank"


class Line(NamedTuple):
    """A row of interest: a person's cells by field, or the cell that names a section."""

    row: int
    kind: RowKind
    cells: dict[Heading, Cell]
    section: Cell | None = None


_ARABIC = re.compile(r"\d{1,5}\s*[.)]?")
_COUNTER = re.compile(r"(?:[IVXLC]+|[A-Z]|\d{1,3}(?:\.\d{1,3})+)\s*[.)]?")
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?")
# With marks: without them these are the beginnings of the names Tống and Công.
_TOTAL = re.compile(
    r"tổng\s+(?:số|cộng)\b|cộng\s+danh\s+sách|(?:tổng|cộng)\s*(?:[:(\d]|$)", re.IGNORECASE
)
_FOOTER = re.compile(
    r"nguoi (?:lap|ky)\b|\(?ky\b.*\bten|\(?ghi ro|noi nhan|thu truong|xac nhan|nguoi dang ky|"
    r"ghi chu ?:|luu y ?:|(?:tm|kt|tl|tuq)\.|[^\d]*ngay\b.{0,8}\bthang\b.{0,8}\bnam\b"
)
_SIGNATORY = re.compile(
    r"(?:pho )?(?:q\. ?)?(?:truong (?:thi hanh an|thads|phong)|(?:chi )?cuc truong|chanh van phong)"
)
_DETAILS = frozenset(Heading) - {
    *NAME_FIELDS, Heading.NUMBER, Heading.UNIT, Heading.NOTE
}  # fmt: skip
_NAMES = frozenset(NAME_FIELDS)


class Table:
    """The rows below one header of one sheet."""

    def __init__(self, sheet: Sheet, header: Header, agencies: Agencies) -> None:
        self._sheet = sheet
        self._header = header
        self._agencies = agencies
        self._units = _spread(sheet, header.columns.get(Heading.UNIT, 0))
        self._titles = _titles(sheet, header)

    def lines(self) -> Iterator[Line]:
        """Yield persons and sections from top to bottom."""
        below_footer = below_total = False
        for row in sorted(self._sheet.rows):
            if row <= self._header.bottom:
                continue
            cells = self._sheet.rows[row]
            line = self._line(row, cells, below_footer=below_footer, below_total=below_total)
            below_footer = below_footer or line.kind is RowKind.FOOTER
            # A sum may be of one section; the next one begins with a title or a counted person.
            below_total = line.kind is RowKind.TOTAL or (below_total and line.kind is RowKind.BLANK)
            if line.kind in (RowKind.PERSON, RowKind.SECTION):
                yield line

    def _line(self, row: int, cells: Cells, *, below_footer: bool, below_total: bool) -> Line:
        if self._is_header(cells):
            return Line(row, RowKind.HEADER, {})
        fields = {
            field: cells[column]
            for field, column in self._header.columns.items()
            if column in cells and row not in self._titles
        }
        number = fields.get(Heading.NUMBER)
        counted = number is not None and bool(_ARABIC.fullmatch(number.text))
        has_name = not _NAMES.isdisjoint(fields)
        has_details = not _DETAILS.isdisjoint(fields)
        if counted and has_name and has_details:
            return self._person(row, fields)
        kind = self._kind_of_text(cells, fields, counted=counted)
        if kind or below_footer:
            return Line(row, kind or RowKind.FOOTER, fields)
        # A title may stand in any column, but with a name or another text it is a person's detail.
        alone = not has_details or (not has_name and len(cells) == 1 + (number is not None))
        section = self._section(cells, number, counted=counted) if alone else None
        if section:
            return Line(row, RowKind.SECTION, fields, section)
        if below_total and Heading.NUMBER in self._header.columns and not has_details:
            return Line(row, RowKind.FOOTER, fields)  # the names of who made the list and who signs
        if has_name or has_details or Heading.UNIT in fields:
            return self._person(row, fields)
        return Line(row, RowKind.BLANK, fields)

    def _person(self, row: int, fields: dict[Heading, Cell]) -> Line:
        if Heading.UNIT not in fields and row in self._units:
            fields = {**fields, Heading.UNIT: self._units[row]}
        return Line(row, RowKind.PERSON, fields)

    def _kind_of_text(
        self, cells: Cells, fields: dict[Heading, Cell], *, counted: bool
    ) -> RowKind | None:
        """Recognise the rows that are about the table and not about people."""
        if counted:
            return None
        texts = [cell.text for cell in cells.values()]
        if any(map(_TOTAL.match, texts)):
            return RowKind.TOTAL
        born = fields.get(Heading.BORN)  # "ngày 12 tháng 3 năm 1970" ends no table there
        folded = [ascii_fold(cell.text).lower() for cell in cells.values() if cell is not born]
        if any(map(_FOOTER.match, folded)):
            return RowKind.FOOTER
        unnamed = folded and len(texts) <= 2 and _NAMES.isdisjoint(fields)
        if unnamed and all(map(_SIGNATORY.match, folded)):
            return RowKind.FOOTER
        return None

    def _is_header(self, cells: Cells) -> bool:
        """Tell whether a row repeats the header or numbers its columns."""
        if all(
            header_key(cell.text) in self._header.keys.get(column, ())
            for column, cell in cells.items()
        ):
            return True
        return len(cells) > 2 and all(
            _COLUMN_NUMBER.fullmatch(cell.text) for cell in cells.values()
        )

    def _section(self, cells: Cells, number: Cell | None, *, counted: bool) -> Cell | None:
        """Return the cell that names an agency, or ``None`` if the row is no section."""
        texts = [cell for cell in cells.values() if cell is not number]
        enumerated = number is not None and bool(_COUNTER.fullmatch(number.text))
        if number is not None and not counted and not enumerated:
            texts.insert(0, number)  # the whole title stands in the first column
        if not texts:
            return None
        title = texts[0]
        if (
            enumerated
            or self._agencies.find(title.text)
            or is_agency_like(title.text)
            or is_room(title.text)
        ):
            return title
        return None


def _titles(sheet: Sheet, header: Header) -> frozenset[int]:
    """Return the rows with a text that spans the whole table: it is about the table, no person."""
    left, right = min(header.columns.values()), max(header.columns.values())
    return frozenset(
        span.top
        for span in sheet.merged
        if span.left <= left and span.right >= right and sheet.text(span.top, span.left)
    )


def _spread(sheet: Sheet, column: int) -> dict[int, Cell]:
    """Return the cells of a column that are merged downwards, for each row that they cover."""
    covered: dict[int, Cell] = {}
    last = max(sheet.rows, default=0)
    for span in dict.fromkeys(sheet.merged):
        cell = sheet.rows.get(span.top, {}).get(span.left)
        if not cell or not span.left <= column <= span.right:
            continue
        for row in range(span.top + 1, min(span.bottom, last) + 1):
            if column in sheet.rows.get(row, {}):
                break  # no true merged range has content below its first cell
            if row in covered:
                break  # or is in another one
            covered[row] = cell
    return covered
