"""What every workbook that goes out to a province shares: text stays text, pages one sheet wide."""

from __future__ import annotations

import re

from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters that a cell can hold
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def legal(text: str, instead: str = "") -> str:
    """Return a text without the characters that a workbook cannot hold."""
    return _ILLEGAL.sub(instead, text)


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Write a text that stays one, also when it begins as a formula does."""
    cell.value = legal(text, "\N{REPLACEMENT CHARACTER}")[:_LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_LIKE_FORMULAS)


def fit_to_width(sheet: Worksheet) -> None:
    """Let the sheet be printed one page wide, however many pages long."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
