"""Read an .xlsb workbook: the parts of an .xlsx, but binary, with fonts and all that is hidden."""

from __future__ import annotations

import zipfile

from hopthu.text.errors import HopthuError

from .. import messages
from ..rows.dates import from_serial
from ..sheet import DATE, NUMBER, Cell, LeftOut, Range, Run, Sheet, Why, plain_number, without
from .archive import opened
from .limits import MAX_COLUMNS, Budget
from .ooxml import Targets, main_part, targets
from .records import BinaryRecord, records
from .xlsx.styles import PLAIN, Style, style_of

# What a record is, by its number in the standard (MS-XLSB 2.3).
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULAS = {8: _TEXT, 9: _REAL, 10: _BOOL, 11: _ERROR}
_SHORT = {12: _BLANK, 13: _RK, 14: _ERROR, 15: _BOOL, 16: _REAL, 17: _TEXT, 18: _SHARED}
_RICH_TEXT, _STRING = 62, 19
_FONT, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 43, 44, 47, 617, 618
_SHEET, _BOOK, _COLUMNS, _MERGED, _SHEET_END = 156, 153, 60, 176, 130
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip
_STRUCK, _HIDDEN_ROW, _HIDDEN_COLUMN = 0x08, 0x10, 0x01


def read(data: bytes) -> list[Sheet]:
    """Return the sheets in the order of their tabs; raises ``HopthuError``."""
    try:
        with opened(data) as archive:
            book = main_part(archive, "xl/workbook.bin")
            return _Book(archive, targets(archive, book)).sheets(book)
    except HopthuError as error:
        if error.problems[0].code == messages.DAMAGED.code:
            raise HopthuError.of(messages.BINARY_WORKBOOK) from error
        raise


class _String:
    """A text with the fonts of its parts, by their number; what is struck out is apart."""

    def __init__(self, record: BinaryRecord, offset: int) -> None:
        flags = record.data[offset]
        self.text, end = record.text(offset + 1)
        self.starts: list[tuple[int, int]] = []
        if flags & 1:
            count = min(record.number(end), len(self.text) + 1)
            places = range(end + 4, end + 4 + 4 * count, 4)
            self.starts = [(record.short(place), record.short(place + 2)) for place in places]


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, archive: zipfile.ZipFile, parts: Targets) -> None:
        self._archive = archive
        self._parts = parts
        self._budget = Budget()
        self.fonts: list[tuple[str, bool]] = []  # name, struck
        self.styles: list[Style] = []
        self.strings: list[_String] = []
        self.from_1904 = False
        if part := parts.get("styles"):
            self._read_styles(archive.read(part))
        if part := parts.get("sharedStrings"):
            found = records(archive.read(part))
            self.strings = [_String(record, 0) for record in found if record.kind == _STRING]

    def sheets(self, book: str) -> list[Sheet]:
        sheets = []
        for record in records(self._archive.read(book)):
            if record.kind == _BOOK:
                self.from_1904 = bool(record.number(0) & 1)
            elif record.kind == _SHEET:
                link, end = record.text(8)
                name, _ = record.text(end)
                sheet = Sheet(name, hidden=record.number(0) != 0)
                _Cells(self, sheet, self._budget).read(self._archive.read(self._parts[link]))
                sheets.append(sheet)
        if not sheets:
            raise ValueError("a workbook without sheets")
        return sheets

    def _read_styles(self, data: bytes) -> None:
        formats: dict[int, str] = {}
        is_of_cells = False
        for record in records(data):
            if record.kind == _FONT:
                name, _ = record.text(21)
                self.fonts.append((name, bool(record.short(2) & _STRUCK)))
            elif record.kind == _FORMAT:
                formats[record.short(0)], _ = record.text(2)
            elif record.kind in (_STYLES_BEGIN, _STYLES_END):
                is_of_cells = record.kind == _STYLES_BEGIN
            elif record.kind == _STYLE and is_of_cells:
                number, index = record.short(2), record.short(4)
                font, struck = self.font(index)
                self.styles.append(style_of(font, number, formats.get(number, ""), struck))

    def font(self, index: int) -> tuple[str, bool]:
        return self.fonts[index] if index < len(self.fonts) else ("", False)


