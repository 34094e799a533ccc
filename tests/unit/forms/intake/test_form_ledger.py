"""Every row below a header is somebody, a question, or passed over: the counts add up, always."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from hopthu.forms import Form, read_form

TODAY = date(2008, 11, 20)
HEADER: list[object] = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Chức vụ",
    "Đơn vị",
    "Điện thoại",
    "Ghi chú",
]
_GIVEN = ["An", "Bình", "Cường", "Dũng", "Hà", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quý"]
_SURNAMES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Tống", "Công", "Kỳ"]
_TITLES = ["Chấp hành viên", "Kế toán", "Văn thư", "Thủ quỹ", "Chuyên viên", "Phó Chi cục trưởng"]
_LEFT = ["Nghỉ theo NĐ 178", "Miễn nhiệm", "Ra khỏi ngành", "Thôi HĐ", "Nay là Thủ quỹ", "Sai tên"]
_NO_NAMES = [
    "Hoa",
    "Nguyễn V ăn Nam",
    "Nguễn Văn Hải",
    "Trần Thị",
    "Lê Văn Tám nghỉ hưu",
    "Ông Trần",
]
Rows = list[list[object]]
Mangle = Callable[[Rows, random.Random], Rows]


def _people(draw: random.Random, count: int) -> Rows:
    names = {f"{s} {m} {g}" for s in _SURNAMES for m in ("Văn", "Thị") for g in _GIVEN}
    return [
        [number, name, f"{draw.randint(13, 28)}/0{draw.randint(1, 9)}/19{draw.randint(50, 85)}",
         draw.choice(_TITLES), None, None, None]
        for number, name in enumerate(draw.sample(sorted(names), count), 1)
    ]  # fmt: skip


def _within(rows: Rows, draw: random.Random, *more: list[object]) -> Rows:
    at = draw.randint(1, len(rows) - 1)
    return [*rows[:at], *more, *rows[at:]]


def _without_numbers(rows: Rows, _: random.Random) -> Rows:
    return [[None, *row[1:]] if row else row for row in rows]


def _dotted(rows: Rows, draw: random.Random) -> Rows:
    end = draw.choice(["/", ")", ".", "./", " -"])
    return [[f"{row[0]}{end}", *row[1:]] if row and row[0] else row for row in rows]


MANGLINGS: dict[str, Mangle] = {
    "a note with a date": lambda rows, draw: _within(
        rows, draw, ["Lưu ý: lập ngày 12 tháng 3 năm 2008"]
    ),
    "a note of somebody": lambda rows, _: [
        [*row[:6], "Nghỉ thai sản từ ngày 1 tháng 9 năm 2008"] if row is rows[0] else row
        for row in rows
    ],
    "a signature in the middle": lambda rows, draw: _within(
        rows, draw, [None, "Người lập biểu", None, "Thủ trưởng đơn vị"]
    ),
    "a signature block": lambda rows, _: [
        *rows, [None, None, None, "Thanh Hóa, ngày 12 tháng 11 năm 2008"],
        [None, "NGƯỜI LẬP BIỂU", None, "TRƯỞNG THI HÀNH ÁN"], [None, "(Ký, ghi rõ họ tên)"],
        [None, "Vũ Thị Lập", None, "Hồ Văn Duyệt"],
    ],
    "names of signers alone": lambda rows, _: [*rows, [None, "Vũ Thị Lập", None, "Hồ Văn Duyệt"]],
    "the header again": lambda rows, draw: _within(rows, draw, HEADER),
    "numbers of columns": lambda rows, draw: _within(
        rows, draw, [f"({n})" for n in range(1, 8)]
    ),
    "a section": lambda rows, draw: _within(rows, draw, ["II", "THADS huyện Hà Trung"]),
    "a room": lambda rows, _: [["I", "Phòng Tổ chức cán bộ"], *rows],
    "sums": lambda rows, draw: [*_within(rows, draw, [None, "Cộng I: 3 người"]), ["Tổng cộng", 9]],
    "an example": lambda rows, _: [
        ["VD", "Nguyễn Văn A", "01/01/1980", "Chuyên viên"], *rows
    ],
    "numbers that nobody filled": lambda rows, _: [*rows, [98], [99, None, "…", "Chọn một mục."]],
    "no numbers": _without_numbers,
    "other numbers": _dotted,
    "the head by another word": lambda rows, _: [
        [*row[:3], "Thủ trưởng cơ quan", *row[4:]] if row is rows[-2] else row for row in rows
    ],
    "ditto": lambda rows, _: [
        [*row[:3], "nt", *row[4:]] if number % 3 == 2 and len(row) > 3 else row
        for number, row in enumerate(rows)
    ],
    "forms of address": lambda rows, _: [
        [row[0], f"Đ/c {row[1]}", *row[2:]] if len(row) > 3 else row for row in rows
    ],
    "capitals": lambda rows, _: [
        [row[0], str(row[1]).upper(), *row[2:]] if len(row) > 3 else row for row in rows
    ],
    "footnotes": lambda rows, _: [
        *rows, ["* Gồm tất cả cán bộ của đơn vị này"], ["(1) Chỉ ghi người cần hộp thư"],
    ],
    "contacts": lambda rows, _: [*rows, ["Liên hệ: Vũ Thị Lập, ĐT 0912000111"]],
    "marks of pages": lambda rows, draw: _within(
        rows, draw, ["2/3"], ["-2-"], ["Page 2 of 3"], ["Mẫu số 01/HT"], ["Mang sang"]
    ),
    "a section behind a star": lambda rows, draw: _within(
        rows, draw, [None, "* Huyện Hà Trung (02 người)"]
    ),
    "a sum that names the section": lambda rows, _: [
        ["I", "Huyện Hà Trung"], *rows, [None, "Cộng huyện Hà Trung: 12 người"]
    ],
    "somebody in a line of text": lambda rows, draw: _within(
        rows, draw, ["- Hồ Văn Kể, sinh ngày 01/02/1970, Kế toán, thuộc THADS huyện Hà Trung"]
    ),
    "somebody who left in other words": lambda rows, draw: _within(
        rows, draw, [77, "Hồ Văn Kể", "01/02/1970", "Kế toán", None, None, draw.choice(_LEFT)]
    ),
    "a name that is none": lambda rows, draw: _within(
        rows, draw, [77, draw.choice(_NO_NAMES), "01/02/1970", "Kế toán"]
    ),
    "small letters": lambda rows, _: [
        [row[0], str(row[1]).lower(), *row[2:]] if len(row) > 3 else row for row in rows
    ],
    "titles in short with a post": lambda rows, _: [
        [*row[:3], "CHV. Phó CCT", *row[4:]] if len(row) > 3 else row for row in rows
    ],
    "blank rows": lambda rows, _: [each for row in rows for each in ([], row)],
}  # fmt: skip


def _read(tmp_path: Path, rows: Rows) -> Form:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA"])
    sheet.append(HEADER)
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "form.xlsx")
    return read_form(tmp_path / "form.xlsx", TODAY)


def _asked(form: Form) -> set[int]:
    return {query.line for query in form.queries}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", MANGLINGS)
def test_the_same_people_come_out_of_a_mangled_form_or_the_difference_is_told(
    name: str, seed: int, tmp_path: Path
) -> None:
    """What is added to a list changes nothing of its people, and every row of it is counted."""
    draw = random.Random(f"{name}{seed}")  # noqa: S311
    people = _people(draw, 12)
    rows = MANGLINGS[name](people, draw)
    form = _read(tmp_path, rows)
    filled = [row for row in rows if any(cell is not None for cell in row)]
    assert form.row_count == len(filled)
    sure = [row for row in form.rows if row.place.line not in _asked(form)]
    assert [row.name for row in sure] == [str(row[1]) for row in people]
    assert form.problems == ()


@pytest.mark.parametrize("seed", range(12))
def test_the_ledger_adds_up_whatever_is_done_to_a_form(seed: int, tmp_path: Path) -> None:
    """Several manglings one upon the other, and rows of scattered words: no row is lost."""
    draw = random.Random(seed)  # noqa: S311
    rows = _people(draw, 10)
    for name in draw.sample(sorted(MANGLINGS), 4):
        rows = MANGLINGS[name](rows, draw)
    words = ["Hà Trung", "Vũ Thị Lập", "x", "12", "nan", "Kế toán", "(ký)", "01/01/1970", "-", None]
    for _ in range(6):
        rows = _within(rows, draw, [draw.choice(words) for _ in HEADER]) if len(rows) > 1 else rows
    form = _read(tmp_path, rows)
    filled = [row for row in rows if any(cell is not None for cell in row)]
    assert form.row_count == len(filled)
    assert len(form.rows) + sum(form.passed_over.values()) == len(filled)


def test_what_nobody_understands_is_a_question(tmp_path: Path) -> None:
    """Neither is it taken for somebody nor left out."""
    draw = random.Random(1)  # noqa: S311
    rows: Rows = [*_people(draw, 3), [None, "Xin xem trang sau"]]
    form = _read(tmp_path, rows)
    assert [query.problem.code for query in form.queries] == ["rows.unclaimed"]
    assert form.queries[0].line == 6
