"""The header of a table is found by its words: any place, any number of rows, any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hopthu.forms import Form
from hopthu.forms.rows.headings import Heading, field_of

Read = Callable[..., Form]


def test_a_header_in_the_first_row(read: Read) -> None:
    """A bare list without a letterhead is a form if its units tell the province."""
    form = read(
        [["Họ tên", "Chức danh", "Đơn vị công tác"],
         ["Lê An", "Văn thư", "Thi hành án dân sự huyện Bình Sơn, tỉnh Quảng Ngãi"]],
        letterhead=[],
    )  # fmt: skip
    assert form.province.name == "Quảng Ngãi"
    assert (form.rows[0].name, form.rows[0].agency_id) == ("Lê An", "quang-ngai.binh-son")
    assert form.rows[0].place.cell == "A2"


def test_columns_in_another_order_with_two_for_the_name(read: Read) -> None:
    """Columns are known by their header, and a split name is joined."""
    form = read([
        ["Ghi chú", "ĐT CQ", "DĐ", "Tên", "Họ đệm", "Số TT", "Năm sinh", "Ngạch"],
        ["x", "055.3822123", "0912345678", "Sơn", "Ứng Hoè", 7, "18/10/1982", "Cán sự"],
    ])  # fmt: skip
    row = form.rows[0]
    assert (row.number, row.name, row.born) == ("7", "Ứng Hoè Sơn", date(1982, 10, 18))
    assert (row.phone, row.mobile, row.note) == ("055.3822123", "0912345678", "x")
    assert row.title == "Cán sự"
    assert row.place.cell == "E3"


def test_a_word_of_a_header_alone_is_no_header(read: Read) -> None:
    """A letter above the table may have a line that reads like one header."""
    rows = [
        ["Họ và tên"],
        ["Nguyễn Văn Thư"],
        ["TT", "Họ và tên", "Chức vụ"],
        [1, "Lê An", "Cán sự"],
    ]
    assert [row.name for row in read(rows).rows] == ["Lê An"]


@pytest.mark.parametrize("merged", [["C2:D2"], []])
def test_two_header_rows_merged_or_not(read: Read, merged: list[str]) -> None:
    """The header below a group is read with the group, whether or not its cells are merged."""
    form = read(
        [["STT", "Họ và tên", "Điện thoại", None, "Chức vụ"],
         [None, None, "Cơ quan", "Di động"],
         [1, "Lê An", "055.3822123", "0912345678", "Văn thư"]],
        merged,
    )  # fmt: skip
    assert (form.rows[0].phone, form.rows[0].mobile) == ("055.3822123", "0912345678")
    assert [row.name for row in form.rows] == ["Lê An"]


def test_the_name_split_below_its_group_and_cells_merged_downwards(read: Read) -> None:
    """Họ và tên over Họ đệm and Tên, the other headers over both rows."""
    form = read(
        [["TT", "Họ và tên", None, "Chức vụ"],
         [None, "Họ đệm", "Tên"],
         ["(1)", "(2)", "(3)", "(4)"],
         [1, "Ứng Hoè", "Sơn", "Cán sự"]],
        ["B2:C2", "A2:A3", "D2:D3"],
    )  # fmt: skip
    assert [(row.name, row.title) for row in form.rows] == [("Ứng Hoè Sơn", "Cán sự")]


def test_a_group_above_the_row_with_the_names(read: Read) -> None:
    """A group header of its own row does not hide the header below it."""
    form = read(
        [[None, None, "Điện thoại", None],
         ["STT", "Họ tên", "Cơ quan", "Di động"],
         [1, "Lê An", "055.3822123", "0912345678"]],
        ["C2:D2"],
    )  # fmt: skip
    assert (form.rows[0].phone, form.rows[0].mobile) == ("055.3822123", "0912345678")


@pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)"], [1, 2, 3], ["A", "B", "C"]])
def test_a_row_of_column_numbers_is_no_person(read: Read, numbers: list[object]) -> None:
    """The row that counts the columns is part of the header."""
    form = read([["STT", "Họ tên", "Chức vụ"], numbers, [1, "Lê An", "Văn thư"]])
    assert [row.name for row in form.rows] == ["Lê An"]


def test_a_header_repeated_on_the_next_page_is_no_person(read: Read) -> None:
    """Long lists print their header again."""
    header = ["STT", "Họ tên", "Chức vụ"]
    form = read([header, [1, "Lê An", "Văn thư"], header, [2, "Lê Bé", "Văn thư"]])
    assert [row.name for row in form.rows] == ["Lê An", "Lê Bé"]


@pytest.mark.parametrize("split", ["Năm sinh", "Ngày, tháng, năm sinh"])
def test_a_date_of_birth_in_the_column_of_its_sex(read: Read, split: str) -> None:
    """Older lists put the date below Nam or Nữ; the column tells the sex."""
    form = read(
        [["STT", "Họ tên", split, None], [None, None, "Nam", "Nữ"],
         [1, "Lê An", "12/03/1971", None], [2, "Lê Bé", None, "13/04/1972"]],
        ["C2:D2"],
    )  # fmt: skip
    assert [(row.sex, row.born) for row in form.rows] == [
        ("Nam", date(1971, 3, 12)),
        ("Nữ", date(1972, 4, 13)),
    ]


def test_the_sex_marked_in_one_of_two_columns(read: Read) -> None:
    """A cross below Nữ says so."""
    form = read(
        [["STT", "Họ tên", "Giới tính", None], [None, None, "Nam", "Nữ"],
         [1, "Lê An", "x", None], [2, "Lê Bé", None, "x"]],
        ["C2:D2"],
    )  # fmt: skip
    assert [row.sex for row in form.rows] == ["Nam", "Nữ"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Số TT", Heading.NUMBER), ("TT", Heading.NUMBER), ("Số thứ tự", Heading.NUMBER),
        ("Họ tên (*)", Heading.NAME), ("HỌ VÀ TÊN", Heading.NAME), ("Họ, tên cán bộ", Heading.NAME),
        ("Họ và tên đệm", Heading.FAMILY), ("Họ và tên Tên", Heading.GIVEN),
        ("Ngày, tháng, năm sinh", Heading.BORN), ("Nam/Nữ", Heading.SEX),
        ("Giới tính", Heading.SEX),
        ("Chức vụ, chức danh", Heading.TITLE), ("Mã ngạch", Heading.RANK),
        ("Phòng/Đơn vị", Heading.UNIT), ("Đơn vị công tác", Heading.UNIT),
        ("Phòng ban", Heading.UNIT),
        ("ĐT CQ", Heading.PHONE), ("Điện thoại cố định", Heading.PHONE),
        ("ĐTDĐ", Heading.MOBILE), ("Số điện thoại di động", Heading.MOBILE),
        ("ĐT liên hệ", Heading.CONTACT), ("Điện thoại", Heading.CONTACT),
        ("Hộp thư đề nghị", Heading.WISH), ("Địa chỉ email đề nghị", Heading.WISH),
        ("Email", Heading.WISH), ("Ghi chú", Heading.NOTE),
        ("Văn phòng", None), ("Thi hành án dân sự tỉnh", None), ("Lê Văn Đạt", None),
        ("Danh sách đăng ký cấp hộp thư điện tử", None), ("Họ tên " * 20, None),
    ],
)  # fmt: skip
def test_a_header_word_is_understood(text: str, field: Heading | None) -> None:
    """The spellings in use, and texts that are no headers."""
    assert field_of(text) is field
