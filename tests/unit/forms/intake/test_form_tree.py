"""Forms of another ministry: senders and units are the agencies of its environment alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.forms import Form, read_form
from hopthu.forms.context import FormContext
from hopthu.records.catalogues.catalogue import catalogue
from hopthu.text.errors import HopthuError

from .conftest import TODAY

Save = Callable[..., Path]
MINISTRY = catalogue("example")
AGENCIES = {agency.id: agency for each in MINISTRY.folders for agency in each.agencies}
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị"]
NORTH = ["BỘ QUAN TRẮC", "CỤC QUAN TRẮC MIỀN BẮC"]
RIVER = "mien-bac.song-hong"


def _read(
    save: Save,
    head: list[str],
    *units: str,
    sender: str = "",
    sheet: str = "DS",
    title: str = "Kế toán",
) -> Form:
    people = [
        [number, f"Ngô Văn {name}", f"1{number}/03/1970", title, unit]
        for number, (name, unit) in enumerate(zip(("An", "Ba"), units or ("",), strict=False), 1)
    ]
    path = save([*([line] for line in head), HEADER, *people], title=sheet)
    return read_form(
        path, TODAY, context=FormContext(agencies=AGENCIES, kinds=MINISTRY.kinds, sender=sender)
    )


def _codes(save: Save, head: list[str], *units: str) -> list[str]:
    with pytest.raises(HopthuError) as caught:
        _read(save, head, *units)
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        (NORTH, "mien-bac"),
        ([*NORTH, "CHI CỤC QUAN TRẮC SÔNG HỒNG"], RIVER),
        (["CUC QUAN TRAC MIEN BAC", "TRAM LONG BIEN"], f"{RIVER}.long-bien"),
        (["BỘ QUAN TRẮC", "Cục Quan trắc miền Trung", "Huế, ngày 1 tháng 3"], "mien-trung"),
        (["TRẠM LONG BIÊN - CHI CỤC QUAN TRẮC SÔNG HỒNG"], RIVER),
    ],
)
def test_the_letterhead_names_the_sender(save: Save, head: list[str], agency: str) -> None:
    """With or without marks; the lowest agency that it names."""
    form = _read(save, head)
    assert [row.agency_id for row in form.rows] == [agency]
    assert (form.problems, form.queries) == ((), ())
    assert form.province.id == agency.split(".")[0]


@pytest.mark.parametrize(
    "head",
    [
        ["BỘ TƯ PHÁP", "CỤC KẾ HOẠCH", "Hà Nội, ngày 12 tháng 11 năm 2026"],
        ["UBND TỈNH THANH HÓA", "SỞ TƯ PHÁP"],
        ["BỘ CÔNG AN", "CỤC QUAN TRẮC GIAO THÔNG"],
    ],
)
def test_a_form_of_another_body_is_refused(save: Save, head: list[str]) -> None:
    """Whatever place or day it names."""
    assert _codes(save, head) == ["rows.foreign-sender"]


def test_a_form_of_nobody_known_or_of_several_is_refused(save: Save) -> None:
    """The clerk is asked; the service of the shipped reference is none of this ministry."""
    assert _codes(save, ["DANH SÁCH CÁN BỘ"]) == ["intake.unknown-province"]
    assert _codes(save, ["THI HÀNH ÁN DÂN SỰ TỈNH THANH HÓA"]) == ["intake.unknown-province"]
    both = ["CỤC QUAN TRẮC MIỀN BẮC", "CỤC QUAN TRẮC MIỀN NAM"]
    assert _codes(save, both) == ["intake.several-provinces"]


def test_the_units_of_the_rows_tell_the_sender_where_nothing_else_does(save: Save) -> None:
    """As a station is of one body alone."""
    form = _read(save, ["DANH SÁCH"], "Trạm Long Biên", "Trạm Sơn Tây")
    assert [row.agency_id for row in form.rows] == [f"{RIVER}.long-bien", f"{RIVER}.son-tay"]
    form = _read(save, ["DANH SÁCH"], "Trạm Long Biên", "")
    told = [*form.problems, *(query.problem for query in form.queries)]
    assert told  # whoever has no unit is not taken for somebody of the body itself


def test_the_clerk_says_who_the_sender_is(save: Save) -> None:
    """A body or an agency below it, by name or id."""
    for name in ("mien_bac", "mien-bac", "Cục Quan trắc miền Bắc", "cuc quan trac mien bac"):
        assert _read(save, ["DANH SÁCH"], sender=name).rows[0].agency_id == "mien-bac"
    assert _read(save, ["DANH SÁCH"], sender="CC Quan trắc sông Hồng").rows[0].agency_id == RIVER
    with pytest.raises(HopthuError, match="Thanh Hóa"):
        _read(save, ["DANH SÁCH"], sender="Thanh Hóa")


@pytest.mark.parametrize(
    ("unit", "agency"),
    [
        ("Chi cục Quan trắc sông Hồng", RIVER),
        ("CC Quan trắc Sông Hồng", RIVER),
        ("Sông Hồng", RIVER),
        ("tram long bien", f"{RIVER}.long-bien"),
        ("Trạm Long Biên, Chi cục Quan trắc sông Hồng", f"{RIVER}.long-bien"),
        ("Trạm Long Biên thuộc CC Quan trắc sông Hồng", f"{RIVER}.long-bien"),
        ("Phòng Tổ chức", "mien-bac"),
        ("", "mien-bac"),
    ],
)
def test_a_unit_is_found_by_its_name(save: Save, unit: str, agency: str) -> None:
    """Kinds in short, the part that tells it apart, an agency above behind it; a room."""
    form = _read(save, NORTH, unit)
    assert [row.agency_id for row in form.rows] == [agency]
    assert (form.problems, form.queries) == ((), ())


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("Trạm Tân Châu", "rows.other-province"),
        ("Chi cục Quan trắc sông Hông Hà", "intake.agency-in-doubt"),
        ("Trạm Sông Hồng", "rows.unit-unknown"),
        ("Trạm Long Biên, Chi cục Quan trắc Đông Bắc", "rows.unit-unknown"),
        ("Chi cục Kiểm lâm", "intake.unknown-agency"),
    ],
)
def test_a_unit_that_is_not_surely_ours_is_never_guessed(save: Save, unit: str, code: str) -> None:
    """Another body's, a mistyped one, another kind, below the wrong one, another service's."""
    form = _read(save, NORTH, "Trạm Long Biên", unit)
    told = [*form.problems, *(query.problem for query in form.queries)]
    assert [problem.code for problem in told] == [code]
    assert form.rows[1].agency_id in ("", "mien-bac")


@pytest.mark.parametrize(
    "title", ["CHV", "Chấp hành viên", "Người đứng đầu", "Trưởng THADS", "Thư ký thi hành án"]
)
def test_titles_of_the_shipped_service_are_asked_about(save: Save, title: str) -> None:
    """They mean nothing to another ministry, and who heads an agency of it has another title."""
    form = _read(save, NORTH, title=title)
    (query,) = form.queries
    assert "title" in query.problem.code
    assert "Thi hành án" not in query.problem.render()
    assert "hành viên" not in query.problem.render().replace(title, "")


def test_titles_of_any_service_are_known(save: Save) -> None:
    """In short as well."""
    form = _read(save, NORTH, title="CVC")
    assert ([row.title for row in form.rows], form.queries) == (["Chuyên viên chính"], ())
