"""Columns are told by meaning; what is not read is said, and an unclear choice is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hopthu.forms import Form
from hopthu.forms.model import FormKind
from hopthu.forms.rows.headings import Heading, field_of, likely_field

Read = Callable[..., Form]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("No.", Heading.NUMBER), ("Full name", Heading.NAME), ("Surname", Heading.SURNAME),
        ("Họ", Heading.SURNAME), ("Tên đệm", Heading.MIDDLE), ("Tên gọi", Heading.GIVEN),
        ("Date of birth", Heading.BORN), ("Ngày sinh (ngày/tháng/năm)", Heading.BORN),
        ("Position", Heading.TITLE), ("Department", Heading.UNIT), ("Mobile phone", Heading.MOBILE),
        ("Office phone", Heading.PHONE), ("Số máy", Heading.CONTACT),
        ("Điện thoại (CQ)", Heading.PHONE),
        ("Điện thoại (ghi cả mã vùng)", Heading.CONTACT), ("Email hiện có", Heading.EMAIL),
        ("Địa chỉ thư đề nghị", Heading.WISH), ("Hộp thư đã cấp", Heading.ASSIGNED),
        ("Hộp thư cơ quan", Heading.AGENCY_MAILBOX), ("Quản lý hộp thư cơ quan", Heading.MANAGES),
        ("Cán bộ quản lý hộp thư", Heading.MANAGER), ("Remarks", Heading.NOTE),
        ("Quê quán", None), ("Hồ Văn Tiến", None), ("Dư Đông", None),
    ],
)  # fmt: skip
def test_more_words_of_headers(text: str, field: Heading | None) -> None:
    """English headers, headers that tell in brackets how to fill them, and names that are none."""
    assert field_of(text) is field


def test_a_mistyped_header_is_understood_within_a_header(read: Read) -> None:
    """One letter off is still the word, but never where a person could be meant."""
    assert likely_field("Chưc vuj") is Heading.TITLE
    assert likely_field("Quê quán") is None
    form = read([["Họ tên", "Chức vụu", "Gi chú"], ["Lê An", "Cán sự", "x"]])
    assert (form.rows[0].title, form.rows[0].note) == ("Cán sự", "x")
    assert form.notices == ()


def test_the_name_in_three_columns(read: Read) -> None:
    """They are joined, and surname and given name are kept as the province split them."""
    form = read(
        [["TT", "Họ", "Tên đệm", "Tên"], [1, "Tôn Nữ", "Thị", "Ninh"], [2, "Lê", None, "An"]]
    )
    assert [(row.name, row.surname, row.given_name) for row in form.rows] == [
        ("Tôn Nữ Thị Ninh", "Tôn Nữ", "Ninh"),
        ("Lê An", "Lê", "An"),
    ]


def test_a_full_name_beside_how_it_is_split(read: Read) -> None:
    """The parts override the split and are not added to the name; strange ones are a problem."""
    rows = [["Y Tuyn Niê", "Niê", "Y Tuyn"], ["Lê An", None, None], ["Lê Bé", "Trần", None]]
    form = read([["Họ và tên", "Họ", "Tên gọi"], *rows])
    assert [(row.name, row.surname, row.given_name) for row in form.rows] == [
        ("Y Tuyn Niê", "Niê", "Y Tuyn"), ("Lê An", "", ""), ("Lê Bé", "Trần", ""),
    ]  # fmt: skip
    assert [(p.code, p.place.cell) for p in form.problems] == [("intake.not-of-the-name", "B5")]


def test_a_given_name_in_a_column_of_its_own_is_the_rest_of_the_name(read: Read) -> None:
    """“Họ và tên” over the first part alone loses nobody's given name."""
    form = read([["TT", "Họ và tên", "Tên"], [1, "Nguyễn Văn", "An"], [2, "Lê Bé", "Bé"]])
    assert [row.name for row in form.rows] == ["Nguyễn Văn An", "Lê Bé"]


def test_day_month_and_year_in_three_columns(read: Read) -> None:
    """Năm is the year beside a day, though without marks it reads like Nam; a false day is told."""
    form = read(
        [["Họ tên", "Ngày sinh", None, None], [None, "Ngày", "Tháng", "Năm"],
         ["Lê An", 12, 3, 1971], ["Lê Bé", 31, 2, 1975], ["Lê Cam", None, None, 1980]],
        ["B2:D2"],
    )  # fmt: skip
    assert [row.born for row in form.rows] == [date(1971, 3, 12), None, None]
    assert {row.sex for row in form.rows} == {""}
    assert [(p.place.cell, p.values["text"]) for p in form.problems] == [("B5", "31/2/1975")]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("03.301", "Chấp hành viên sơ cấp"), (3.301, "Chấp hành viên sơ cấp"),
        (3.3, "Chấp hành viên trung cấp"), ("99.999", "99.999"), ("Chuyên viên", "Chuyên viên"),
    ],
)  # fmt: skip
def test_the_code_of_a_rank_is_its_name(read: Read, written: object, title: str) -> None:
    """Also where a spreadsheet made a number of it; an unknown code stays as it is."""
    assert read([["Họ tên", "Mã ngạch"], ["Lê An", written]]).rows[0].title == title


