"""Builds registration forms for the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from hopthu.forms import Form, read_form

Rows = Sequence[Sequence[Any]]
LETTERHEAD = ["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"]
TODAY = date(2008, 11, 20)


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves rows as the only sheet of a workbook."""

    def save(rows: Rows, merged: Sequence[str] = (), title: str = "DS") -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = title
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None and value != "":
                    cell = sheet.cell(row, column, value)
                    if isinstance(value, str):
                        cell.data_type = "s"  # text, also when it looks like a formula
        for name in merged:
            sheet.merge_cells(name)
        path = tmp_path / "form.xlsx"
        book.save(path)
        return path

    return save


@pytest.fixture
def read(save: Callable[..., Path]) -> Callable[..., Form]:
    """Return a function that reads rows as a form; with the letterhead of Quảng Ngãi above."""

    def read(rows: Rows, merged: Sequence[str] = (), letterhead: Rows = (LETTERHEAD,)) -> Form:
        return read_form(save([*letterhead, *rows], merged), TODAY)

    return read
