"""One table of a .docx document: where its cells are on the grid, and which are merged."""

from __future__ import annotations

from collections.abc import Iterator

from ...sheet import Cell, LeftOut, Range, Why
from ..limits import MAX_COLUMNS
from ..rich_text import RichText

OFF = frozenset({"0", "false", "off", "none"})


class TableParser:
    """Follows the rows of a table; ``number`` and ``row`` count from 1."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = 0
        self.style = ""
        self.is_hidden = False
        self._column = 1
        self._span = 1
        self._is_deleted = self._row_is_deleted = False  # with tracked changes: the cell, the row
        self._text = RichText()
        self._goes_on = False  # the current cell is merged with the one above
        self._cells: list[tuple[int, RichText]] = []
        self._spans: list[tuple[int, int, bool]] = []  # of this row: first and last column, goes on
        self._open: dict[int, Range] = {}  # what the cells of the row above cover, by first column

    def start(self, tag: str, value: str) -> None:
        """Take an element that is not of the text; ``value`` is its attribute ``val``."""
        match tag:
            case "tr":
                self.row += 1
                self.is_hidden = self._row_is_deleted = False
                self._column = 1
            case "tc":
                self._span = 1
                self._goes_on = self._is_deleted = False
                self._text = RichText()
            case "gridBefore":
                self._column += _count(value)
            case "gridSpan":
                self._span = max(_count(value), 1)
            case "vMerge":
                self._goes_on = value != "restart"
            case "tblStyle":
                self.style = value
            case "hidden":
                self.is_hidden = value not in OFF
            case "cellDel":
                self._is_deleted = True

    def delete_row(self) -> None:
        """Take note that the current row was deleted with tracked changes."""
        self._row_is_deleted = True

    def add_paragraph(self, paragraph: RichText) -> None:
        """Append a paragraph to the current cell, on a line of its own."""
        self._text.break_line()
        self._text.append(paragraph)

    def add_inner(self, paragraph: RichText, *, on_new_line: bool) -> None:
        """Append a paragraph of a table within the current cell."""
        if on_new_line:
            self.add_paragraph(paragraph)
        elif not paragraph.is_empty:
            self._text.add(" ", "")
            self._text.append(paragraph)

    def end_cell(self) -> None:
        """Put the current cell at its place."""
        last = self._column + self._span - 1
        self._spans.append((self._column, last, self._goes_on))
        self.interrupt()
        self._column = last + 1

    def interrupt(self) -> None:
        """Keep what was read of the current cell: it ends, or an inner table begins."""
        if self._is_deleted or self._row_is_deleted:
            self._text.leave_all_out(Why.DELETED)
        if self._column <= MAX_COLUMNS:
            self._cells.append((self._column, self._text))
        self._text = RichText()

    def take_cells(self, row: int) -> Iterator[Cell | LeftOut]:
        """Yield what the cells hold that were read since, for the sheet's row ``row``."""
        for column, text in self._cells:
            cell = text.cell(row, column)
            if cell.text.strip():
                yield cell
            yield from text.left_out(row, column)
        self._cells = []

    def end_row(self, row: int) -> Iterator[Range]:
        """Yield the merged ranges that do not go on in the sheet's row ``row``."""
        current: dict[int, Range] = {}
        for left, right, goes_on in self._spans:
            above = self._open.pop(left, None) if goes_on else None
            current[left] = above._replace(bottom=row) if above else Range(row, left, row, right)
        yield from self.end()
        self._open = current
        self._spans = []

    def end(self) -> Iterator[Range]:
        """Yield the merged ranges that end with the last row."""
        for span in self._open.values():
            if span.bottom > span.top or span.right > span.left:
                yield span


def _count(value: str) -> int:
    """Return a number of columns; beyond those that are read, all are the same."""
    return min(int(value or "0"), MAX_COLUMNS)
