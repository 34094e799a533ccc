"""The cells of one sheet of an .xlsx workbook."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from functools import lru_cache

from ...rows.dates import from_serial, iso_date
from ...sheet import (
    DATE,
    FORMULA,
    NUMBER,
    TEXT,
    Cell,
    LeftOut,
    Range,
    Run,
    Sheet,
    Why,
    cell_position,
    plain_number,
)
from ..archive import Attributes, walk_named
from ..limits import MAX_COLUMNS, Budget
from .strings import String, StringParser, unescaped
from .styles import PLAIN, Style

# Formatted empty cells come by the million; parsing them one by one would take half a minute.
_EMPTY = re.compile(rb'<c r="[A-Z]+\d+"[^<>]*(?:/>|></c>)')

_SEEN = 1.0  # points of a row's height, letters of a column's width
_TRUE = frozenset({"1", "true"})


class SheetParser:
    """Fills a sheet from its part. Formulas give the value that was saved with them."""

    def __init__(
        self,
        sheet: Sheet,
        strings: list[String],
        styles: list[Style],
        from_1904: bool,
        budget: Budget,
    ) -> None:
        self._sheet = sheet
        self._strings = strings
        self._styles = styles
        self._from_1904 = from_1904
        self._budget = budget
        self._merged: dict[tuple[int, int], Range] = {}  # by first cell: true ones do not overlap
        self._row = self._column = 0
        self._row_hidden = False
        self._rich = False  # the parts of the current cell's text tell how they look
        self._cell: Attributes = {}
        self._value: list[str] = []
        self._formula: list[str] | None = None  # of the current cell, if it has one
        self._reading: list[str] | None = None  # where characters go, of a value or a formula
        self._inline = StringParser()

    def parse(self, archive: zipfile.ZipFile, part: str) -> None:
        """Read the part; raises ``HopthuError`` when it holds more than any form."""
        inline = self._inline
        starts = {
            **inline.starts,
            "c": self._begin_cell,
            "v": self._begin_value,
            "f": self._begin_formula,
            "row": self._begin_row,
            "col": self._see_columns,
            "mergeCell": self._see_merged,
        }
        ends = {**inline.ends, "c": self._end_cell, "v": self._end_text, "f": self._end_text}
        walk_named(archive, part, starts, ends, self._text, skip=_EMPTY)
        self._sheet.merged = tuple(self._merged.values())

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cell = attributes
        name = attributes.get("r")
        if name:
            self._row, self._column = cell_position(name)
        else:  # positions may be left out: the next column then
            self._column += 1

    def _begin_value(self, _: Attributes) -> None:
        self._reading = self._value

    def _begin_formula(self, _: Attributes) -> None:
        self._reading = self._formula = ["="]

    def _text(self, data: str) -> None:
        if self._reading is not None:
            self._reading.append(data)
        else:
            self._inline.text(data)

    def _end_text(self) -> None:
        self._reading = None

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        self._row_hidden = attributes.get("hidden") in _TRUE or _is_none(attributes, "ht")

    def _see_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE or _is_none(attributes, "width"):
            columns = range(int(attributes["min"]), min(int(attributes["max"]), MAX_COLUMNS) + 1)
            self._sheet.hidden_columns.update(columns)

    def _see_merged(self, attributes: Attributes) -> None:
        self._budget.spend()
        first, _, last = attributes["ref"].partition(":")
        corner = cell_position(first)
        self._merged[corner] = Range(*corner, *cell_position(last or first))

    def _end_cell(self) -> None:
        inline = self._inline.take()
        formula, self._formula = self._formula, None
        index = int(self._cell.get("s") or "0")
        style = self._styles[index] if index < len(self._styles) else PLAIN
        if inline or self._value:
            cell = self._finished("".join(self._value), inline, style)
        elif formula and self._cell.get("t") != "str":  # an empty text is a value
            cell = Cell(self._row, self._column, "".join(formula), kind=FORMULA)
        else:
            return
        self._value.clear()
        text = cell.text
        if text and self._column <= MAX_COLUMNS and not text.isspace():
            self._budget.spend()
            if style.left_out and not self._rich:
                self._sheet.left_out.append(LeftOut(cell, style.left_out))
                return
            self._sheet.put(cell)
            if self._row_hidden:
                self._sheet.hidden_rows.add(self._row)

    def _finished(self, value: str, inline: String | None, style: Style) -> Cell:
        """Return the cell that has just been read."""
        kind = self._cell.get("t", "n")
        self._rich = False
        if kind == "s":
            return self._string(self._strings[int(value)], style)
        if kind in ("str", "e"):
            return Cell(self._row, self._column, unescaped(value), style.font)
        if inline:
            return self._string(inline, style)
        if kind == "n":
            return self._number(value, style)
        if kind == "d" and (day := iso_date(value)):
            return Cell(self._row, self._column, f"{day:%d/%m/%Y}", style.font, DATE, day)
        return Cell(self._row, self._column, value, style.font)

    def _string(self, string: String, style: Style) -> Cell:
        text, runs, struck, self._rich = string
        if runs:
            runs = tuple(run if run.font else Run(run.text, style.font) for run in runs)
        if struck and not struck.isspace():
            gone = Cell(self._row, self._column, struck, style.font)
            self._sheet.left_out.append(LeftOut(gone, Why.STRUCK))
        return Cell(self._row, self._column, text, style.font, TEXT, None, runs)

    def _number(self, value: str, style: Style) -> Cell:
        text, kind, day = _number(value, style.is_date, self._from_1904)
        return Cell(self._row, self._column, text, style.font, kind, day)


@lru_cache(maxsize=16384)  # days of birth, counters and the telephone of an office come again
def _number(value: str, is_date: bool, from_1904: bool) -> tuple[str, str, date | None]:
    """Return the text of a number, its kind, and the day where it is one."""
    try:
        number = float(value)
    except ValueError:
        return value, TEXT, None
    if is_date and (day := from_serial(number, from_1904)):
        return f"{day:%d/%m/%Y}", DATE, day
    return plain_number(number), NUMBER, None


def _is_none(attributes: Attributes, size: str) -> bool:
    """Tell whether a row's height or a column's width is said, and nobody could see it."""
    try:
        return size in attributes and float(attributes[size]) < _SEEN
    except ValueError:
        return False
