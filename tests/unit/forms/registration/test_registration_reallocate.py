"""Two branches that gave the same id or address: the later record gets another, by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.forms.registration.reallocate import Mended, reallocate, unclear_managers
from hopthu.records.inventory.read import read_inventory
from hopthu.text.errors import HopthuError

from .registration_samples import POLICY

PEOPLE = """\
---
people:
  # the head
  - id: thanh-hoa-0001
    name: Lê An
    agency: thads
    title: Trưởng
    mailbox: lean  # as he asked
  - id: thanh-hoa-0002
    name: Lê Ba
    agency: thads
    title: Kế toán
    mailbox: leba
  - id: thanh-hoa-0002
    mailbox: "lean"   # from the other branch
    name: Lê Ân
    agency: thads
    title: Văn thư
"""


@pytest.fixture
def file(root: Path) -> Path:
    """The people of a province after a merge."""
    path = root / "provinces" / "thanh_hoa" / "people.yml"
    path.parent.mkdir(parents=True)
    (path.parent / "agencies.yml").write_text("agencies: []\n")
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def changes(mended: list[Mended]) -> list[tuple[str, str, str]]:
    """Key, before, after."""
    return [(change.key, change.before, change.after) for change in mended]


def test_validate_names_the_remedy(root: Path, file: Path) -> None:
    """Both places, and what to type."""
    with pytest.raises(HopthuError) as raised:
        read_inventory(root, POLICY)
    text = raised.value.render()
    assert "the id thanh-hoa-0002 is already used at" in text
    assert "the address lean already belongs to thanh-hoa-0001" in text
    assert text.count("scripts/intake --reallocate") == 2
    assert file.exists()


def test_the_later_gets_another(root: Path, file: Path) -> None:
    """Comments, quotes' neighbours and everybody else stay to the byte; then all is in order."""
    mended = reallocate(root, POLICY)
    assert changes(mended) == [
        ("id", "thanh-hoa-0002", "thanh-hoa-0003"),
        ("mailbox", "lean", "lean2"),
    ]
    head, tail = PEOPLE[: PEOPLE.rindex("  - id:")], PEOPLE[PEOPLE.rindex("  - id:") :]
    tail = tail.replace("thanh-hoa-0002", "thanh-hoa-0003").replace('"lean"', "lean2")
    assert file.read_text(encoding="utf-8") == head + tail
    read_inventory(root, POLICY)
    assert reallocate(root, POLICY) == []


def test_who_keeps_can_be_named(root: Path, file: Path) -> None:
    """Who is in the directory already must not be readdressed."""
    assert changes(reallocate(root, POLICY, ["people.yml:14"])) == [
        ("mailbox", "lean", "lean2"),
        ("id", "thanh-hoa-0002", "thanh-hoa-0003"),
    ]
    read_inventory(root, POLICY)
    assert "mailbox: lean2  # as he asked" in file.read_text(encoding="utf-8")


def assert_refused(root: Path, file: Path, people: str, named: str) -> None:
    """These people are refused in words that name something, and stay as they are."""
    file.write_text(people, encoding="utf-8")
    with pytest.raises(HopthuError, match=named):
        reallocate(root, POLICY)
    assert file.read_text(encoding="utf-8") == people


def test_other_mistakes_come_first(root: Path, file: Path) -> None:
    """Nothing is written while something else is wrong."""
    wrong = PEOPLE.replace("agency: thads\n    title: Kế toán", "agency: x\n    title: Kế toán")
    assert_refused(root, file, wrong, "x")


def test_an_alias_is_for_people_to_decide(root: Path, file: Path) -> None:
    """Only mailboxes are given anew."""
    clash = PEOPLE.replace("mailbox: leba", "mailbox: leba\n    aliases: [thads]")
    assert_refused(root, file, clash, "thads")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("thanh-hoa-0020", "keep-nobody"),
        ("14", "keep-nobody"),
        ("", "keep-nobody"),
        ("people.yml:13", "keep-nobody"),
        ("thanh-hoa-0002", "keep-several"),
        ("people.yml:4", "keep-several"),
    ],
)
def test_who_keeps_is_named_exactly(root: Path, file: Path, name: str, code: str) -> None:
    """A slip would readdress the very person who was to be spared: nothing is written."""
    other = root / "provinces" / "ha_nam" / "people.yml"
    other.parent.mkdir()
    (other.parent / "agencies.yml").write_text("agencies: []\n")
    other.write_text("people:\n\n\n" + _RECORD, encoding="utf-8")
    with pytest.raises(HopthuError) as raised:
        reallocate(root, POLICY, [name, "thanh-hoa-0001"])
    assert [problem.code for problem in raised.value.problems] == [f"reallocate.{code}"]
    assert file.read_text(encoding="utf-8") == PEOPLE


_RECORD = """\
  - id: ha-nam-0001
    name: Tạ Tư
    agency: thads
    title: Kế toán
    mailbox: tatu
"""


@pytest.mark.usefixtures("file")
def test_a_manager_who_was_two_people_is_told(root: Path) -> None:
    """Else somebody might read the mailbox of an agency that was given to the other."""
    agencies = root / "provinces" / "thanh_hoa" / "agencies.yml"
    agencies.write_text(
        "agencies:\n  - id: thanh-hoa\n    name: Thi hành án dân sự tỉnh Thanh Hóa\n"
        "    kind: province\n    parent: thads\n    managers: [thanh-hoa-0001, thanh-hoa-0002]\n",
        encoding="utf-8",
    )
    (told,) = unclear_managers(root, reallocate(root, POLICY))
    assert told.text() == (
        "the manager thanh-hoa-0002 was two people; one of them is thanh-hoa-0003 now"
    )
    assert (told.place.file.rpartition("/")[2], told.place.line) == ("agencies.yml", 2)
    assert unclear_managers(root, reallocate(root, POLICY)) == []
