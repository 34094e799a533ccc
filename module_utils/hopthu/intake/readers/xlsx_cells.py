"""The cells of one sheet of an .xlsx workbook."""

from __future__ import annotations

import zipfile

from ..dates import from_serial, iso_date
from ..sheet import DATE, NUMBER, Cell, Range, Run, Sheet, cell_position, plain_number
from .archive import Attributes, walk
from .limits import MAX_COLUMNS, Budget
from .xlsx_strings import StringParser
from .xlsx_styles import PLAIN, Style


class SheetParser:
    """Fills a sheet from its part. Formulas give the value that was saved with them."""

    def __init__(
        self, sheet: Sheet, strings: list[tuple[Run, ...]], styles: list[Style], from_1904: bool
    ) -> None:
        self._sheet = sheet
        self._strings = strings
        self._styles = styles
        self._from_1904 = from_1904
        self._budget = Budget()
        self._merged: list[Range] = []
        self._row = self._column = 0
        self._cell: Attributes = {}
        self._value: list[str] = []
        self._reading = False
        self._inline = StringParser()

    def parse(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read the part; raises ``HopthuError`` when it holds more than any form."""
        walk(archive, part, self._start, self._end, self._text)
        self._sheet.merged = tuple(self._merged)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._cell = attributes
            name = attributes.get("r")
            if name:
                self._row, self._column = cell_position(name)
            else:  # positions may be left out: the next column then
                self._column += 1
        elif tag == "v":
            self._reading = True
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "mergeCell":
            self._budget.spend()
            first, _, last = attributes["ref"].partition(":")
            self._merged.append(Range(*cell_position(first), *cell_position(last or first)))
        else:
            self._inline.start(tag, attributes)

    def _text(self, data: str) -> None:
        if self._reading:
            self._value.append(data)
        else:
            self._inline.text(data)

    def _end(self, tag: str) -> None:
        if tag == "v":
            self._reading = False
        elif tag == "c":
            runs = self._inline.take()
            if runs or self._value:
                cell = self._finished("".join(self._value), runs)
                self._value = []
                if cell.text.strip() and self._column <= MAX_COLUMNS:
                    self._budget.spend()
                    self._sheet.put(cell)
        else:
            self._inline.end(tag)

    def _finished(self, value: str, runs: tuple[Run, ...]) -> Cell:
        """Return the cell that has just been read."""
        kind = self._cell.get("t", "n")
        index = int(self._cell.get("s", "0"))
        style = self._styles[index] if index < len(self._styles) else PLAIN
        if kind == "s":
            runs = self._strings[int(value)]
        if kind in ("s", "inlineStr"):
            return self._string(runs, style)
        if kind == "n":
            return self._number(value, style)
        if kind == "d" and (day := iso_date(value)):
            return self._made(f"{day:%d/%m/%Y}", style)._replace(kind=DATE, date=day)
        return self._made(value, style)

    def _made(self, text: str, style: Style) -> Cell:
        return Cell(self._row, self._column, text, style.font)

    def _string(self, runs: tuple[Run, ...], style: Style) -> Cell:
        text = "".join(run.text for run in runs)
        cell = self._made(text, style)
        if any(run.font not in ("", style.font) for run in runs):
            own = tuple(run if run.font else Run(run.text, style.font) for run in runs)
            return cell._replace(runs=own)
        return cell

    def _number(self, value: str, style: Style) -> Cell:
        try:
            number = float(value)
        except ValueError:
            return self._made(value, style)
        if style.is_date and (day := from_serial(number, self._from_1904)):
            return self._made(f"{day:%d/%m/%Y}", style)._replace(kind=DATE, date=day)
        return self._made(plain_number(number), style)._replace(kind=NUMBER)
