"""Headers that an environment has answered once, written as the form's own before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .rows.headings import Heading
from .sheet import Cell, Sheet
from .vocabulary.words import word_key

HEADERS = {
    Heading.NUMBER: "STT",
    Heading.NAME: "Họ và tên",
    Heading.BORN: "Ngày sinh",
    Heading.SEX: "Giới tính",
    Heading.TITLE: "Chức vụ",
    Heading.RANK: "Ngạch",
    Heading.UNIT: "Đơn vị",
    Heading.CONTACT: "Điện thoại",
    Heading.PHONE: "Điện thoại cơ quan",
    Heading.MOBILE: "Di động",
    Heading.WISH: "Hộp thư đề nghị",
    Heading.MANAGES: "Quản lý hộp thư",
    Heading.NOTE: "Ghi chú",
}
"""What a column can be answered to hold, and how that is headed."""

_LONGEST = 80  # characters: what is longer heads no column


def with_headers(sheet: Sheet, kept: Mapping[str, str]) -> Sheet:
    """Return a sheet with the words that ``kept`` knows as headers (by keys) in the usual words."""
    if not kept:
        return sheet

    def read(cell: Cell) -> Cell:
        meaning = kept.get(word_key(cell.text)) if len(cell.text) <= _LONGEST else None
        return cell._replace(text=HEADERS[Heading(meaning)]) if meaning else cell

    rows = {
        row: {column: read(cell) for column, cell in cells.items()}
        for row, cells in sheet.rows.items()
    }
    return replace(sheet, rows=rows)
