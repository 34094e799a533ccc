"""The body of a .docx document as rows: a paragraph is one, and a row of a table is one."""

from __future__ import annotations

from collections.abc import Iterable

from ...sheet import Cell, LeftOut, Range, Sheet, TableRow, Why
from ..archive import Attributes, LocalNames
from ..limits import Budget
from ..rich_text import RichText
from .fields import Fields, is_prompt
from .fonts import Fonts
from .tables import OFF, TableParser

# What it was like before tracked changes, and the same again for old programs.
_SKIPPED = frozenset({
    "Fallback", "rPrChange", "pPrChange", "tblPrChange", "tcPrChange", "trPrChange",
    "sectPrChange", "tblGridChange", "ruby",
})  # fmt: skip
_DELETIONS = frozenset({"del", "moveFrom"})
_STRIKES = frozenset({"strike", "dstrike"})
_SIGNS = {"noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "tab": "\t", "br": "\n", "cr": "\n"}


class BodyParser:
    """Collects rows; text boxes and true tables in a cell become rows of their own."""

    def __init__(self, fonts: Fonts, folded: frozenset[int], comments: dict[str, str]) -> None:
        self._fonts = fonts
        self._comments = comments  # by their ids
        self._folded = folded  # numbers of the tables that are text of the cell around them
        self._local = LocalNames()
        self._sheet = Sheet("")
        self._budget = Budget()
        self._row = 0
        self._merged: list[Range] = []
        self._lines: list[Cell] = []  # what is no table's
        self._tables: list[TableParser] = []  # the current one, within those before it
        self._open: list[bool] = []  # of the current tables in each other: is it a folded one?
        self._is_new_line = True  # in a folded table: no paragraph of its row was read yet
        self._count = 0
        self._skipping = 0
        self._paragraphs: list[RichText] = []  # the current one, within those before it
        self._properties = 0  # of a paragraph itself: its rPr is that of its end mark
        self._inside: list[str] = []  # properties of a run or a row that are being read
        self._deleting = 0  # tracked deletions that what is read lies in
        self._fields = Fields()
        self._paragraph_style = self._run_style = self._run_font = ""
        self._why: Why | None = None  # the current run is left out
        self._reading = self._body = False

    @property
    def is_there(self) -> bool:
        """Tell whether there was a body at all."""
        return self._body

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
        self._body = self._body or tag == "body"
        value = self._value(attributes) if attributes else ""
        self._fields.start(tag, value)
        match tag:
            case "t" | "delText":
                self._reading = True
            case "r":
                self._start_run()
            case "p":
                self._start_paragraph()
            case "pPr":
                self._properties += 1
            case "rPr" | "trPr":
                self._inside.append(tag)
            case "pStyle":
                self._paragraph_style = value
            case "sym" | "commentReference":
                self._refer(tag, attributes)
            case "tbl":
                self._start_table()
            case _ if tag in _DELETIONS:
                self._start_deletion()
            case _ if self._inside[-1:] == ["rPr"]:
                self._start_run_property(tag, attributes, value)
            case _ if tag in _SIGNS and not self._properties:
                self._add(_SIGNS[tag])
            case _ if self._open and self._open[-1]:
                self._is_new_line = self._is_new_line or tag == "tr"
            case _ if self._tables:
                self._tables[-1].start(tag, value)

    def _start_run(self) -> None:
        self._run_style = self._run_font = ""
        self._why = None

    def _start_run_property(self, tag: str, attributes: Attributes, value: str) -> None:
        """Take what tells how a run looks; that of a paragraph's end mark is nobody's."""
        if self._properties:
            return
        if tag == "rStyle":
            self._run_style = value
            if is_prompt(value):
                self._why = Why.UNFILLED
        elif tag == "rFonts":
            self._run_font = self._fonts.named(attributes, self._local)
        elif value not in OFF and (tag in _STRIKES or tag == "vanish"):
            self._why = Why.STRUCK if tag in _STRIKES else Why.HIDDEN

    def _start_deletion(self) -> None:
        """Take the mark of a deleted row, or the start of deleted text."""
        if self._inside[-1:] == ["trPr"]:
            if self._tables and not self._open[-1]:
                self._tables[-1].delete_row()
        elif not self._inside:
            self._deleting += 1

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._skipping:
            self._skipping -= 1
            return
        tag = self._local[tag]
        if shown := self._fields.end(tag):
            self._add(shown)
        match tag:
            case "t" | "delText":
                self._reading = False
            case "pPr":
                self._properties -= 1
            case "rPr" | "trPr":
                self._inside.pop()
            case "p":
                self._end_paragraph()
            case _ if tag in _DELETIONS and not self._inside:
                self._deleting -= 1
            case "tbl" if self._open:
                self._end_table()
            case _ if self._open and self._open[-1]:
                pass
            case "tr" if self._tables:
                self._end_row()
            case "tc" if self._tables:
                self._tables[-1].end_cell()

    def text(self, data: str) -> None:
        """Take characters, if they are a run's."""
        if self._reading and not self._skipping:
            self._add(data)

    def _value(self, attributes: Attributes) -> str:
        return next((v for name, v in attributes.items() if self._local[name] == "val"), "")

    def _add(self, text: str, font: str = "") -> None:
        if self._paragraphs:
            styles = self._run_style, self._paragraph_style or self._fonts.paragraph_style
            table = self._tables[-1].style if self._tables else ""
            font = font or self._run_font or self._fonts.of(*styles, table)
            if why := self._left_out():
                self._paragraphs[-1].leave_out(text, font, why)
            else:
                self._paragraphs[-1].add(text, font)

    def _left_out(self) -> Why | None:
        """Return why what is read now is no text of the form."""
        if self._fields.is_unfilled:
            return Why.UNFILLED
        return Why.DELETED if self._deleting else self._why

    def _refer(self, tag: str, attributes: Attributes) -> None:
        """Take a sign that is known by its font alone (a tick of Wingdings, say), or a comment."""
        told = {self._local[name]: value for name, value in attributes.items()}
        if tag == "sym":
            self._add(chr(int(told.get("char", ""), 16)), told.get("font", ""))
        elif self._paragraphs and (text := self._comments.get(told.get("id", ""), "")):
            self._paragraphs[-1].leave_out(text, "", Why.COMMENT)

    def _start_paragraph(self) -> None:
        self._paragraphs.append(RichText())
        self._paragraph_style = self._run_style = self._run_font = ""

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if self._open and self._open[-1]:
            self._tables[-1].add_inner(paragraph, on_new_line=self._is_new_line)
            self._is_new_line = self._is_new_line and paragraph.is_empty
            return
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
        self._sheet.left_out += paragraph.left_out(max(self._row, 1), 1)

    def _start_table(self) -> None:
        self._count += 1
        is_folded = self._count in self._folded and bool(self._tables)
        self._open.append(is_folded)
        if is_folded:
            self._is_new_line = True
            return
        if self._tables:
            self._tables[-1].interrupt()
            self._put_row(self._tables[-1])
        self._tables.append(TableParser(self._count))

    def _end_table(self) -> None:
        if not self._open.pop():
            self._merge(self._tables.pop().end())

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
            if isinstance(cell, LeftOut):
                self._sheet.left_out.append(cell)
            else:
                self._sheet.put(cell)

    def _merge(self, spans: Iterable[Range]) -> None:
        for span in spans:
            self._budget.spend()
            self._merged.append(span)
