"""The body of a .docx document as rows: a paragraph is one, and a row of a table is one."""

from __future__ import annotations

from collections.abc import Iterable

from ...sheet import Cell, Range, Sheet, TableRow
from ..archive import Attributes, LocalNames
from ..limits import Budget
from ..rich_text import RichText
from .fonts import Fonts
from .tables import TableParser

# What was deleted or moved away, what it was like before, and the same again for old programs.
_SKIPPED = frozenset({
    "del", "moveFrom", "Fallback", "rPrChange", "pPrChange", "tblPrChange", "tcPrChange",
    "trPrChange", "sectPrChange", "tblGridChange", "ruby",
})  # fmt: skip
_SIGNS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "tab": "\t", "br": "\n", "cr": "\n"}


class BodyParser:
    """Collects rows; tables in a cell and text boxes are taken apart into rows of their own."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._local = LocalNames()
        self._sheet = Sheet("")
        self._budget = Budget()
        self._row = 0
        self._merged: list[Range] = []
        self._lines: list[Cell] = []  # what is no table's
        self._tables: list[TableParser] = []  # the current one, within those before it
        self._count = 0
        self._skipping = 0
        self._paragraphs: list[RichText] = []  # the current one, within those before it
        self._properties = 0  # of a paragraph itself: its rPr is that of its end mark
        self._paragraph_style = self._run_style = self._run_font = ""
        self._reading = False

    def finished(self) -> Sheet:
        """Return the sheet; what is no table's spans the width of the widest table."""
        rights = [span.right for span in self._merged]
        width = max([2, *rights, *(max(cells) for cells in self._sheet.rows.values() if cells)])
        for line in self._lines:
            self._sheet.put(line)
            self._merged.append(Range(line.row, 1, line.row, width))
        self._sheet.merged = tuple(self._merged)
        return self._sheet

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        tag = self._local[tag]
        if self._skipping or tag in _SKIPPED:
            self._skipping += 1
            return
        match tag:
            case "t":
                self._reading = True
            case "r":
                self._run_style = self._run_font = ""
            case "p":
                self._start_paragraph()
            case "pPr":
                self._properties += 1
            case "pStyle":
                self._paragraph_style = self._value(attributes)
            case "rStyle" if not self._properties:
                self._run_style = self._value(attributes)
            case "rFonts" if not self._properties:
                self._run_font = self._fonts.named(attributes, self._local)
            case "sym":
                self._symbol(attributes)
            case "tbl":
                self._start_table()
            case _ if tag in _SIGNS and not self._properties:
                self._add(_SIGNS[tag])
            case _ if self._tables:
                self._tables[-1].start(tag, self._value(attributes))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._skipping:
            self._skipping -= 1
            return
        match self._local[tag]:
            case "t":
                self._reading = False
            case "pPr":
                self._properties -= 1
            case "p":
                self._end_paragraph()
            case "tr" if self._tables:
                self._end_row()
            case "tbl" if self._tables:
                self._merge(self._tables.pop().end())
            case "tc" if self._tables:
                self._tables[-1].end_cell()

    def text(self, data: str) -> None:
        """Take characters, if they are a run's."""
        if self._reading and not self._skipping:
            self._add(data)

    def _value(self, attributes: Attributes) -> str:
        return next((v for name, v in attributes.items() if self._local[name] == "val"), "")

    def _add(self, text: str) -> None:
        if self._paragraphs:
            styles = self._run_style, self._paragraph_style or self._fonts.paragraph_style
            table = self._tables[-1].style if self._tables else ""
            self._paragraphs[-1].add(text, self._run_font or self._fonts.of(*styles, table))

    def _symbol(self, attributes: Attributes) -> None:
        """Take a sign that is known by its font alone: a tick of Wingdings, say."""
        code = next((v for name, v in attributes.items() if self._local[name] == "char"), "")
        self._add(chr(int(code, 16)))

    def _start_paragraph(self) -> None:
        self._paragraphs.append(RichText())
        self._paragraph_style = self._run_style = self._run_font = ""

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if self._tables:
            self._tables[-1].add_paragraph(paragraph)
            return
        # A letterhead of two columns is often made with tabs.
        for line in paragraph.lines():
            cell = line.cell(self._row + 1, 1)
            if cell.text.strip():
                self._row += 1
                self._budget.spend()
                self._lines.append(cell)

    def _start_table(self) -> None:
        if self._tables:
            self._tables[-1].interrupt()
            self._put_row(self._tables[-1])
        self._count += 1
        self._tables.append(TableParser(self._count))

    def _end_row(self) -> None:
        table = self._tables[-1]
        self._put_row(table)
        self._merge(table.end_row(self._row))

    def _put_row(self, table: TableParser) -> None:
        """Put what was read of a table's row; the part after an inner table is a row again."""
        self._row += 1
        self._sheet.tables[self._row] = TableRow(table.number, table.row)
        if table.is_hidden:
            self._sheet.hidden_rows.add(self._row)
        for cell in table.take_cells(self._row):
            self._budget.spend()
            self._sheet.put(cell)

    def _merge(self, spans: Iterable[Range]) -> None:
        for span in spans:
            self._budget.spend()
            self._merged.append(span)
