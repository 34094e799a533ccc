"""What a spreadsheet hides or did not save: hidden rows and sheets, formulas, shortened numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from hopthu.forms import Form, read_form
from hopthu.forms.rows.phones import has_lost_digits, written
from hopthu.forms.sheet import NUMBER, Cell
from hopthu.text.errors import HopthuError

from .conftest import Rows

Read = Callable[..., Form]
TODAY = date(2008, 11, 20)
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Cơ quan", "ĐT CQ", "Di động"]
TITLE = ["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"]


def test_a_person_in_a_hidden_row_is_read_and_told(save: Callable[..., Path]) -> None:
    """A filter hides rows: nobody is lost, and the clerk is told who was hidden."""
    path = save([TITLE, HEADER, [1, "Lê An", "12/03/1971"], [2, "Lê Bé", "13/03/1971"]])
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[4].hidden = True
    book.save(path)
    form = read_form(path, TODAY)
    assert [row.name for row in form.rows] == ["Lê An", "Lê Bé"]
    assert form.problems == ()
    assert [(n.code, n.place.cell, n.values) for n in form.notices] == [
        ("intake.hidden-row", "B4", {"name": "Lê Bé"})
    ]


def _book(path: Path, **sheets: Rows) -> Path:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name.startswith("hidden") else "visible"
    book.save(path)
    return path


def test_a_hidden_sheet_with_a_table_is_told_and_not_read(tmp_path: Path) -> None:
    """Lists of choices and empty tables on hidden sheets are not worth a word; a list is."""
    table: Rows = [TITLE, HEADER, [1, "Lê An", "12/03/1971"]]
    path = _book(tmp_path / "f.xlsx", list=table, hidden_list=table, hidden_choices=[["Nam"]])
    form = read_form(path, TODAY)
    assert len(form.rows) == 1
    assert [(n.code, n.place.sheet, n.values) for n in form.notices] == [
        ("intake.hidden-sheet", "hidden_list", {"rows": 1})
    ]


def test_a_form_whose_only_table_is_hidden_says_where_it_is(tmp_path: Path) -> None:
    """It is refused with both: no table to be seen, and the sheet that hides one."""
    path = _book(tmp_path / "f.xlsx", cover=[TITLE], hidden_list=[HEADER, [1, "Lê An"]])
    with pytest.raises(HopthuError) as caught:
        read_form(path, TODAY)
    assert [problem.code for problem in caught.value.problems] == [
        "intake.no-header", "intake.hidden-sheet",
    ]  # fmt: skip
    assert {problem.place.file for problem in caught.value.problems} == {"f.xlsx"}


def test_a_formula_without_its_value_is_a_problem_at_its_cell(tmp_path: Path) -> None:
    """Programs that do not reckon save formulas alone; where only counting is lost, no harm."""
    rows: Rows = [
        TITLE,
        HEADER,
        ["=A1+1", '="Lê " & "An 1"', "=DATE(1971,3,12)", None, None, "=F1"],
    ]
    form = read_form(_book(tmp_path / "f.xlsx", list=rows), TODAY)
    assert [(problem.code, problem.place.cell) for problem in form.problems] == [
        ("intake.no-saved-value", cell) for cell in ("B3", "C3", "F3")
    ]
    assert form.problems[1].values == {"text": "=DATE(1971,3,12)"}


@pytest.mark.parametrize("value", ["#N/A", "#REF!", "#TÊN?", "#DIV/0!", "Err:502"])
def test_an_error_value_is_a_problem_at_its_cell(read: Read, value: str) -> None:
    """Whatever program reckoned, and only once for a cell."""
    form = read([HEADER, [value, value, value, None, "055.3822123", value]])
    assert [(problem.code, problem.place.cell) for problem in form.problems] == [
        ("intake.error-value", cell) for cell in ("B3", "C3", "F3")
    ]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("912345678", NUMBER, "0912345678"),
        ("84912345678", NUMBER, "+84912345678"),
        ("9.12345678E+08", "text", "0912345678"),
        ("9,12345678E+8", "text", "0912345678"),
        ("9.1234567E+08", "text", "0912345670"),
        ("912345678.0", "text", "0912345678"),
        ("0912.345.678", "text", "0912.345.678"),
        ("0912345678", "text", "0912345678"),
        ("822123", NUMBER, "822123"),
        ("9.12E+08", "text", "9.12E+08"),
        ("9E+08", "text", "9E+08"),
        ("không", "text", ""),
    ],
)
def test_a_number_that_a_spreadsheet_changed(text: str, kind: str, expected: str) -> None:
    """It comes back whole where its digits are all there."""
    assert written(Cell(1, 1, text, kind=kind)) == expected


def test_a_shortened_number_is_a_problem(read: Read) -> None:
    """Digits that were not saved cannot be guessed, in either column."""
    form = read([HEADER, [1, "Lê An", None, None, "5.54E+08", "9,12E+08"]])
    assert [(problem.code, problem.place.cell) for problem in form.problems] == [
        ("intake.digits-lost", "F3"),
        ("intake.digits-lost", "E3"),
    ]
    assert has_lost_digits("9E+08")
    assert not has_lost_digits("0912345678")
