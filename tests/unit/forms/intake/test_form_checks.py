"""Every mistake in a person's row is found at its cell, and what is right is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from hopthu.forms import Form
from hopthu.forms.rows.dates import from_serial, iso_date, parse_date
from hopthu.forms.rows.phones import split_numbers

Read = Callable[..., Form]
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Cơ quan", "ĐT CQ", "Di động"]


def _found(form: Form) -> list[tuple[str, str]]:
    return [(problem.place.cell, problem.code) for problem in form.problems]


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("31/02/1975", "not-a-date"),
        ("không rõ", "not-a-date"),
        ("13/13/1975", "not-a-date"),
        ("21/11/2008", "future-date"),
        ("20/11/1990", ""),
        ("21/11/1990", "under-age"),
        ("01/01/1908", ""),
        ("01/01/1907", "too-old"),
        (1975, ""),
        ("1975", ""),
        ("", ""),
    ],
)
def test_a_date_of_birth_is_checked(read: Read, born: object, code: str) -> None:
    """No date, the future, a child, a hundred years: each has its own problem at the cell."""
    form = read([HEADER, [1, "Lê An", born, None, None, "0912345678"]])
    assert _found(form) == ([("C3", f"intake.{code}")] if code else [])


@pytest.mark.parametrize(
    "written",
    ["12/3/1971", "12-03-1971", "12.3.1971", "12 / 03 / 1971", "12/03/71", "1971-03-12",
     "ngày 12 tháng 03 năm 1971", datetime(1971, 3, 12), 26004],
)  # fmt: skip
def test_a_date_is_understood_however_it_is_written(read: Read, written: object) -> None:
    """As text in several ways, as a date cell, and as the bare number a date cell stores."""
    form = read([HEADER, [1, "Lê An", written]])
    assert form.rows[0].born == date(1971, 3, 12)
    assert form.problems == ()


def test_dates_of_the_two_calendars_of_spreadsheets() -> None:
    """1900 is a leap year to them; old Macs count from 1904; beyond the calendar is no date."""
    assert from_serial(1) == date(1900, 1, 1)
    assert from_serial(59) == date(1900, 2, 28)
    assert from_serial(61) == date(1900, 3, 1)
    assert from_serial(26004.75) == date(1971, 3, 12)
    assert from_serial(24542, from_1904=True) == date(1971, 3, 12)
    assert from_serial(0) is None
    assert from_serial(float("nan")) is None
    assert from_serial(2_958_465, from_1904=True) is None


def test_what_is_no_iso_date() -> None:
    """Other texts and impossible days are none."""
    assert iso_date("1971-03-12T00:00:00") == date(1971, 3, 12)
    assert iso_date("1971-02-30") is None
    assert parse_date("12/03/971") is None


@pytest.mark.parametrize(
    ("mobile", "code"),
    [
        ("0912", "number-too-short"),
        ("091234567", "number-too-short"),
        ("0912345678", ""),
        ("912345678", ""),
        (912345678, ""),
        ("01234567890", ""),
        ("012345678901", "number-too-long"),
        ("0912345678; 0987654321", ""),
        ("0912345678 / 0987", "number-too-short"),
        ("0912345678\n0987654321", ""),
        ("+84 912 345 678", ""),
        ("(84) 912345678", ""),
        ("+84 (0)912345678", ""),
        ("không có", ""),
    ],
)
def test_a_mobile_number_has_ten_or_eleven_digits(read: Read, mobile: object, code: str) -> None:
    """However it is written; a zero that the spreadsheet dropped is not missed."""
    form = read([HEADER, [1, "Lê An", None, None, None, mobile]])
    assert _found(form) == ([("F3", f"intake.{code}")] if code else [])


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("82212", "number-too-short"),
        ("822123", ""),
        ("04.3880295", ""),
        ("0510.3120186", ""),
        ("0510.38221234", "number-too-long"),
        ("055.3822123 (máy lẻ 112)", ""),
        ("0967030084", ""),
    ],
)
def test_an_office_number_may_lack_the_area(read: Read, phone: str, code: str) -> None:
    """Six to eleven digits; an extension does not count."""
    form = read([HEADER, [1, "Lê An", None, None, phone]])
    assert _found(form) == ([("E3", f"intake.{code}")] if code else [])


def test_a_number_cell_gets_its_zero_back(read: Read) -> None:
    """Numbers in number cells have lost the zero; a local number had none."""
    form = read(
        [HEADER, [1, "An", None, None, 553822123, 912345678], [2, "Bé", None, None, 822123]]
    )
    assert [(row.phone, row.mobile) for row in form.rows] == [
        ("0553822123", "0912345678"),
        ("822123", ""),
    ]


def test_a_number_is_split_as_it_is_dialled() -> None:
    """Separators, country codes and pieces without digits."""
    assert split_numbers("+84 55 3822123; 055.3822124 hoặc - ") == ("0553822123", "0553822124")
    assert split_numbers("0084912345678") == ("0912345678",)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Trần Văn 3", "digit-in-name"), ("...", "no-name"), ("Nguy?n An", "not-a-name"),
     ("An " * 50, "not-a-name"), (None, "no-name"),
     ("Đỗ", ""), ("H’Hen Êban", ""), ("Ổ", "")],
)  # fmt: skip
def test_a_name_is_checked(read: Read, name: str | None, code: str) -> None:
    """A name is there, has letters and has no digits."""
    form = read([HEADER, [1, name, "12/03/1971", None, None, "0912345678"]])
    assert _found(form) == ([("B3", f"intake.{code}")] if code else [])


def test_a_digit_is_found_in_the_column_that_has_it(read: Read) -> None:
    """With two columns for the name the guilty one is pointed at."""
    form = read([["Họ đệm", "Tên", "Chức vụ"], ["Trần Văn", "Ba 3", "Cán sự"]])
    assert _found(form) == [("B3", "intake.digit-in-name")]


def test_a_person_listed_twice_in_two_spellings(read: Read) -> None:
    """Same name and day of birth is one person, wherever the tone is written."""
    form = read([
        HEADER,
        [1, "Lê Hoà", "12/03/1971"],
        [2, "Lê Hoà", "13/03/1971"],
        [3, "LÊ HÒA", "12-3-1971"],
        [4, "Lê An"],
        [5, "Lê An"],
    ])  # fmt: skip
    assert _found(form) == [("B5", "intake.listed-twice")]
    assert form.problems[0].values["other"] == "B3"


def test_problems_read_well_in_both_languages(read: Read) -> None:
    """Place, what is wrong and what to do, in English and in Vietnamese."""
    problem = read([HEADER, [1, "Trần Văn 3", "12/03/1971"]]).problems[0]
    assert problem.render("en") == (
        'form.xlsx, sheet "DS", B3: “Trần Văn 3” has a digit '
        "→ write the name as on the identity card"
    )
    assert "“Trần Văn 3” có chữ số" in problem.render("vi")


def test_capitals_that_tcvn3_lacks_are_restored_in_names(read: Read) -> None:
    """A small letter at the head of a word was a capital, whether TCVN3 has it or not."""
    form = read([
        HEADER, [1, "ứng Hoè Sơn", "12/03/1971"], [2, "Y kpă đăk"], [3, "ất"],
    ])  # fmt: skip
    assert [row.name for row in form.rows] == ["Ứng Hoè Sơn", "Y Kpă Đăk", "Ất"]
