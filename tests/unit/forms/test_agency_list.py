"""A list of agencies from any spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest

from hopthu.forms.agency_list import read_agencies
from hopthu.records.catalogues import catalogue, list_alone
from hopthu.text.errors import HopthuError

Rows = Sequence[Sequence[str]]
KINDS = list_alone().kinds
MINISTRY: Rows = (
    ("Danh sách các đơn vị", "", ""),
    ("STT", "Tên đơn vị", "Loại", "Trực thuộc", "Mã"),
    ("1", "Bộ Thử nghiệm", "Bộ", "", ""),
    ("2", "Tổng cục Mẫu", "Tổng cục", "Bộ Thử nghiệm", ""),
    ("5", "Chi cục Mẫu sông Lô", "Chi cục", "Cục Mẫu miền Bắc", ""),
    ("3", "Cục Mẫu miền Bắc", "Cục", "Tổng cục Mẫu", "01"),
    ("4", "Cục Mẫu miền Nam", "Cục", "tổng cục mẫu", "02"),
    ("6", "Chi cục Mẫu sông Đà", "Chi cục", "Cục Mẫu miền Bắc", ""),
    ("7", "Trạm Hòa Bình", "Trạm", "Chi cục Mẫu sông Đà", ""),
)


def saved(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def wrong(path: Path, rows: Iterable[Sequence[str]]) -> list[str]:
    """The codes and cells of what is wrong with a list."""
    with pytest.raises(HopthuError) as caught:
        read_agencies(saved(path, rows), KINDS)
    return [f"{problem.code} {problem.place.cell}".strip() for problem in caught.value.problems]


def test_a_whole_ministry(tmp_path: Path) -> None:
    """In any order; ids are short and hang together, “cục” is told by what is above it."""
    found = read_agencies(saved(tmp_path / "list.xlsx", MINISTRY), KINDS)
    assert [(a.id, a.kind, a.parent) for a in found] == [
        ("bo-thu-nghiem", "ministry", ""),
        ("tong-cuc-mau", "department", "bo-thu-nghiem"),
        ("bac", "province", "tong-cuc-mau"),
        ("nam", "province", "tong-cuc-mau"),
        ("bac.lo", "district", "bac"),
        ("bac.da", "district", "bac"),
        ("bac.da.tram-hoa-binh", "station", "bac.da"),
    ]


def test_regional_offices_for_a_catalogue(tmp_path: Path) -> None:
    """They hang from agencies that are there, by name or id."""
    known = [agency for folder in catalogue("thads-2025").folders for agency in folder.agencies]
    name = "Phòng Thi hành án dân sự khu vực {} - Phú Thọ"
    rows = [
        ("name", "kind", "parent", "ID"),
        (name.format(1), "region", "Thi hành án dân sự tỉnh Phú Thọ", ""),
        (name.format(3), "phòng khu vực", "phu-tho", ""),
        (name.format(12), "region", "phu-tho", "phu-tho.kv12"),
    ]
    found = read_agencies(saved(tmp_path / "list.xlsx", rows), KINDS, known)
    ids = ["phu-tho.khu-vuc-1", "phu-tho.khu-vuc-3", "phu-tho.kv12"]
    assert [(a.id, a.kind, a.parent) for a in found] == [(i, "region", "phu-tho") for i in ids]


def test_all_mistakes_at_their_cells(tmp_path: Path) -> None:
    """Nothing is guessed: an unknown parent, an unknown kind, what is missing, what is twice."""
    path = tmp_path / "list.xlsx"
    head = MINISTRY[1]
    assert wrong(path, MINISTRY[2:]) == ["agencies.no-table"]
    assert wrong(path, [head, ("1", "", "Bộ", "", ""), ("2", "B", "", "A", "")]) == [
        "agencies.empty B2",
        "agencies.empty C3",
    ]
    parents = [head, ("1", "A", "Bộ", "", ""), ("2", "B", "Cục", "Không có", ""),
               ("3", "C", "Cục", "Cũng không", "")]  # fmt: skip
    assert wrong(path, parents)[:2] == ["agencies.parent D3", "agencies.parent D4"]
    kinds = [head, ("1", "A", "Bộ", "", ""), ("2", "B", "Hội", "A", ""), ("3", "C", "Ban", "A", "")]
    assert wrong(path, kinds) == ["agencies.kind C3", "agencies.kind C4"]
    twice = [*MINISTRY, ("8", "Cục Mẫu miền Nam", "Cục", "Tổng cục Mẫu", "")]
    assert wrong(path, twice) == ["agencies.twice B10"]
    assert wrong(path, [head, ("1", "A", "Bộ", "", ""), ("2", "B", "Cục", "A", "x1")]) == [
        "agencies.code E3"
    ]


def test_a_circle_and_two_tops(tmp_path: Path) -> None:
    """A tree has one root."""
    head = MINISTRY[1]
    circle = [
        head,
        ("1", "A", "Bộ", "", ""),
        ("2", "B", "Cục", "C", ""),
        ("3", "C", "Cục", "B", ""),
    ]
    assert wrong(tmp_path / "list.xlsx", circle) == ["agencies.circle D3", "agencies.circle D4"]
    tops = [head, ("1", "A", "Bộ", "", ""), ("2", "B", "Bộ", "", "")]
    assert wrong(tmp_path / "list.xlsx", tops) == ["agencies.root"]


def test_a_name_of_two(tmp_path: Path) -> None:
    """Which of them is meant, the list has to say."""
    rows = [
        *MINISTRY,
        ("8", "Trạm Hòa Bình", "Trạm", "Cục Mẫu miền Nam", ""),
        ("9", "Tổ một", "Đội", "Trạm Hòa Bình", ""),
    ]
    assert wrong(tmp_path / "list.xlsx", rows) == ["agencies.two-parents D11"]


def test_the_kinds_of_an_environment_of_ones_own(tmp_path: Path) -> None:
    """A list says them by their words, in whatever language, or by what else they are called."""
    ministry = catalogue("example")
    known = [agency for folder in ministry.folders for agency in folder.agencies]
    rows = [
        ("name", "kind", "parent"),
        ("Trạm Cát Bà", "Trạm quan trắc", "mien-bac.dong-bac"),
        ("Trạm Bạch Long Vĩ", "station", "mien-bac"),
        ("Chi cục Quan trắc sông Mã", "Chi cục", "mien-trung"),
    ]
    found = read_agencies(saved(tmp_path / "list.xlsx", rows), ministry.kinds, known)
    assert [(a.kind, a.parent) for a in found] == [
        ("tram", "mien-bac.dong-bac"),
        ("tram", "mien-bac"),
        ("chi-cuc", "mien-trung"),
    ]


def test_what_cannot_hang_there(tmp_path: Path) -> None:
    """Told at the cell that names what it hangs from, each row of it."""
    rows = [
        *MINISTRY,
        ("8", "Cục Mẫu sông Hồng", "Cục", "Chi cục Mẫu sông Lô", ""),
        ("9", "Vụ Mẫu", "Vụ", "Cục Mẫu miền Bắc", ""),
    ]
    found = sorted(wrong(tmp_path / "list.xlsx", rows))
    assert found == ["agencies.level D10", "agencies.level D11"]
    alone = [MINISTRY[1], ("1", "Tổng cục Mẫu", "Tổng cục", "", "")]
    assert wrong(tmp_path / "list.xlsx", alone) == ["agencies.not-top D2"]
