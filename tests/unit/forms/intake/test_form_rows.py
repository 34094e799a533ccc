"""What a row is follows from what stands in it: people, sections, totals, signatures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hopthu.forms import Form
from hopthu.forms.rows.agencies import KnownAgencies
from hopthu.forms.rows.header import find_header
from hopthu.forms.rows.headings import Heading
from hopthu.forms.rows.table import Table
from hopthu.forms.sheet import Cell, Range, Sheet
from hopthu.forms.vocabulary.titles import Titles
from hopthu.records.reference import province
from hopthu.text.errors import HopthuError

Read = Callable[..., Form]
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Phòng/Đơn vị", "Ghi chú"]
AN = [1, "Lê An", "12/03/1971", "Văn thư"]
BE = [2, "Lê Bé", "13/04/1972", "Kế toán"]


@pytest.mark.parametrize(
    "section",
    [
        ["I", "Thi hành án dân sự huyện Bình Sơn"],
        ["II.", "THADS H. Bình Sơn"],
        ["A", "Bình Sơn"],
        [None, "Chi cục Thi hành án dân sự huyện Bình Sơn"],
        [None, "Huyện Bình Sơn", None, None, None, "12 người"],
        ["I. Thi hành án huyện Bình Sơn"],
        ["III - H.Bình Sơn"],
        [1, "Thi hành án huyện Bình Sơn"],
        [None, None, "Thi hành án huyện Bình Sơn:"],
        ["I", "thi hanh an dan su huyen binh son"],
    ],
)
def test_a_section_names_the_agency_of_the_rows_below(read: Read, section: list[object]) -> None:
    """Roman, lettered, unnumbered, in the first column or another: it is the text that counts."""
    form = read([HEADER, AN, section, BE])
    assert [row.agency_id for row in form.rows] == ["quang-ngai", "quang-ngai.binh-son"]
    assert form.problems == ()
    assert form.rows[1].unit in section


def test_a_room_is_a_unit_within_the_agency(read: Read) -> None:
    """A section for an office or a department leaves its people with their agency."""
    form = read([HEADER, ["I", "Huyện Bình Sơn"], ["1", "Phòng Tổ chức"], AN, ["2", "Tổ kho"], BE])
    assert [(row.agency_id, row.unit) for row in form.rows] == [
        ("quang-ngai.binh-son", "Phòng Tổ chức"),
        ("quang-ngai.binh-son", "Tổ kho"),
    ]


def test_a_column_of_units_wins_over_the_section(read: Read) -> None:
    """Each row may name its own agency; a room is none."""
    form = read([HEADER, ["I", "H. Bình Sơn"], [*AN, "TP Quảng Ngãi"], [*BE, "Phòng kế toán"]])
    assert [(row.agency_id, row.unit) for row in form.rows] == [
        ("quang-ngai.quang-ngai", "TP Quảng Ngãi"),
        ("quang-ngai.binh-son", "Phòng kế toán"),
    ]


def test_a_unit_merged_over_several_rows_is_everyones(read: Read) -> None:
    """A cell merged downwards holds for every row that it covers, and for no other."""
    rows = [HEADER, [*AN, "Huyện Bình Sơn"], BE, [3, "Lê Cam", None, "Thủ quỹ"]]
    form = read(rows, ["E3:E4"])
    assert [row.agency_id for row in form.rows] == [
        "quang-ngai.binh-son", "quang-ngai.binh-son", "quang-ngai",
    ]  # fmt: skip


def test_a_merged_range_with_content_inside_holds_to_there() -> None:
    """Broken files have such ranges: a row's own unit is never replaced."""
    sheet = Sheet("s", merged=(Range(2, 2, 6, 2), Range(3, 9, 4, 9)))
    texts = [("Họ tên", "Đơn vị"), ("Lê An", "A"), ("Lê Bé", ""), ("Lê Cam", "B"), ("Lê Dư", "")]
    for row, (name, unit) in enumerate(texts, 1):
        sheet.put(Cell(row, 1, name))
        if unit:
            sheet.put(Cell(row, 2, unit))
    header = find_header(sheet)
    assert header is not None
    lines = Table(sheet, header, KnownAgencies(province("51")), Titles({})).lines()
    units = [line.cells.get(Heading.UNIT) for line in lines]
    assert [unit.text if unit else "" for unit in units] == ["A", "A", "B", ""]


def test_a_form_of_a_district(read: Read) -> None:
    """The last agency of the letterhead is the one whose people are listed."""
    form = read(
        [HEADER, AN],
        letterhead=[["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"], ["THI HÀNH ÁN HUYỆN BÌNH SƠN"]],
    )
    assert form.rows[0].agency_id == "quang-ngai.binh-son"


def test_an_unknown_section_is_a_problem_once_and_gives_no_agency(read: Read) -> None:
    """The clerk is asked at the section's cell; its people are not put elsewhere."""
    form = read([HEADER, ["I", "Huyện Không Có"], AN, BE])
    assert [(p.code, p.place.cell) for p in form.problems] == [("intake.unknown-agency", "B3")]
    assert [row.agency_id for row in form.rows] == ["", ""]


