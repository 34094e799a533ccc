"""How the sheets of an empty form look."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.text.document.workbook import put_text

_FACE = "Times New Roman"
PLAIN = Font(name=_FACE, size=11)
BOLD = Font(name=_FACE, size=11, bold=True)
ITALIC = Font(name=_FACE, size=11, italic=True)
TITLE = Font(name=_FACE, size=14, bold=True)
HEADING = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LINE = Side(style="thin", color="FF808080")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", start_color="FFDDE6F0", end_color="FFDDE6F0")


def put_header(sheet: Worksheet, row: int, columns: Iterable[tuple[str, int]]) -> None:
    """Write the header of a table: the text over each column, and its width in characters."""
    for column, (text, width) in enumerate(columns, 1):
        cell = sheet.cell(row, column)
        put_text(cell, text)
        cell.font, cell.alignment, cell.border, cell.fill = BOLD, HEADING, BOX, _SHADE
        sheet.column_dimensions[get_column_letter(column)].width = width
