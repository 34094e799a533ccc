"""Sizes as people write them, and the classes of service."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.records.policy import Policy
from hopthu.records.policy.quota_classes import Ladder, QuotaClass
from hopthu.records.reference import posts, ranks
from hopthu.text.sizes import parse_size, read_stored, size_text, stored

QUOTAS = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab").quotas
LEADS = {"Bộ trưởng", "Chánh Văn phòng", "Chi cục trưởng", "Cục trưởng"}


@pytest.mark.parametrize(
    ("text", "size"), [("1M", 2**20), ("500M", 500 * 2**20), ("2G", 2 * 2**30)]
)
def test_a_size_is_binary(text: str, size: int) -> None:
    """And comes back as it was written."""
    assert parse_size(text) == size
    assert size_text(size) == text
    assert read_stored(stored(size)) == size


@pytest.mark.parametrize(
    "text",
    [
        *("", "0M", "500", "2g", "2 G", "2GB", "1.5G", "-1G", "+1G", "01G", "2G\n", "٢G", "1T"),
        *("1G1M", "9" * 8 + "G"),
    ],
)
def test_nothing_else_is_a_size(text: str) -> None:
    """Whatever could be understood in two ways is refused."""
    with pytest.raises(ValueError, match=r".*"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0"),
        (1023, "1023B"),
        (1024, "1K"),
        (401 * 1024, "401K"),
        (1400 * 2**20, "1.4G"),
        (3 * 2**40, "3T"),
        (5000 * 2**40, "5000T"),
        (-(2**31), "-2G"),
    ],
)
def test_a_size_for_people(size: int, text: str) -> None:
    """Three or four digits say enough."""
    assert size_text(size) == text


@pytest.mark.parametrize("value", [b"", b"x", b"1G", b"-1", b"1.5", b"9" * 5000])
def test_the_directory_may_hold_what_is_no_size(value: bytes) -> None:
    """Others wrote it; it is no reason to stop."""
    assert read_stored(value) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Trưởng Thi hành án dân sự", "leaders"),
        ("PHÓ TRƯỞNG phòng", "leaders"),
        ("Quyền Chi cục trưởng", "leaders"),
        ("Q. Cục trưởng", "leaders"),
        ("Chấp hành viên, Phó Chi cục trưởng", "leaders"),
        ("Chấp hành viên kiêm Phó Trưởng phòng", "leaders"),
        ("Chấp hành viên - Chi cục trưởng", "leaders"),
        ("Chấp hành viên sơ cấp", "officers"),
        ("chấp  hành viên", "officers"),
        ("Kế toán trưởng", "staff"),
        ("Trưởngphòng", "staff"),
        ("Thư ký của Cục trưởng", "staff"),
        ("", "staff"),
    ],
)
def test_a_title_has_a_class(title: str, name: str) -> None:
    """By its beginning, in whatever case; of several posts the first class that fits counts."""
    assert QUOTAS.of_title(title).name == name


def test_every_title_of_the_service_has_its_class() -> None:
    """Those of the reference who lead are leaders, all enforcement officers are officers."""
    leaders = {title for title in posts() if QUOTAS.of_title(title).name == "leaders"}
    assert leaders == {
        title
        for title in posts()
        if title.removeprefix("Phó ").startswith("Trưởng") or title.removeprefix("Phó ") in LEADS
    }
    officers = {title for title in ranks().values() if QUOTAS.of_title(title).name == "officers"}
    assert officers == {title for title in ranks().values() if title.startswith("Chấp hành viên")}


def test_kinds_of_agencies() -> None:
    """A district is what the default is meant for."""
    found = {kind: QUOTAS.of_kind(kind).name for kind in ("ministry", "province", "district")}
    assert found == {"ministry": "centre", "province": "provinces", "district": "districts"}


def test_the_order_decides() -> None:
    """The same title in two classes belongs to the one that stands first."""
    small, large = QuotaClass("a", 1, ("Trưởng",)), QuotaClass("b", 2, ("Trưởng phòng",))
    default = QuotaClass("c", 3)
    assert Ladder((small, large), default, 9).of(["Trưởng phòng"]) is small
    assert Ladder((large, small), default, 9).of(["Trưởng phòng"]) is large
    assert Ladder((large, small), default, 9).of(["Phòng"]) is default
