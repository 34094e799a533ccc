"""The cells of an OpenDocument spreadsheet.

Rows and cells are written once with the number of times that they repeat, up to the edge of the
sheet. So empty ones are only counted, and those with content are counted against the limit.
"""

from __future__ import annotations

from ...rows.dates import iso_date
from ...sheet import DATE, FORMULA, NUMBER, Cell, Range, Sheet, Why, plain_number
from ..archive import Attributes
from ..limits import MAX_COLUMNS, Budget
from ..rich_text import RichText
from .styles import PrefixedNames, StylesParser

_NUMBERS = frozenset({"float", "currency", "percentage"})
# What is not the text of a cell: remarks, drawings, controls, deleted cells.
_SKIPPED = frozenset({
    "office:annotation", "table:shapes", "office:forms", "table:tracked-changes", "draw:frame",
    "draw:custom-shape", "draw:control", "text:ruby-text", "table:dde-links",
})  # fmt: skip


class SheetsParser:
    """Collects the sheets of ``content.xml``, and its styles on the way."""

    def __init__(self, styles: StylesParser) -> None:
        self._styles = styles
        self._names = PrefixedNames()
        self._budget = Budget()
        self._sheets: list[Sheet] = []
        self._sheet = Sheet("")  # the current one
        self._merged: list[Range] = []
        self._skipping = 0
        self._row = 1
        self._row_repeats = 1
        self._row_hidden = False
        self._cells: list[Cell] = []  # of the current row
        self._column_styles: list[str] = []
        self._row_style = ""
        self._column = 1
        self._cell: Attributes = {}
        self._font = ""
        self._why: Why | None = None  # the text of the current cell is not to be read
        self._spans: list[str] = []
        self._text: RichText | None = None
        self._in_paragraph = 0

    def finished(self) -> list[Sheet]:
        """Return what was read."""
        return self._sheets

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        name = self._names[tag]
        if self._skipping or name in _SKIPPED or (name == "table:table" and self._text):
            self._skipping += 1  # a table in a cell is a part of no form
            return
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._start_cell(self._names.of(attributes))
            case "text:p" | "text:h":
                self._start_paragraph()
            case "text:span":
                self._spans.append(self._names.of(attributes).get("text:style-name", ""))
            case "text:s":
                count = int(self._names.of(attributes).get("text:c", "1"))
                self.text(" " * min(count, 100))
            case "text:tab" | "text:line-break":
                self.text("\n" if name == "text:line-break" else "\t")
            case "table:table-row":
                self._start_row(self._names.of(attributes))
            case "table:table-column":
                self._start_column(self._names.of(attributes))
            case "table:table":
                self._start_sheet(self._names.of(attributes))
            case _:
                self._styles.start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._skipping:
            self._skipping -= 1
            return
        match self._names[tag]:
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "text:p" | "text:h":
                self._in_paragraph -= 1
            case "text:span":
                self._spans.pop()
            case "table:table-row":
                self._end_row()
            case "table:table":
                corners = {(span.top, span.left): span for span in self._merged}
                self._sheet.merged = tuple(corners.values())

    def text(self, data: str) -> None:
        """Take characters, if they are a paragraph's."""
        if self._text and self._in_paragraph and not self._skipping:
            style = self._spans[-1] if self._spans else ""
            font = (self._styles.font("text", style) if style else "") or self._font
            if why := self._styles.left_out("text", style) or self._why:
                self._text.leave_out(data, font, why)
            else:
                self._text.add(data, font)

    def _start_sheet(self, attributes: Attributes) -> None:
        hidden = self._styles.is_hidden(attributes.get("table:style-name", ""))
        self._sheet = Sheet(attributes.get("table:name", ""), hidden=hidden)
        self._sheets.append(self._sheet)
        self._row = 1
        self._column_styles = []
        self._merged = []

    def _start_column(self, attributes: Attributes) -> None:
        repeats = min(int(attributes.get("table:number-columns-repeated", "1")), MAX_COLUMNS)
        style = attributes.get("table:default-cell-style-name", "")
        if attributes.get("table:visibility", "visible") != "visible":
            first = len(self._column_styles) + 1
            columns = range(first, min(first + repeats, MAX_COLUMNS + 1))
            self._sheet.hidden_columns.update(columns)
        if len(self._column_styles) < MAX_COLUMNS:
            self._column_styles += [style] * repeats

    def _start_row(self, attributes: Attributes) -> None:
        self._row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
        self._row_style = attributes.get("table:default-cell-style-name", "")
        self._column = 1
        self._cells = []
        self._row_hidden = attributes.get("table:visibility", "visible") != "visible"

    def _end_row(self) -> None:
        if self._cells:
            for row in range(self._row, self._row + self._row_repeats):
                for cell in self._cells:
                    self._budget.spend()
                    self._sheet.put(cell._replace(row=row))
                if self._row_hidden:
                    self._sheet.hidden_rows.add(row)
        self._row += self._row_repeats

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        self._text = RichText()

    def _cell_style(self) -> str:
        """Return the current cell's style, its row's or its column's."""
        style = self._cell.get("table:style-name") or self._row_style
        if not style and self._column <= len(self._column_styles):
            style = self._column_styles[self._column - 1]
        return style

    def _start_paragraph(self) -> None:
        self._in_paragraph += 1
        if self._text:
            self._text.break_line()
            self._font = self._styles.font("table-cell", self._cell_style())
            self._why = self._styles.left_out("table-cell", self._cell_style())

    def _end_cell(self) -> None:
        repeats = int(self._cell.get("table:number-columns-repeated", "1"))
        cell = self._finished()
        left = list((self._text or RichText()).left_out(self._row, self._column))
        if left and self._column <= MAX_COLUMNS:
            self._budget.spend()
            self._sheet.left_out += left
            cell = (self._text or RichText()).cell(self._row, self._column)
        if cell.text.strip():
            last = min(self._column + repeats, MAX_COLUMNS + 1)
            self._cells += [cell._replace(column=column) for column in range(self._column, last)]
        self._merge()
        self._column += repeats
        self._text = None

    def _merge(self) -> None:
        rows = int(self._cell.get("table:number-rows-spanned", "1"))
        columns = int(self._cell.get("table:number-columns-spanned", "1"))
        if (rows > 1 or columns > 1) and self._column <= MAX_COLUMNS:
            self._budget.spend()
            bottom, right = self._row + rows - 1, self._column + columns - 1
            self._merged.append(Range(self._row, self._column, bottom, right))

    def _finished(self) -> Cell:
        """Return the cell that has just been read."""
        shown = (self._text or RichText()).cell(self._row, self._column)
        value = self._cell.get("office:value", "")
        kind = self._cell.get("office:value-type", "")
        if kind in _NUMBERS and value and self._cell.get("calcext:value-type") != "error":
            number = plain_number(float(value))
            if shown.text.isdecimal() and shown.text.lstrip("0") == number:
                return shown  # a telephone number whose zeros are a matter of format
            return shown._replace(text=number, kind=NUMBER, runs=())
        if kind == "date" and (day := iso_date(self._cell.get("office:date-value", ""))):
            return shown._replace(text=f"{day:%d/%m/%Y}", kind=DATE, date=day, runs=())
        if shown.text:
            return shown
        if not kind and (formula := self._cell.get("table:formula")):
            return shown._replace(text=f"={formula.partition('=')[2]}", kind=FORMULA)
        return shown._replace(text=self._cell.get("office:string-value", ""))
