"""Names in two columns under one header; several tables on one sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hopthu.forms import Form

Read = Callable[..., Form]


@pytest.mark.parametrize("merged", [["B2:C2"], []])
def test_one_header_over_two_columns_of_a_name(read: Read, merged: list[str]) -> None:
    """The given name beside the rest is not lost."""
    form = read(
        [["STT", "Họ và tên", None, "Ngày sinh", "Chức danh"],
         [1, "Nguyễn Văn", "Hùng", "12/03/1971", "Chấp hành viên"],
         [2, "Lê Thị Thu", "Hà", "11/04/1970", "Chấp hành viên"],
         [3, "Trần", "An", "13/04/1970", "Kế toán"],
         [None, "Tổng số: 3 người"]],
        merged,
    )  # fmt: skip
    assert [row.name for row in form.rows] == ["Nguyễn Văn Hùng", "Lê Thị Thu Hà", "Trần An"]
    assert (form.problems, form.notices) == ((), ())


def test_a_column_beside_that_is_no_name(read: Read) -> None:
    """A few remarks or numbers beside the names are not taken for given names."""
    rows = [
        ["STT", "Họ và tên", None, "Chức danh"],
        [1, "Lê An", "mới", "Chấp hành viên"],
        [2, "Lê Ba", 7, "Chấp hành viên"],
        [3, "Lê Ca", None, "Chấp hành viên"],
    ]
    assert [row.name for row in read(rows).rows] == ["Lê An", "Lê Ba", "Lê Ca"]


def test_two_tables_below_each_other(read: Read) -> None:
    """Each is read by its own header, and its title names its agency."""
    form = read([
        ["STT", "Họ và tên", "Ngày sinh", "Chức danh"],
        [1, "Nguyễn Văn Hùng", "12/03/1971", "Chấp hành viên"],
        ["Người lập biểu"],
        [],
        ["Chi cục Thi hành án dân sự huyện Bình Sơn"],
        ["STT", "Chức danh", "Họ và tên", "Ngày sinh"],
        [1, "Kế toán", "Lê An", "12/03/1972"],
    ])  # fmt: skip
    assert [(row.name, row.title, row.agency_id) for row in form.rows] == [
        ("Nguyễn Văn Hùng", "Chấp hành viên", "quang-ngai"),
        ("Lê An", "Kế toán", "quang-ngai.binh-son"),
    ]
    assert form.rows[1].place.cell == "C8"
    assert form.problems == ()


def test_a_repeated_header_is_no_new_table(read: Read) -> None:
    """A page begins with the header again; the section goes on."""
    header = ["STT", "Họ và tên", "Chức danh"]
    form = read([
        header,
        ["I", "Thi hành án dân sự huyện Bình Sơn"],
        [1, "Lê An", "Kế toán"],
        header,
        [2, "Lê Ba", "Kế toán"],
    ])  # fmt: skip
    assert [row.agency_id for row in form.rows] == ["quang-ngai.binh-son"] * 2