def test_a_column_that_nobody_understands_is_told(read: Read) -> None:
    """A notice at its header, if people fill it; the same thing twice is told as well."""
    form = read([
        ["TT", "Họ tên", "Quê quán", "Chức vụ", "Chức danh", "Lương"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Lê An", "Huế", "Cán sự", "Văn thư", None],
    ])  # fmt: skip
    assert [(n.code, n.place.cell) for n in form.notices] == [
        ("intake.unread-column", "C2"),
        ("intake.second-column", "E2"),
    ]
    assert (form.problems, form.rows[0].title) == ((), "Cán sự")


def test_two_columns_of_names_are_refused_with_the_choice(read: Read) -> None:
    """Nobody guesses which of the two is the person."""
    form = read([["TT", "Họ và tên", "Họ tên cán bộ"], [1, "Lê An", "Lê Bé"]])
    (problem,) = form.problems
    assert (problem.code, problem.place.cell) == ("intake.two-name-columns", "C2")
    assert problem.values == {"first": "B “Họ và tên”", "second": "C “Họ tên cán bộ”"}


def test_a_wish_is_not_the_address_in_use(read: Read) -> None:
    """An address that somebody has elsewhere is not asked for again."""
    form = read([["Họ tên", "Email hiện có", "Email đề nghị"], ["Lê An", "a@x.vn", "lean"]])
    assert (form.rows[0].email, form.rows[0].wish) == ("a@x.vn", "lean")


def test_who_has_an_address_is_not_new(read: Read) -> None:
    """The list of those registered comes back with a form; it is told and not read."""
    form = read([["Họ tên", "Địa chỉ đã cấp"], ["Lê An", "lean@moj.gov.vn"], ["Lê Bé", None]])
    assert [row.name for row in form.rows] == ["Lê Bé"]
    assert [(n.code, n.values) for n in form.notices] == [("intake.registered-already", {"n": 1})]


def test_an_agency_in_doubt_is_a_problem_with_the_choice(read: Read) -> None:
    """Nobody is put into the province's office because a district is mistyped."""
    form = read([["Họ tên", "Đơn vị"], ["Lê An", "Bình Sơnn"], ["Lê Bé", "Kế toán"]])
    (problem,) = form.problems
    assert (problem.code, problem.place.cell) == ("intake.agency-in-doubt", "B3")
    assert "“huyện Bình Sơn”" in problem.remedy("en")
    assert [row.agency_id for row in form.rows] == ["", "quang-ngai"]


@pytest.mark.parametrize(("written", "manages"), [("Có", True), ("x", True), ("Không", False)])
def test_a_column_tells_who_manages_the_mailbox(read: Read, written: str, manages: bool) -> None:
    """Yes in its column is enough."""
    form = read([["Họ tên", "Quản lý hộp thư cơ quan (Có)"], ["Lê An", written]])
    assert form.rows[0].manages is manages
    assert form.kind is FormKind.STAFF


@pytest.mark.parametrize(
    "header",
    [
        [["TT", "Tên cơ quan", "Hộp thư", "Cán bộ quản lý hộp thư", "Chức vụ", "Điện thoại"]],
        [["TT", "Tên cơ quan", "Hộp thư cơ quan", "Cán bộ quản lý hộp thư", None, None],
         [None, None, None, "Họ và tên", "Chức vụ", "Điện thoại"]],
    ],
)  # fmt: skip
def test_a_form_of_agencies_mailboxes(read: Read, header: list[list[str]]) -> None:
    """Each row is a manager of an agency's mailbox; a second one stands below without agency."""
    form = read([
        *header,
        [1, "THADS huyện Bình Sơn", "binhson", "Lê An", "Văn thư", "0912345678"],
        [None, None, None, "Lê Bé", "Kế toán", None],
        [2, "THADS tỉnh Quảng Ngãi", None, "Lê Cam", "Văn thư", "055.3822123"],
    ])  # fmt: skip
    assert form.kind is FormKind.MAILBOXES
    assert [(row.name, row.agency_id, row.agency_mailbox, row.wish) for row in form.rows] == [
        ("Lê An", "quang-ngai.binh-son", "binhson", ""),
        ("Lê Bé", "quang-ngai.binh-son", "", ""),
        ("Lê Cam", "quang-ngai", "", ""),
    ]
    assert all(row.manages and row.title for row in form.rows)
    assert (form.problems, form.notices) == ((), ())
