"""A form whose cells are in the fonts of several encodings reads as if it had been Unicode."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Font

from hopthu.forms import read_form
from hopthu.records.reference import districts
from hopthu.text.names import clean

from .old_encodings import cp1258, tcvn3, vni

TESTS = Path(__file__).parents[3]
CASES = yaml.safe_load(
    (TESTS / "unit" / "text" / "names" / "name_cases.yml").read_text(encoding="utf-8")
)
NAMES = [clean(case["full"]) for case in CASES["cases"]]
UNITS = [unit.full_name for unit in districts("51")]
FONTS: dict[str, Callable[[str], str]] = {
    ".VnTime": tcvn3,
    "VNI-Times": vni,
    "Times New Roman": str,
    "Arial": cp1258,
}
people = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(UNITS), *[st.sampled_from(sorted(FONTS))] * 2
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("main", sorted(FONTS))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people)
def test_any_mixture_of_fonts(
    tmp_path: Path, main: str, rows: list[tuple[str, str, str, str]]
) -> None:
    """Names of every people of the country, each cell in a font of its own choice."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    header = ("Thi hành án dân sự tỉnh Quảng Ngãi",), ("Họ và tên", "Đơn vị", "Chức vụ")
    cells = [[(text, main) for text in row] for row in header]
    cells += [[(name, one), (unit, other), ("Kế toán", main)] for name, unit, one, other in rows]
    for number, row in enumerate(cells, 1):
        for column, (text, font) in enumerate(row, 1):
            cell = sheet.cell(number, column, FONTS[font](text))
            cell.font = Font(name=font)
    path = tmp_path / "form.xlsx"
    book.save(path)
    form = read_form(path, date(2008, 11, 20))
    assert [(row.name.casefold(), row.title) for row in form.rows] == [
        (name.casefold(), "Kế toán")
        for name, *_ in rows  # TCVN3 has no toned capitals
    ]
    assert all(row.agency_id for row in form.rows)
