"""Find the header of the table on a sheet, wherever it is, and what its columns hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..sheet import Cell, Range, Sheet
from .agencies import is_agency_like
from .headings import Heading, field_of, header_key, is_former, is_second, likely_field

_SEARCHED = 200  # rows with content; letters of introduction are shorter
_LABEL_AND_VALUE = 3  # cells of “Đơn vị | Chi cục …”, with one to spare
_LEVELS = 5  # rows that one header may have
# A full name in one column comes first: beside it the others only tell how it is split.
NAME_FIELDS = (Heading.NAME, Heading.SURNAME, Heading.FAMILY, Heading.MIDDLE, Heading.GIVEN)


@dataclass(frozen=True, slots=True)
class Header:
    """A table's header: its rows (from 1, both inclusive) and the column of each field."""

    top: int
    bottom: int
    columns: dict[Heading, int]
    keys: dict[int, frozenset[str]]  # by column: the header's words, to know a repeated header
    labels: dict[int, str] = field(default_factory=dict)  # by column: what is written over it
    doubles: tuple[int, ...] = ()  # columns for what an earlier column holds as well
    seconds: dict[int, Heading] = field(default_factory=dict)  # what doubles hold, if seen
    beside: int = 0  # the column that another table begins in, to the right; 0 for none
    is_of_mailboxes: bool = False  # lists agencies' mailboxes; the names are of who manages them

    @property
    def unread(self) -> tuple[int, ...]:
        """The columns with a header that nobody understands, or that tell the same again."""
        known = set(self.columns.values())
        return tuple(column for column in self.labels if column not in known)

    @property
    def has_name(self) -> bool:
        """Tell whether the table says who its rows are about."""
        parts = self.columns.keys()
        return Heading.NAME in parts or (
            Heading.GIVEN in parts and not parts.isdisjoint({Heading.FAMILY, Heading.SURNAME})
        )

    @property
    def name_column(self) -> int:
        """The column that a name begins in."""
        return next(self.columns[part] for part in NAME_FIELDS if part in self.columns)


def find_header(sheet: Sheet) -> Header | None:
    """Return the first header with a column of names and at least one column more."""
    spans = _Spans(sheet)
    for row in sorted(sheet.rows)[:_SEARCHED]:
        for header in spans.headers_from(row):
            if header.has_name and len(header.columns) > 1:
                return _with_parted_names(sheet, header)
    return None


def _with_parted_names(sheet: Sheet, header: Header) -> Header:
    """Take in the given names that stand beside the rest, under one header over both columns.

    Nothing but the rows tells of them: the column has no header and texts in most rows.
    """
    column = header.columns.get(Heading.NAME, 0)
    if not column or column + 1 in header.labels or Heading.GIVEN in header.columns:
        return header
    beside = [
        cells.get(column + 1)
        for row, cells in sheet.rows.items()
        if row > header.bottom and column in cells and len(cells) > 1
    ]
    parted = [cell for cell in beside if cell and any(map(str.isalpha, cell.text))]
    if 2 * len(parted) <= len(beside):
        return header
    columns = {**header.columns, Heading.FAMILY: column, Heading.GIVEN: column + 1}
    del columns[Heading.NAME]
    return replace(header, columns=columns)


