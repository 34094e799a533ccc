"""Read spreadsheets of a single XML file: of Excel 2003, and flat OpenDocument."""

from __future__ import annotations

import io
from typing import NamedTuple

from hopthu.text.errors import HopthuError

from .. import messages
from ..rows.dates import iso_date
from ..sheet import DATE, NUMBER, Cell, LeftOut, Range, Sheet, Why, plain_number
from .archive import BROKEN, Attributes, LocalNames, walk_stream
from .limits import MAX_COLUMNS, Budget
from .ods.cells import SheetsParser
from .ods.styles import StylesParser
from .rich_text import RichText

_LEVELS = 20  # of styles that inherit from each other; a circle ends there
_MOST_ROWS = 1_048_576


class _Style(NamedTuple):
    parent: str = ""
    font: str = ""
    struck: bool | None = None


def read(data: bytes) -> list[Sheet]:
    """Return the sheets in the order of their tabs; raises ``HopthuError``."""
    parser = _BookParser()
    try:
        walk_stream(io.BytesIO(data), parser.start, parser.end, parser.text)
        if not parser.sheets:
            raise ValueError("a workbook without sheets")
    except BROKEN as error:
        raise HopthuError.of(messages.DAMAGED) from error
    return parser.sheets


def read_flat(data: bytes) -> list[Sheet]:
    """Return the sheets of an OpenDocument spreadsheet of one part; raises ``HopthuError``."""
    parser = SheetsParser(StylesParser())
    try:
        walk_stream(io.BytesIO(data), parser.start, parser.end, parser.text)
    except BROKEN as error:
        raise HopthuError.of(messages.DAMAGED) from error
    return parser.finished()


class _BookParser:
    """Collects sheets and, before them, the styles."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._local = LocalNames()
        self._budget = Budget()
        self._styles: dict[str, _Style] = {}
        self._style = ""
        self._merged: list[Range] = []
        self._row = self._column = 0  # the last that were read
        self._at = 0  # the column of the current cell
        self._columns = 0  # that were declared
        self._row_hidden = False
        self._row_style = ""
        self._cell: Attributes = {}
        self._type = ""
        self._text: RichText | None = None  # of the cell's value
        self._looks: list[tuple[str, bool]] = []  # font and line through of the tags in it
        self._is_visible = False  # the text that comes tells whether the sheet is shown

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element."""
        name = self._local[tag]
        told = {self._local[key]: value for key, value in attributes.items()}
        if self._text is not None:
            font, struck = self._looks[-1]
            self._looks.append((told.get("Face", font), struck or name in ("S", "Strike", "Del")))
            return
        match name:
            case "Style":
                self._style = told.get("ID", "")
                self._styles[self._style] = _Style(told.get("Parent", ""))
            case "Font" if self._style in self._styles:
                self._font(told)
            case "Worksheet":
                self.sheets.append(Sheet(told.get("Name", "")))
                self._merged = []
                self._row = self._columns = 0
            case "Column" if self.sheets:
                self._start_column(told)
            case "Row" if self.sheets:
                self._row = _count(told.get("Index"), self._row + 1)
                self._column = 0
                self._row_hidden = told.get("Hidden") == "1"
                self._row_style = told.get("StyleID", "")
            case "Cell" if self.sheets:
                self._start_cell(told)
            case "Data" if self._cell:
                self._type = told.get("Type", "String")
                self._text = RichText()
                self._looks = [self._look()]
            case "Visible":
                self._is_visible = True

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = self._local[tag]
        if self._text is not None and len(self._looks) > 1:
            self._looks.pop()
            return
        match name:
            case "Data" if self._text is not None:
                self._put(self._text)
                self._text = None
            case "Cell":
                self._cell = {}
            case "Row" if self._row > _MOST_ROWS:
                raise ValueError("a row that no sheet has")
            case "Worksheet":
                self.sheets[-1].merged = tuple(self._merged)
            case "Visible":
                self._is_visible = False

    def text(self, data: str) -> None:
        """Take characters, if they are a value's."""
        if self._text is not None:
            font, struck = self._looks[-1]
            if struck:
                self._text.leave_out(data, font, Why.STRUCK)
            else:
                self._text.add(data, font)
        elif self._is_visible and "hidden" in data.lower() and self.sheets:
            self.sheets[-1].hidden = True

    def _font(self, told: dict[str, str]) -> None:
        style = self._styles[self._style]
        struck = told["StrikeThrough"] == "1" if "StrikeThrough" in told else None
        self._styles[self._style] = style._replace(font=told.get("FontName", ""), struck=struck)

    def _look(self) -> tuple[str, bool]:
        """Return font and line through of the current cell's style and those it inherits from."""
        name = self._cell.get("StyleID") or self._row_style or "Default"
        font, struck = "", None
        for _ in range(_LEVELS):
            style = self._styles.get(name, _Style())
            font = font or style.font
            struck = style.struck if struck is None else struck
            if name == "Default":
                break
            name = style.parent or "Default"
        return font, bool(struck)

    def _start_column(self, told: dict[str, str]) -> None:
        first = _count(told.get("Index"), self._columns + 1)
        self._columns = min(first + _count(told.get("Span"), 0), MAX_COLUMNS)
        if told.get("Hidden") == "1":
            self.sheets[-1].hidden_columns.update(range(first, self._columns + 1))

    def _start_cell(self, told: dict[str, str]) -> None:
        self._cell = {"": "", **told}
        self._at = _count(told.get("Index"), self._column + 1)
        across, down = _count(told.get("MergeAcross"), 0), _count(told.get("MergeDown"), 0)
        self._column = self._at + across
        if across or down:
            self._budget.spend()
            self._merged.append(Range(self._row, self._at, self._row + down, self._column))

    def _put(self, text: RichText) -> None:
        if self._at > MAX_COLUMNS:
            return
        sheet = self.sheets[-1]
        left: list[LeftOut] = list(text.left_out(self._row, self._at))
        sheet.left_out += left
        cell = self._valued(text.cell(self._row, self._at))
        if cell.text.strip():
            self._budget.spend()
            sheet.put(cell)
            if self._row_hidden:
                sheet.hidden_rows.add(self._row)

    def _valued(self, cell: Cell) -> Cell:
        if self._type == "Number" and cell.text.strip():
            return cell._replace(text=plain_number(float(cell.text)), kind=NUMBER, runs=())
        if self._type == "DateTime" and (day := iso_date(cell.text)):
            return cell._replace(text=f"{day:%d/%m/%Y}", kind=DATE, date=day, runs=())
        return cell


def _count(text: str | None, other: int) -> int:
    return int(text) if text else other
