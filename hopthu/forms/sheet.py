"""What a reader hands on: sheets of cells, whatever program wrote the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from hopthu.text.errors import Place

TEXT = "text"
NUMBER = "number"
DATE = "date"
ANSWER_TITLE = "Lỗi cần sửa"  # of the sheet that we add to a form that is sent back
ANSWER_AUTHOR = "hopthu"  # of the comments in such a form: they are ours
REGISTERED_TITLE = "Địa chỉ đã cấp"  # of the sheet of an empty form that lists who is registered
FORMULA = "formula"  # whose value was not saved: the text is the formula


class Run(NamedTuple):
    """A stretch of a cell's text in one font."""

    text: str
    font: str


class Cell(NamedTuple):
    """A cell that holds something; row and column count from 1, as in the sheet's margin.

    ``runs`` is only there for text in several fonts, ``date`` only for a cell of kind ``date``.
    """

    row: int
    column: int
    text: str
    font: str = ""
    kind: str = TEXT
    date: date | None = None
    runs: tuple[Run, ...] = ()


class Why(StrEnum):
    """Why a text is no content of its cell, though the file holds it."""

    STRUCK = "struck"  # a line goes through it
    HIDDEN = "hidden"  # nobody sees it: hidden text, or a format that shows nothing
    DELETED = "deleted"  # with tracked changes
    COMMENT = "comment"  # beside the cell
    UNFILLED = "unfilled"  # the prompt of a field that nobody filled in


class LeftOut(NamedTuple):
    """A text that is not read, as a cell at its place."""

    cell: Cell
    why: Why


class Range(NamedTuple):
    """A merged range; both corners are inside."""

    top: int
    left: int
    bottom: int
    right: int


class TableRow(NamedTuple):
    """Where a sheet's row is in a document of text: the table's number and its row, from 1."""

    table: int
    row: int


@dataclass(slots=True)
class Sheet:
    """One sheet: only cells with content are kept, by row and column.

    A file of text is one sheet without a name. A row of it is a line; or, in a document, a
    paragraph or a row of a table, and ``tables`` tells which. ``hidden_rows`` are those that the
    sender does not see: hidden, filtered out or folded; ``hidden_columns`` likewise. ``left_out``
    is what a person who looks at the sheet would not take for a part of it. ``breaks``: of cells of
    several lines, how many words each line has.
    """

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    tables: dict[int, TableRow] = field(default_factory=dict)
    breaks: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def put(self, cell: Cell) -> None:
        """Store a cell at its place."""
        self.rows.setdefault(cell.row, {})[cell.column] = cell

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, empty where there is none."""
        cell = self.rows.get(row, {}).get(column)
        return cell.text if cell else ""

    def lines_of(self, cell: Cell) -> tuple[str, ...]:
        """Return the lines of a cell that had several; empty for one line."""
        counts = self.breaks.get((cell.row, cell.column))
        if not counts:
            return ()
        words = iter(cell.text.split())
        return tuple(" ".join(islice(words, count)) for count in counts)

    def place(self, file: str, row: int, column: int) -> Place:
        """Return where a cell is, as a user looks for it in that file."""
        if not self.tables:
            return Place(file, self.name, row, column, cell_name(row, column))
        if row not in self.tables:  # a paragraph
            return Place(file, self.name, row)
        table, inner = self.tables[row]
        return Place(file, self.name, row, column, cell_name(inner, column), table)


def breaks_of(sheet: Sheet) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return how many words the lines of each cell have that has several."""
    return {
        (row, column): counts
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if ("\n" in cell.text or "\u2028" in cell.text)
        and len(counts := tuple(n for part in cell.text.splitlines() if (n := len(part.split()))))
        > 1
    }


def is_answer(sheet: Sheet) -> bool:
    """Tell whether a sheet is our own list of problems: its words are not the province's."""
    return sheet.name == ANSWER_TITLE


def without(cell: Cell, gone: Iterable[range]) -> tuple[Cell, Cell]:
    """Return a cell without the stretches of its text that are gone, and one with these alone."""
    places = {place for each in gone for place in each}
    runs = cell.runs or (Run(cell.text, cell.font),)
    shown: list[Run] = []
    left: list[Run] = []
    start = 0
    for text, font in runs:
        for place, character in enumerate(text, start):
            (left if place in places else shown).append(Run(character, font))
        start += len(text)
    return _of_runs(cell, shown), _of_runs(cell, left)


def _of_runs(cell: Cell, characters: list[Run]) -> Cell:
    groups = groupby(characters, key=lambda run: run.font)
    runs = tuple(Run("".join(run.text for run in group), font) for font, group in groups)
    text = "".join(run.text for run in runs)
    font = runs[0].font if runs else cell.font
    return cell._replace(text=text, font=font, runs=runs if len(runs) > 1 else ())


def cell_name(row: int, column: int) -> str:
    """Return ``B13`` for row 13 and column 2."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """Return ``B`` for column 2."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_position(name: str) -> tuple[int, int]:
    """Return row and column of a cell's name: ``B13`` → ``(13, 2)``; raises ``ValueError``."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]), _column(letters)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def plain_number(value: float) -> str:
    """Return a number as a person would have typed it: without ``.0`` and without an exponent."""
    return str(int(value)) if value.is_integer() else repr(value)
