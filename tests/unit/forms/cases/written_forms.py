r"""Forms written down as text: a line for each row, cells parted by ``|``, made into files.

A cell is ``~`` for empty, ``d:1980-02-01`` for a true date, ``n:1980`` for a number, ``\n`` in it
a line break. A line ``=== Name`` begins another sheet; in a document, ``P:`` a paragraph.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import yaml
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

WRITTEN = Path(__file__).parent / "written"
HEAD = ["CỤC THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA", "DANH SÁCH ĐĂNG KÝ HỘP THƯ"]
COLUMNS = "STT | Họ và tên | Ngày sinh | Chức vụ | Đơn vị công tác | Điện thoại cơ quan | Ghi chú"
Case = dict[str, Any]
Value = str | float | datetime | None


def written_cases() -> dict[str, Case]:
    """All forms of the folder by ``file/name``."""
    return {
        f"{path.stem}/{name}": case
        for path in sorted(WRITTEN.glob("*.yml"))
        for name, case in yaml.safe_load(path.read_text("utf-8")).items()
    }


def write(case: Case, folder: Path) -> str:
    """Make the file of a form; returns its name."""
    kind = case.get("kind", "xlsx")
    path = folder / f"form.{'xls' if kind == 'html' else kind}"
    _WRITERS[kind](case, _grid(case), path)
    return path.name


def _value(text: str) -> Value:
    text = text.strip().replace("\\n", "\n")
    if text.startswith("d:"):
        return datetime.fromisoformat(text[2:])
    if text.startswith("n:"):
        return float(text[2:]) if "." in text else int(text[2:])
    return None if text == "~" else text or None


def _grid(case: Case) -> list[list[Value]]:
    columns = case.get("cols", COLUMNS)
    rows = case["form"].rstrip("\n").splitlines()
    lines = [*case.get("head", HEAD), *([columns] if columns else []), *rows]
    return [[_value(cell) for cell in line.split("|")] for line in lines]


def _xlsx(case: Case, grid: list[list[Value]], path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    first = sheet = book.create_sheet(case.get("sheet", "DS"))
    for name in case.get("first_sheets", []):
        book.create_sheet(name, 0)
    above = 0
    for row, values in enumerate(grid, 1):
        if str(values[0]).startswith("=== "):
            sheet, above = book.create_sheet(str(values[0])[4:]), row
            continue
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row - above, column, value)
    _dress(first, case)
    book.save(path)


def _dress(sheet: Worksheet, case: Case) -> None:
    for span in case.get("merged", []):
        sheet.merge_cells(span)
    for row in case.get("hidden_rows", []):
        sheet.row_dimensions[row].hidden = True
    for column in case.get("hidden_columns", []):
        sheet.column_dimensions[column].hidden = True
    for cell in case.get("strike", []):
        sheet[cell].font = Font(strike=True)
    if font := case.get("font"):
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.font = Font(name=font)


def _csv(case: Case, grid: list[list[Value]], path: Path) -> None:
    between = case.get("between", ";")
    text = "\r\n".join(between.join(str(value or "") for value in row) for row in grid)
    path.write_bytes(text.encode(case.get("encoding", "utf-8-sig")))


def _html(_: Case, grid: list[list[Value]], path: Path) -> None:
    rows = ("".join(f"<td>{value or ''}</td>" for value in row) for row in grid)
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    path.write_text(f"<html><body><table>{table}</table></body></html>", encoding="utf-8")


def _docx(case: Case, grid: list[list[Value]], path: Path) -> None:
    document = docx.Document()
    above = len(case.get("head", HEAD))
    for row in grid[:above]:
        document.add_paragraph(str(row[0]))
    table = document.add_table(0, max(map(len, grid[above:])))
    for row in grid[above:]:
        if str(row[0]).startswith("P:"):
            document.add_paragraph(str(row[0])[2:])
            continue
        for cell, value in zip(table.add_row().cells, row, strict=False):
            cell.text = str(value or "")
    document.save(str(path))


_WRITERS = {"xlsx": _xlsx, "csv": _csv, "html": _html, "docx": _docx}
