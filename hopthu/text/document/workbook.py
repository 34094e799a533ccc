"""Workbooks: text stays text, pages are one sheet wide; a report as one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .csv_text import LIKE_FORMULAS, flat_rows
from .model import Document

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters that a cell can hold
_WIDEST = 60  # of a column


def legal(text: str, instead: str = "") -> str:
    """Return a text without the characters that a workbook cannot hold."""
    return _ILLEGAL.sub(instead, text)


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text that stays one, also when it begins as a formula does."""
    cell.value = legal(text, "\N{REPLACEMENT CHARACTER}")[:_LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(LIKE_FORMULAS)


def set_widths(sheet: Worksheet, widths: Iterable[tuple[int, float]]) -> None:
    """Give columns, by their numbers, a width in characters."""
    for column, width in widths:
        sheet.column_dimensions[get_column_letter(column)].width = width


def saved(book: Workbook) -> bytes:
    """The file."""
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def fit_to_width(sheet: Worksheet) -> None:
    """Let the sheet be printed one page wide, however many pages long."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def as_workbook(document: Document) -> bytes:
    """The same as a workbook for Excel or LibreOffice, whose head stays in sight."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    widths: dict[int, int] = {}
    for number, row in enumerate(flat_rows(document), start=1):
        for index, value in enumerate(row, start=1):
            put_text(sheet.cell(number, index), str(value))
            widths[index] = max(widths.get(index, 0), len(str(value)))
    set_widths(sheet, ((index, min(width + 2, _WIDEST)) for index, width in widths.items()))
    sheet.freeze_panes = "A2"
    fit_to_width(sheet)
    return saved(book)
