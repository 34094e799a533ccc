"""Vietnamese names: split, folded and compared as the ministry's people mean them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.text.names import (
    ascii_fold,
    clean,
    mailbox_of,
    match_key,
    short_mailbox_of,
    slug,
    split_name,
)

_FILE = Path(__file__).with_name("name_cases.yml")
CASES: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["cases"]
every_case = pytest.mark.parametrize("case", CASES, ids=[case["mailbox"] for case in CASES])


@every_case
def test_a_name_is_split_by_its_peoples_custom(case: dict[str, Any]) -> None:
    """Surname, middle and given name come out right for Kinh and minority names."""
    assert split_name(case["full"])._asdict() == {
        part: case[part] for part in ("surname", "middle", "given")
    }


@every_case
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_mailbox_is_the_folded_full_name(case: dict[str, Any], form: Any) -> None:
    """The address is the name without marks and spaces, composed or decomposed alike."""
    assert mailbox_of(unicodedata.normalize(form, case["full"])) == case["mailbox"]


def test_two_spellings_of_one_name_match() -> None:
    """Tone placement, case, spaces and the kind of apostrophe make no other name."""
    twins = [case for case in CASES if "same_as" in case]
    assert len(twins) >= 5
    for case in twins:
        assert match_key(case["full"]) == match_key(case["same_as"])
        assert match_key(unicodedata.normalize("NFD", case["full"])) == match_key(case["full"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà", "Hoá"), ("Hùng", "Hưng"), ("An", "Ân"), ("Dung", "Đung"), ("Thuỷ", "Thuý")],
)
def test_two_names_do_not_match(one: str, other: str) -> None:
    """Another tone or another letter is another person."""
    assert match_key(one) != match_key(other)


def test_a_dash_with_or_without_spaces_matches() -> None:
    """Double place names are written both ways."""
    assert match_key("Phan Rang – Tháp Chàm") == match_key("Phan Rang-Tháp Chàm")


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("  Lê \u00a0 An\t", "Lê An"),
        ("Lê\r\nAn", "Lê An"),
        ("Lê\u2028\u3000An", "Lê An"),
        ("Ng\u200buy\u00adễn\ufeff \u202eVăn\u0000", "Nguyễn Văn"),
        ("\u00d0oàn \u00f0ỏ", "Đoàn đỏ"),
        ("Hoa\u0300", "Hoà"),
        ("a\ud800b", "ab"),
        ("\uff10\uff19\uff11 \uff21\uff07", "091 A'"),
        ("\uf0b7 Lê \ue000An", "Lê An"),
        ("plain  text ", "plain text"),
        ("{{ x }}", "{{ x }}"),
        ("", ""),
    ],
)
def test_text_is_cleaned(dirty: str, expected: str) -> None:
    """Invisible characters go, spaces are single, ð is đ, the form is NFC; nothing else moves."""
    assert clean(dirty) == expected


def test_folding_leaves_ascii_and_case() -> None:
    """Marks and barred d go, letters keep their case, quotes become straight."""
    assert ascii_fold("Đỗ Thị “H’Blum” Ướt") == "Do Thi H'Blum Uot"


def test_a_slug_is_safe_in_ids_and_paths() -> None:
    """Ids are lower-case words joined by hyphens, whatever the name holds."""
    names = ("Bỉm Sơn", "Ea H'leo", "Phan Rang-Tháp Chàm", "Quận 1", "../etc", "!")
    assert " ".join(map(slug, names)) == "bim-son ea-hleo phan-rang-thap-cham quan-1 etc "


def test_nothing_splits_into_nothing() -> None:
    """An empty name has empty parts."""
    assert split_name(" \u200b ") == ("", "", "")
    assert mailbox_of(" -.") == ""


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Nguyễn Văn Hùng", "hungnv"),
        ("Đỗ Thị Bích Thuỷ", "thuydtb"),
        ("Ðặng Hoà", "hoad"),
        ("Lê An", "anl"),
        ("H'Blum Niê", "hblumn"),
        ("Y Tuyn Buôn Krông", "ytuynbk"),
        ("Giàng A Páo", "paoga"),
        ("K'Wẻ", "kwe"),
    ],
)
def test_short_mailboxes(name: str, short: str) -> None:
    """The given name and the initials of the rest, in their order."""
    assert short_mailbox_of(name) == short
