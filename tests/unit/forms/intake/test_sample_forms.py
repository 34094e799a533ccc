"""The sample forms of seven provinces come out as their truth says, defects at their cells."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from hopthu.forms import Form, Row, read_form
from hopthu.forms.rows.agencies import KnownAgencies
from hopthu.text.names import clean

FORMS = Path(__file__).parents[3] / "forms"
TODAY = date(2008, 11, 20)
LONG = [
    "01_ha_noi.xlsx", "24_bac_giang.xlsx", "25_phu_tho.docx", "38_thanh_hoa.xls",
    "51_quang_ngai.xlsx", "79_hcm.xls",
]  # fmt: skip
SHORT = ["48_da_nang.csv", "66_dak_lak.ods"]  # one column for telephones, none for birth and sex
NAMES = [*LONG, *SHORT]


def _truth(name: str) -> dict[str, Any]:
    file = FORMS / f"{name.partition('.')[0]}.truth.json"
    truth: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return truth


def _read(row: Row) -> dict[str, Any]:
    return {
        "stt": row.number,
        "name": row.name,
        "dob": row.born,
        "sex": row.sex,
        "title": row.title,
        "agency": row.agency_id,
        "tel": row.phone,
        "mob": row.mobile,
        "wish": row.wish,
        "note": row.note,
        "manages": row.manages,
    }


def _expected(person: dict[str, Any], form: Form) -> dict[str, Any]:
    if form.path.name in SHORT:
        tel = "" if person["mob"] else person["tel"]
        person = {**person, "dob": "", "sex": "", "tel": tel}
    try:
        born = datetime.strptime(person["dob"], "%d/%m/%Y").date()
    except ValueError:
        born = None
    return {
        "stt": str(person["stt"]),
        "name": clean(person["name"]),
        "dob": born,
        "agency": KnownAgencies(form.province).find(person["unit"]),
        "manages": person.get("manages_agency_mailbox", False),
        **{key: person[key] for key in ("sex", "title", "tel", "mob", "wish", "note")},
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_person_and_field_equals_the_truth(name: str) -> None:
    """Nobody is missing, nobody is made up, and each field is what the province wrote."""
    form = read_form(FORMS / name, TODAY)
    truth = _truth(name)
    people = {str(person["stt"]): _expected(person, form) for person in truth["people"]}
    assert form.province.code == truth["province"]
    assert len(form.rows) == len(people)
    assert {row.number: _read(row) for row in form.rows} == people
    assert all(row.agency_id for row in form.rows)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("24")])
def test_a_good_form_has_no_problems(name: str) -> None:
    """Nothing is flagged where nothing is wrong."""
    assert read_form(FORMS / name, TODAY).problems == ()


def test_the_defects_are_found_at_their_cells_and_nothing_else() -> None:
    """Five defects of Bắc Giang at five cells; its blank row is none."""
    form = read_form(FORMS / "24_bac_giang.xlsx", TODAY)
    assert [(problem.place.cell, problem.code) for problem in form.problems] == [
        ("B13", "intake.no-name"),
        ("C15", "intake.not-a-date"),
        ("B18", "intake.listed-twice"),
        ("H19", "intake.number-too-short"),
        ("B21", "intake.digit-in-name"),
    ]
    assert form.problems[2].values == {"name": "Nguyễn Thị Nhi", "other": "B17"}


TYPED = {
    "38_thanh_hoa.xls": ("TCVN3", "Danh sach"),
    "51_quang_ngai.xlsx": ("Unicode", "DS đăng ký"),
    "79_hcm.xls": ("VNI", "Danh sach"),
    "01_ha_noi.xlsx": ("Unicode", "Danh sách"),
    "25_phu_tho.docx": ("Unicode", ""),
    "48_da_nang.csv": ("Unicode", ""),
    "66_dak_lak.ods": ("Unicode", "Danh sách"),
}


@pytest.mark.parametrize("name", TYPED)
def test_the_encoding_and_the_sheet_are_told(name: str) -> None:
    """The clerk sees how a form was typed; a cover sheet is not taken for the form."""
    encoding, sheet = TYPED[name]
    form = read_form(FORMS / name, TODAY)
    assert (form.encoding, form.sheet) == (encoding, sheet)
    assert form.rows[0].place.sheet == sheet


def test_a_place_in_a_document_names_table_and_cell() -> None:
    """The first person of Phú Thọ is in the fourth row of the only table."""
    place = read_form(FORMS / "25_phu_tho.docx", TODAY).rows[0].place
    assert str(place) == "25_phu_tho.docx, table 1, B4"


def test_the_districts_of_a_province_are_its_sections() -> None:
    """Thanh Hóa's 27 districts and the province itself each have their people."""
    form = read_form(FORMS / "38_thanh_hoa.xls", TODAY)
    agencies = {row.agency_id for row in form.rows}
    assert len(agencies) == 28
    assert {"thanh-hoa", "thanh-hoa.thanh-hoa", "thanh-hoa.bim-son"} <= agencies