class _Spans:
    """The sheet as its merged ranges show it: each covered cell has the text of its range."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        # Only ranges that hold text and are no taller than a header matter. Each counts once, or a
        # file that repeats one a million times would be slow to look up.
        self._ranges: dict[int, list[Range]] = {}
        for span in dict.fromkeys(sheet.merged):
            if span.bottom - span.top < _LEVELS and sheet.text(span.top, span.left):
                for row in range(span.top, span.bottom + 1):
                    self._ranges.setdefault(row, []).append(span)

    def headers_from(self, row: int) -> list[Header]:
        """Return the headers that begin in this row: the tallest first, then the lower ones."""
        cells = self._sheet.rows[row].values()
        if not any(field_of(cell.text) for cell in cells) or _is_filled_in(cells):
            return []
        bottom = row
        while bottom - row < _LEVELS - 1 and self._continues(row, bottom + 1):
            bottom += 1
        return [self._header(row, last) for last in range(bottom, row - 1, -1)]

    def _header(self, top: int, bottom: int) -> Header:
        columns: dict[Heading, int] = {}
        keys: dict[int, frozenset[str]] = {}
        texts: dict[int, str] = {}
        doubles: list[int] = []
        seconds: dict[int, Heading] = {}
        beside = 0
        for column in self._columns(top, bottom):
            labels = self._labels(top, bottom, column)
            keys[column] = frozenset(map(header_key, labels))
            texts[column] = " – ".join(labels)
            found = _meaning(labels)
            if _begins_again(found, columns, self._sheet.hidden_columns):
                beside = beside or column
            if beside:
                doubles.append(column)
            elif found in columns and (
                columns[found] in self._sheet.hidden_columns or is_second(texts[columns[found]])
            ):
                doubles.append(columns[found])
                columns[found] = column  # nobody saw the first one, or it is of a second post
            elif found in columns:
                doubles.append(column)
                seconds[column] = found
            elif found:
                columns[found] = column
        if Heading.MANAGER in columns and Heading.NAME in columns:
            # Beside people's names it says of each whether they are the one.
            columns.setdefault(Heading.MANAGES, columns.pop(Heading.MANAGER))
        is_of_mailboxes = Heading.MANAGER in columns and Heading.NAME not in columns
        if is_of_mailboxes:
            columns[Heading.NAME] = columns.pop(Heading.MANAGER)
        if not columns.keys().isdisjoint({Heading.DAY, Heading.MONTH}):
            # Without marks Năm (year) and Nam (male) are one word; beside a day it is the year.
            for male in (Heading.BORN_MALE, Heading.MALE):
                if male in columns:
                    columns.setdefault(Heading.YEAR, columns.pop(male))
        return Header(
            top, bottom, columns, keys, texts, tuple(doubles), seconds, beside, is_of_mailboxes
        )

    def _continues(self, top: int, row: int) -> bool:
        """Tell whether a row is a further row of the header that begins at ``top``.

        It is when all it holds names fields: below their group, or on their own.
        """
        cells = self._sheet.rows.get(row, {})
        for column, cell in cells.items():
            labels = self._labels(top, row, column)
            phrase = " ".join(labels)
            if not (field_of(phrase) or field_of(cell.text) or is_former(phrase)):
                return False
        return bool(cells)

    def _columns(self, top: int, bottom: int) -> list[int]:
        rows = (self._sheet.rows.get(row, {}) for row in range(top, bottom + 1))
        return sorted({column for cells in rows for column in cells})

    def _labels(self, top: int, bottom: int, column: int) -> list[str]:
        """Return the texts over a column from top to bottom, each once."""
        labels: list[str] = []
        for row in range(top, bottom + 1):
            text = self._text(row, column, is_lowest=row == bottom)
            if text and text not in labels:
                labels.append(text)
        return labels

    def _text(self, row: int, column: int, *, is_lowest: bool) -> str:
        text = self._sheet.text(row, column)
        if text:
            return text
        for span in self._ranges.get(row, ()):
            if span.left <= column <= span.right:
                return self._sheet.text(span.top, span.left)
        # A group header that nobody merged stands in the first of its columns. It reaches over an
        # empty cell when the row below goes on there.
        left = self._sheet.text(row, column - 1)
        if not is_lowest and left and self._sheet.text(row + 1, column - 1):
            return left
        return ""


def _begins_again(found: Heading | None, columns: dict[Heading, int], hidden: set[int]) -> bool:
    """Whether numbers of rows, behind names and more, are those of another table beside."""
    there = columns.get(Heading.NUMBER)
    named = not columns.keys().isdisjoint(NAME_FIELDS) and len(columns) > _FEWEST
    return found is Heading.NUMBER and there is not None and named and there not in hidden


_FEWEST = 2  # columns of a table whose rows are numbered
_NUMBER = re.compile(r"\d[\d .\-]{5,}\d")
_SEXES = {Heading.MALE: Heading.BORN_MALE, Heading.FEMALE: Heading.BORN_FEMALE}


def _is_filled_in(cells: Iterable[Cell]) -> bool:
    """Tell whether words are asked and answered in one row: “Người lập: … Điện thoại: 037…”."""
    texts = [cell.text for cell in cells]
    if len(texts) <= _LABEL_AND_VALUE and any(
        is_agency_like(text) and not field_of(text) for text in texts
    ):
        return True
    return any(text.endswith(":") or _NUMBER.fullmatch(text) for text in texts)


def _meaning(labels: list[str]) -> Heading | None:
    """Return what a column holds by the texts over it: all as one phrase, else the lower ones."""
    sex = _SEXES.get(field_of(labels[-1]) or Heading.NOTE) if len(labels) > 1 else None
    if sex and Heading.BORN in map(field_of, labels[:-1]):
        return sex
    phrases = [" ".join(labels[start:]) for start in range(len(labels))]
    if is_former(phrases[0]):
        return None
    return next(filter(None, map(field_of, phrases)), None) or next(
        filter(None, map(likely_field, phrases)), None
    )