def test_an_unknown_agency_in_a_row_is_a_problem_at_its_cell(read: Read) -> None:
    """A district of another province is not one of this."""
    form = read([HEADER, [*AN, "Thi hành án dân sự thị xã Bỉm Sơn"]])
    assert [(p.code, p.place.cell) for p in form.problems] == [("rows.other-province", "E3")]
    assert form.rows[0].agency_id == ""


def test_the_end_of_the_list_is_not_people(read: Read) -> None:
    """Totals, dates, signatures, names below them and addressees are passed over."""
    form = read([
        HEADER,
        AN,
        [3],
        ["II"],
        [],
        [None, "Tổng số: 1 người"],
        [None, "Cộng: 1"],
        [None, None, None, None, "Quảng Ngãi, ngày 17 tháng 11 năm 2008"],
        [None, "NGƯỜI LẬP BIỂU", None, "TRƯỞNG THI HÀNH ÁN DÂN SỰ"],
        [None, "(Ký, ghi rõ họ tên)", None, "(Ký tên, đóng dấu)"],
        [],
        [None, "Nguyễn Thị Lập Biểu", None, "Trần Văn Ký"],
        ["Nơi nhận:"],
        ["- Như trên;"],
        ["- Lưu VT."],
    ])  # fmt: skip
    assert [row.name for row in form.rows] == ["Lê An"]
    assert form.problems == ()


def test_a_signatory_alone_ends_the_list(read: Read) -> None:
    """A post in a column that is not for posts, without a name, is a signature."""
    form = read([HEADER, AN, [None, None, None, None, None, "CHI CỤC TRƯỞNG"], [None, "Trần Ký"]])
    assert [row.name for row in form.rows] == ["Lê An"]


def test_a_person_below_a_signature_is_still_read(read: Read) -> None:
    """A numbered row with details is a person wherever it stands: nobody is lost in silence."""
    form = read([HEADER, AN, [None, "Người lập"], [None, "Trần Ký"], BE])
    assert [row.name for row in form.rows] == ["Lê An", "Lê Bé"]


@pytest.mark.parametrize(
    "name",
    ["Tống Công Minh", "Công Văn An", "Tô Văn Đội", "Quan Huyện Tĩnh", "Thà Văn Cục", "Kỳ Tên",
     "Lê Bình Sơn", "Nguyễn Quảng Ngãi", "Lưu Văn Tỉnh"],
)  # fmt: skip
def test_names_like_words_of_the_form_are_people(read: Read, name: str) -> None:
    """A name that begins like a total, a room or an agency is a name, with or without details."""
    form = read([HEADER, [1, name, "12/03/1971", "Văn thư"], [2, name, None, None]])
    assert [row.name for row in form.rows] == [name, name]
    assert {row.agency_id for row in form.rows} == {"quang-ngai"}


def test_people_without_numbers(read: Read) -> None:
    """A table need not count its rows, and a date in words ends no list."""
    form = read([
        ["Họ tên", "Ngày sinh", "Điện thoại"],
        ["Lê An", "ngày 12 tháng 3 năm 1971", "0912345678"],
        ["Lê Bé", None, "055.3822123"],
    ])  # fmt: skip
    assert [(row.name, row.mobile, row.phone) for row in form.rows] == [
        ("Lê An", "0912345678", ""),
        ("Lê Bé", "", "055.3822123"),
    ]
    assert form.rows[0].born is not None


@pytest.mark.parametrize(
    ("note", "manages"),
    [
        ("Quản lý hộp thư của cơ quan", True),
        ("QL hộp thư", True),
        ("Cán bộ quản lí hộp thư", True),
        ("phụ trách thư điện tử cơ quan", True),
        ("Quản trị email", True),
        ("Không quản lý hộp thư", False),
        ("Quản lý kho", False),
        (None, False),
    ],
)
def test_a_note_makes_a_mailbox_manager(read: Read, note: str | None, manages: bool) -> None:
    """Who reads the agency's mailbox is told by the note, in several wordings."""
    form = read([HEADER, [*AN, None, note]])
    assert form.rows[0].manages is manages


def test_hostile_text_is_text(read: Read) -> None:
    """Templates, formulas, paths and line breaks are letters of a cell and nothing more."""
    rows = [
        [1, "{{ lookup('pipe', 'id') }}", None, "=cmd|' /C calc'!A"],
        [2, "../../etc/passwd", None, "x\ny: [\u202e&a]"],
        [3, "=HYPERLINK(A)", None, "</c><script>"],
    ]
    form = read([HEADER, *rows])
    assert [(row.name, row.title) for row in form.rows] == [
        ("{{ lookup }}", "=cmd|' /C calc'!A"),
        ("../../etc/passwd", "x y: [&a]"),
        ("=HYPERLINK", "</c><script>"),
    ]


def test_a_form_that_lists_nobody_is_refused(read: Read) -> None:
    """An empty form, pre-numbered or not, is an error and not an empty success."""
    with pytest.raises(HopthuError) as caught:
        read([HEADER, [1], [2], [None, "Tổng số: 0 người"]])
    assert [p.code for p in caught.value.problems] == ["intake.empty-form"]
    assert caught.value.problems[0].place.file == "form.xlsx"