class _Cells:
    """Fills a sheet from its part."""

    def __init__(self, book: _Book, sheet: Sheet, budget: Budget) -> None:
        self._book = book
        self._sheet = sheet
        self._budget = budget
        self._row = self._column = 0
        self._is_hidden = False

    def read(self, data: bytes) -> None:
        merged: dict[tuple[int, int], Range] = {}
        kind = _SHEET_END
        for record in records(data):
            kind = record.kind
            if kind == _ROW:
                self._row, self._column = record.number(0) + 1, 0
                self._is_hidden = bool(record.data[11] & _HIDDEN_ROW)
            elif kind in _SHORT:
                self._column += 1
                self._cell(record, _SHORT[kind], 4)
            elif kind <= max(_FORMULAS) or kind == _RICH_TEXT:
                self._column = record.number(0) + 1
                self._cell(record, _FORMULAS.get(kind, kind), 8)
            elif kind == _COLUMNS and record.short(16) & _HIDDEN_COLUMN:
                last = min(record.number(4) + 1, MAX_COLUMNS)
                self._sheet.hidden_columns.update(range(record.number(0) + 1, last + 1))
            elif kind == _MERGED:
                self._budget.spend()
                top, bottom, left, right = (record.number(4 * place) + 1 for place in range(4))
                merged[top, left] = Range(top, left, bottom, right)
        if kind != _SHEET_END:
            raise ValueError("a sheet that is cut off")
        self._sheet.merged = tuple(merged.values())

    def _cell(self, record: BinaryRecord, kind: int, offset: int) -> None:
        if kind == _BLANK or self._column > MAX_COLUMNS:
            return
        index = record.number(offset - 4) & 0xFFFFFF
        style = self._book.styles[index] if index < len(self._book.styles) else PLAIN
        if kind in (_SHARED, _RICH_TEXT):
            number = record.number(offset) if kind == _SHARED else 0
            string = self._book.strings[number] if kind == _SHARED else _String(record, offset)
            self._put_string(string, style)
            return
        made = Cell(self._row, self._column, "", style.font)
        if kind == _TEXT:
            made = made._replace(text=record.text(offset)[0])
        elif kind == _ERROR:
            made = made._replace(text=_ERRORS.get(record.data[offset], "#N/A"))
        elif kind == _BOOL:
            made = made._replace(text=str(record.data[offset]))
        else:
            value = record.shortened(offset) if kind == _RK else record.real(offset)
            day = from_serial(value, self._book.from_1904) if style.is_date else None
            shown = f"{day:%d/%m/%Y}" if day else plain_number(value)
            made = made._replace(text=shown, kind=DATE if day else NUMBER, date=day)
        self._put(made, style.left_out)

    def _put_string(self, string: _String, style: Style) -> None:
        made = Cell(self._row, self._column, string.text, style.font)
        if not string.starts:
            self._put(made, style.left_out)
            return
        struck = style.left_out is Why.STRUCK
        cuts = [(0, style.font, struck)]
        cuts += [(start, *self._book.font(index)) for start, index in string.starts]
        ends = [*(start for start, _, _ in cuts[1:]), len(string.text)]
        pieces = [(range(cut[0], end), *cut[1:]) for cut, end in zip(cuts, ends, strict=True)]
        runs = tuple(
            Run(string.text[piece.start : piece.stop], font) for piece, font, _ in pieces if piece
        )
        shown, gone = without(
            made._replace(runs=runs), [piece for piece, _, is_gone in pieces if is_gone]
        )
        self._put(shown, None)
        self._put(gone, Why.STRUCK)

    def _put(self, cell: Cell, why: Why | None) -> None:
        if not cell.text.strip():
            return
        self._budget.spend()
        if why:
            self._sheet.left_out.append(LeftOut(cell, why))
            return
        self._sheet.put(cell)
        if self._is_hidden:
            self._sheet.hidden_rows.add(self._row)
