"""What is kept of files that were read: the same records, for just those bytes, or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.files import strict_yaml
from hopthu.records.inventory import kept, records
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.model import FormerMailbox, Inventory, Role
from hopthu.text.errors import HopthuError

from .inventory_files import CENTRE
from .inventory_files import PEOPLE as ONE

_LONG = f"# Long enough to be worth keeping: {'x' * 5000}\n"
AGENCIES = f"""{CENTRE}\
    roles:
      - role: vanthu
        holders: [moj-0001]
      - role: khong
        holders: []
"""
PEOPLE = f"""{ONE}\
    aliases: [son, "000017"]
    former_mailboxes:
      - {{mailbox: ungson, until: "2030-01-01"}}
      - mailbox: hoeson
  - id: moj-0002
    name: Đỗ Thị Ất
    agency: moj
    title: Thư ký
    mailbox: dothiat
    matches: []
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An environment of one agency and two people, in files that are worth keeping."""
    folder = tmp_path / "env" / "provinces" / "moj"
    folder.mkdir(parents=True)
    for name, text in (("agencies", AGENCIES), ("people", PEOPLE)):
        (folder / f"{name}.yml").write_text(f"{_LONG}{text}", encoding="utf-8")
    return tmp_path / "env"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that went through the YAML reader."""
    seen: list[str] = []
    read: Callable[..., object] = strict_yaml.read_yaml

    def noted(path: Path, name: str, problems: list[object]) -> object:
        seen.append(path.name)
        return read(path, name, problems)

    monkeypatch.setattr(records, "read_yaml", noted)
    return seen


def _files(root: Path) -> list[Path]:
    return sorted((root / kept.FOLDER).glob("*.json"))


def test_the_same_records_without_reading(root: Path, parsed: list[str]) -> None:
    """Values, records in records, empty lists and places are those of the file."""
    first = read_unchecked(root)
    assert parsed == ["agencies.yml", "people.yml"]
    again = read_unchecked(root)
    assert parsed == ["agencies.yml", "people.yml"]
    assert again == first
    assert [person.place for person in again.people()] == [p.place for p in first.people()]
    person = again.by_id["moj-0001"]
    assert person.former_mailboxes == (
        FormerMailbox(mailbox="ungson", until="2030-01-01"),
        FormerMailbox(mailbox="hoeson"),
    )
    assert person.aliases == ("son", "000017")
    assert again.agencies["moj"].roles == (
        Role(role="vanthu", holders=("moj-0001",)),
        Role(role="khong"),
    )


def test_a_file_of_other_bytes_is_read(root: Path, parsed: list[str]) -> None:
    """Even of the same size, at the same time of change."""
    read_unchecked(root)
    path = root / "provinces" / "moj" / "people.yml"
    was = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("dothiat", "dothiax"))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    parsed.clear()
    assert read_unchecked(root).by_id["moj-0002"].mailbox == "dothiax"
    assert parsed == ["people.yml"]


def test_other_code_reads_anew(
    root: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that became stricter is not passed by."""
    read_unchecked(root)
    parsed.clear()
    monkeypatch.setattr(kept, "_code", lambda: b"another version")
    read_unchecked(root)
    assert parsed == ["agencies.yml", "people.yml"]


@pytest.mark.parametrize("size", range(0, 2000, 83))
def test_damaged_or_cut_off(root: Path, parsed: list[str], size: int) -> None:
    """What a full disk or a flipped bit left is no record."""
    good = read_unchecked(root)
    path = _files(root)[1]
    data = path.read_bytes()
    cut = data[:size]
    flipped = bytearray(data)
    flipped[min(size, len(data) - 1)] ^= 1
    for bad in (cut, bytes(flipped)):
        path.write_bytes(bad)
        parsed.clear()
        assert read_unchecked(root) == good
        assert parsed == (["people.yml"] if bad != data else [])


def test_what_others_may_write_is_not_taken(root: Path, parsed: list[str]) -> None:
    """A file that the group may write is read anew, and put in order."""
    read_unchecked(root)
    for path in _files(root):
        path.chmod(0o660)
    parsed.clear()
    read_unchecked(root)
    assert parsed == ["agencies.yml", "people.yml"]
    assert {path.stat().st_mode & 0o777 for path in _files(root)} == {0o600}
    assert (root / kept.FOLDER).stat().st_mode & 0o777 == 0o700
    assert (root / kept.FOLDER / ".gitignore").read_text() == "*\n"


def test_mistakes_are_told_every_time(root: Path) -> None:
    """Nothing is kept of a file with a mistake."""
    path = root / "provinces" / "moj" / "people.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "titel:"))
    for _ in range(2):
        with pytest.raises(HopthuError) as raised:
            read_unchecked(root)
        assert len(raised.value.problems) == 4
    assert [file.name for file in _files(root)] == ["moj.agencies.json"]


def test_nothing_stays_of_a_province_that_is_gone(root: Path) -> None:
    """Nobody's name is kept longer than their record."""
    shutil.copytree(root / "provinces" / "moj", root / "provinces" / "ha_tay")
    read_unchecked(root)
    assert len(_files(root)) == 4
    shutil.rmtree(root / "provinces" / "ha_tay")
    read_unchecked(root)
    assert [file.name for file in _files(root)] == ["moj.agencies.json", "moj.people.json"]


def test_where_nothing_can_be_kept(root: Path) -> None:
    """A file in the folder's place is left alone."""
    (root / kept.FOLDER).write_text("mine")
    first: Inventory = read_unchecked(root)
    assert read_unchecked(root) == first
    assert (root / kept.FOLDER).read_text() == "mine"
