"""What titles, names, units and senders mean: understood, or asked with what they may mean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hopthu.forms import Form, read_form
from hopthu.forms.context import FormContext
from hopthu.forms.query import QueryKind
from hopthu.forms.vocabulary import Vocabulary
from hopthu.forms.vocabulary.names import read_name
from hopthu.forms.vocabulary.oddness import ADDRESS, EXAMPLE, ODD, TWO
from hopthu.forms.vocabulary.titles import Titles
from hopthu.records.model import Agency
from hopthu.text.errors import HopthuError

TODAY = date(2026, 11, 20)
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "Điện thoại", "Ghi chú"]
Save = Callable[..., Path]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("PCCT", "Phó Chi cục trưởng"), ("p.c.c.t", "Phó Chi cục trưởng"),
        ("Phó CCT", "Phó Chi cục trưởng"), ("P. Chi cục trưởng", "Phó Chi cục trưởng"),
        ("PHÓ CHI CỤC TRƯỞNG", "Phó Chi cục trưởng"), ("Chap hanh vien", "Chấp hành viên"),
        ("CHV, Phó CCT", "Chấp hành viên, Phó Chi cục trưởng"),
        ("Q. Chi cục trưởng", "Quyền Chi cục trưởng"),
        ("Trưởng THADS", "Trưởng Thi hành án dân sự"),
        ("Thủ trưởng cơ quan THADS", "Trưởng Thi hành án dân sự"),
        ("Trưởng phòng Tổ chức cán bộ", "Trưởng phòng Tổ chức cán bộ"),
        ("Phó Trưởng phòng NV", "Phó Trưởng phòng NV"), ("Thủ quỹ, văn thư", "Thủ quỹ, văn thư"),
    ],
)  # fmt: skip
def test_a_title_is_read_in_full(written: str, title: str) -> None:
    """Abbreviations, capitals, missing marks, several posts, posts held for the time being."""
    assert Titles({}).read(written) == (title, True, Titles({}).read(written).choices)


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("TTV", ("Thẩm tra viên", "Thanh tra viên")), ("Công chứng viên", ()),
        ("Phụ trách Chi cục", ()), ("Chấp hành viên sơ cấp, phụ trách chi cục", ()),
    ],
)  # fmt: skip
def test_a_title_that_nobody_knows_is_asked(written: str, choices: tuple[str, ...]) -> None:
    """With its readings where it has several."""
    reading = Titles({}).read(written)
    assert not reading.sure
    assert reading.choices == choices


def test_a_mistyped_title_is_asked_with_what_it_may_be() -> None:
    """The likeliest first."""
    assert Titles({}).read("Chấp hành vên").choices[0] == "Chấp hành viên"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ông Trần Văn Bảy", "Trần Văn Bảy"), ("Ông Ích Khiêm", "Ông Ích Khiêm"),
        ("Đ/c Phạm Văn Tư", "Phạm Văn Tư"), ("ThS.Hoàng Thị Năm", "Hoàng Thị Năm"),
        ("Ông/Bà Ngô Văn Chín", "Ngô Văn Chín"), ("NGÔ VĂN THỬ", "Ngô Văn Thử"),
        ("H'HEN NIÊ", "H'Hen Niê"), ("đỗ thị mẫu", "Đỗ Thị Mẫu"), ("1. Ngô Văn Thử", "Ngô Văn Thử"),
        ("None", ""), ("Bấm hoặc gõ vào đây để nhập văn bản.", ""),
        ("Ngô Đình Nu Y", "Ngô Đình Nu Y"),
    ],
)  # fmt: skip
def test_a_name_is_read_as_people_write_it(written: str, name: str) -> None:
    """Without what stands before it and what a program put there."""
    reading = read_name(written, Titles({}))
    assert (reading.name, reading.doubt) == (name, "")


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("Ngô Văn Thử, Đỗ Thị Mẫu", TWO), ("Ngô Văn Thử và Đỗ Thị Mẫu", TWO),
        ("Nguyễn Văn A", EXAMPLE), ("Ông Văn Minh", ADDRESS), ("trcnvnminh", ODD), ("test", ODD),
        ("Ngô VănThử", ODD), ("Ngô Văn T.", ODD),
    ],
)  # fmt: skip
def test_a_name_in_doubt_says_why(written: str, doubt: str) -> None:
    """Two people, an example, a form of address that is a surname too, no name."""
    assert read_name(written, Titles({})).doubt == doubt


def test_what_stands_beside_a_name_is_left_out_and_told() -> None:
    """A note that means nothing for a registration, or one that does."""
    kin = read_name("Nguyễn Văn An (con ông Bình)", Titles({}))
    assert (kin.name, kin.left_out, kin.kind) == ("Nguyễn Văn An", "con ông Bình", "kin")
    gone = read_name("Nguyễn Văn An - đã nghỉ hưu", Titles({}))
    assert (gone.name, gone.kind) == ("Nguyễn Văn An", "gone")


def _read(save: Save, head: list[str], *rows: list[object], context: FormContext | None = None,
          sheet: str = "DS") -> Form:  # fmt: skip
    people = rows or ([1, "Ngô Văn Thử", "12/03/1970", "Chấp hành viên"],)
    return read_form(
        save([*([line] for line in head), HEADER, *people], title=sheet), TODAY, context=context
    )


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        (["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA"], "thanh-hoa"),
        (["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA", "HUYỆN NGA SƠN"], "thanh-hoa.nga-son"),
        (["THI HÀNH ÁN DÂN SỰ", "HUYỆN NGA SƠN"], "thanh-hoa.nga-son"),
        (["CỤC THADS TỈNH THANH HÓA", "CHI CỤC THI HÀNH ÁN", "DÂN SỰ HUYỆN NGA SƠN"],
         "thanh-hoa.nga-son"),
        (["SỞ TƯ PHÁP THANH HÓA", "THI HÀNH ÁN DÂN SỰ THÀNH PHỐ THANH HÓA"],
         "thanh-hoa.thanh-hoa"),
        (["CỤC THADS TỈNH THANH HÓA", "Danh sách cán bộ các chi cục THADS"], "thanh-hoa"),
    ],
)  # fmt: skip
def test_the_sender_is_who_the_letterhead_says(save: Save, head: list[str], agency: str) -> None:
    """On one line or on two, with and without the province."""
    form = _read(save, head)
    assert ([row.agency_id for row in form.rows], form.problems) == ([agency], ())


@pytest.mark.parametrize(
    "head",
    [
        ["BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "CỤC KIỂM LÂM", "Hà Nội, ngày 12 tháng 11 năm 2026"],
        ["BỘ TƯ PHÁP", "VỤ TỔ CHỨC CÁN BỘ"], ["UBND TỈNH THANH HÓA", "SỞ TƯ PHÁP"],
        ["BỘ QUỐC PHÒNG", "PHÒNG THI HÀNH ÁN QUÂN KHU 4"], ["TÒA ÁN NHÂN DÂN TỈNH THANH HÓA"],
        ["SỞ TƯ PHÁP TỈNH THANH HÓA", "(kèm theo công văn của Cục Thi hành án dân sự)"],
        ["UBND TINH THANH HOA", "SO TU PHAP"],
    ],
)  # fmt: skip
def test_a_form_of_another_body_is_refused(save: Save, head: list[str]) -> None:
    """Though its titles or its place be like ours."""
    with pytest.raises(HopthuError) as caught:
        _read(save, head)
    assert [problem.code for problem in caught.value.problems] == ["rows.foreign-sender"]


@pytest.mark.parametrize(
    ("head", "choice"),
    [
        (["CỤC THADS TP HỒ CHÍ MINH", "CHI CỤC THADS THÀNH PHỐ THỦ ĐỨC"], "quận Thủ Đức"),
        (["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA", "PHÒNG THI HÀNH ÁN DÂN SỰ KHU VỰC 3"], ""),
    ],
)
def test_a_sender_that_is_not_surely_ours_is_never_the_province(
    save: Save, head: list[str], choice: str
) -> None:
    """It is asked, with the agency that it may be, and the command that settles it."""
    form = _read(save, head)
    problem = form.problems[0]
    assert (form.rows[0].agency_id, problem.code) == ("", "rows.sender-in-doubt")
    assert choice in problem.text("vi")
    assert "--province" in problem.remedy("vi")


def test_the_clerk_says_who_the_sender_is(save: Save) -> None:
    """A province or an agency, by its name or its id."""
    for name, agency in (("Thanh Hóa", "thanh-hoa"), ("thanh-hoa.nga-son", "thanh-hoa.nga-son")):
        form = _read(save, ["DANH SÁCH CÁN BỘ"], context=FormContext(sender=name))
        assert [row.agency_id for row in form.rows] == [agency]
    with pytest.raises(HopthuError, match="Atlantis"):
        _read(save, ["DANH SÁCH"], context=FormContext(sender="Atlantis"))


def test_the_name_of_a_sheet_is_evidence(save: Save) -> None:
    """It is told; against the letterhead it is a problem."""
    form = _read(save, ["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA"], sheet="H. Hà Trung")
    assert form.rows[0].agency_id == "thanh-hoa.ha-trung"
    assert [notice.code for notice in form.notices] == ["rows.sheet-names"]
    form = _read(save, ["THADS HUYỆN NGA SƠN, TỈNH THANH HÓA"], sheet="Hà Trung")
    assert [problem.code for problem in form.problems] == ["rows.sheet-says"]


OURS = "THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA"


def _person(
    number: int, name: str, unit: str | None = None, note: str | None = None
) -> list[object]:
    return [number, f"Ngô Văn {name}", f"1{number}/03/1970", "Kế toán", unit, None, note]


def test_units_of_the_environment_are_known_and_ended_ones_are_problems(save: Save) -> None:
    """A regional office in short; one that is no more, with what it became."""
    office = Agency(
        id="thanh-hoa.khu-vuc-3", name="Phòng Thi hành án dân sự khu vực 3 - Thanh Hóa",
        kind="region", parent="thanh-hoa",
    )  # fmt: skip
    ended = Agency(
        id="thanh-hoa.nga-son", name="THADS huyện Nga Sơn", kind="district", parent="thanh-hoa",
        state="ended", since="2025-07-01", successor="thanh-hoa.khu-vuc-3",
    )  # fmt: skip
    context = FormContext(agencies={office.id: office, ended.id: ended})
    rows = [_person(1, "An", "Phòng THADS KV3"), _person(2, "Ba", "huyện Nga Sơn")]
    form = _read(save, [OURS], *rows, context=context)
    assert [row.agency_id for row in form.rows] == [office.id, ""]
    assert [(p.code, p.place.cell) for p in form.problems] == [("rows.agency-ended", "E4")]
    assert "thanh-hoa.khu-vuc-3" in form.problems[0].remedy("en")


def test_a_unit_that_nobody_knows_is_asked_and_an_answer_settles_it(save: Save) -> None:
    """An agency, or a part of the sender; kept for the next form."""
    rows = [_person(1, "An", "TPTH"), _person(2, "Ba", "Tổ 3 người")]
    asked = _read(save, [OURS], *rows).queries
    assert [(query.kind, query.text) for query in asked] == [(QueryKind.AGENCY, "TPTH")]
    known = Vocabulary().with_answers({}, {"tpth": "thanh-hoa.thanh-hoa"}, {})
    form = _read(save, [OURS], *rows, context=FormContext(vocabulary=known))
    assert (form.queries, form.rows[0].agency_id) == ((), "thanh-hoa.thanh-hoa")


def test_a_header_that_was_answered_is_known(save: Save) -> None:
    """In a form that heads the column otherwise than all others."""
    path = save([[OURS], ["STT", "Quý danh", "Nghiệp"], [1, "Ngô Văn An", "Kế toán"]])
    with pytest.raises(HopthuError):
        read_form(path, TODAY)
    known = Vocabulary().with_answers({}, {}, {"Quý danh": "name", "NGHIỆP": "title"})
    form = read_form(path, TODAY, context=FormContext(vocabulary=known))
    assert [(row.name, row.title) for row in form.rows] == [("Ngô Văn An", "Kế toán")]


def test_a_row_without_a_unit_among_rows_that_have_one(save: Save) -> None:
    """Asked where it may be forgotten, else its group's; the sender's at the top."""
    one = [_person(1, "An", "huyện Nga Sơn"), _person(2, "Ba"), _person(3, "Cả", "huyện Nga Sơn")]
    assert [q.problem.code for q in _read(save, [OURS], *one).queries] == ["rows.unit-missing"]
    groups = [_person(1, "An", "huyện Nga Sơn"), _person(2, "Ba"),
              _person(3, "Cả", "huyện Hà Trung"), _person(4, "Dư")]  # fmt: skip
    form = _read(save, [OURS], *groups)
    assert [row.agency_id.split(".")[1] for row in form.rows] == ["nga-son"] * 2 + ["ha-trung"] * 2
    assert [notice.code for notice in form.notices] == ["rows.unit-of-group"]
    top = [_person(1, "An"), _person(2, "Ba", "huyện Nga Sơn")]
    form = _read(save, [OURS], *top)
    assert (form.rows[0].agency_id, form.queries) == ("thanh-hoa", ())


@pytest.mark.parametrize(
    ("note", "asked"),
    [("Đã nghỉ hưu từ 01/10/2008", True), ("Không đăng ký", True), ("Đã có hộp thư", True),
     ("Nghỉ thai sản từ ngày 1 tháng 9", False), ("Đảng viên", False)],
)  # fmt: skip
def test_a_note_of_somebody_who_left_is_asked(save: Save, note: str, asked: bool) -> None:
    """So is one of somebody who has an address or wants none; a leave is none of these."""
    form = _read(save, [OURS], _person(1, "An", None, note))
    assert [query.problem.code for query in form.queries] == ["rows.note-gone"] * asked


def test_dates_that_a_program_swapped_are_asked(save: Save) -> None:
    """True dates up to the 12th beside texts beyond it, and only then."""
    rows: list[list[object]] = [_person(n, name) for n, name in enumerate(("An", "Ba", "Cả"), 3)]
    rows[0][2] = date(1970, 12, 3)
    form = _read(save, [OURS], *rows)
    assert [(q.problem.code, q.line) for q in form.queries] == [("rows.dates-swapped", 3)]
    rows[0][2] = date(1970, 12, 30)
    assert _read(save, [OURS], *rows).queries == ()
