"""Edits by line: hand work survives to the byte, and a failed write leaves the old file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from hopthu.files.whole import write_whole
from hopthu.records.edits.edit import RecordFile
from hopthu.records.edits.hosts import with_hosts
from hopthu.text.errors import HopthuError

AGENCIES = """\
---
# Kept by hand: ask Mr. Tám
agencies:

  - id: a   # the province
    kind: province
    name:   Thi hành án
    managers: [ a-0001 ,"a-0002" ]  # two

  # a comment between
  - kind: district
    id: a.b
    name: B
  - id: a.c
    kind: district
    managers:
      - a-0001
      # not a-0009, on leave
      - a-0003   # deputy
    name: C
# the end
"""
EDITED = (
    AGENCIES.replace('"a-0002" ]  # two', '"a-0002", a-0005, a-0006]  # two')
    .replace("    id: a.b\n", "    id: a.b\n    managers: [a-0007]\n")
    .replace("# deputy\n", "# deputy\n      - a-0008\n      - a-0009\n")
)


def put(path: Path, text: str) -> Path:
    """Write the file with the line ends that ``text`` has."""
    path.write_bytes(text.encode())
    return path


def edit(path: Path) -> bool:
    """Make the three edits of the managers, one for each way a list may stand."""
    file = RecordFile(path, "agencies", "")
    file.add_to_list("a", "managers", ("a-0005", "a-0006"))
    file.add_to_list("a.b", "managers", ("a-0007",))
    file.add_to_list("a.c", "managers", ("a-0008", "a-0009"))
    return file.save()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hand_edits_survive(tmp_path: Path, end: str) -> None:
    """Comments, blanks, quotes and line ends stay; lists grow in the style they have."""
    path = put(tmp_path / "a.yml", AGENCIES.replace("\n", end))
    assert edit(path)
    assert path.read_bytes().decode() == EDITED.replace("\n", end)


@pytest.mark.parametrize(
    "text", [AGENCIES.replace("\n", "\r\n"), AGENCIES.rstrip("\n"), "\ufeff" + AGENCIES]
)
def test_nothing_to_add_changes_nothing(tmp_path: Path, text: str) -> None:
    """CRLF, a byte order mark or no last line end are no reason to write."""
    path = put(tmp_path / "a.yml", text)
    before = path.stat()
    assert not RecordFile(path, "agencies", "").save()
    assert path.read_bytes().decode() == text
    assert path.stat().st_ino == before.st_ino


def test_a_file_without_last_line_end_grows(tmp_path: Path) -> None:
    """The last line keeps its own line."""
    path = put(tmp_path / "a.yml", "agencies:\n- id: a\n  kind: region")
    file = RecordFile(path, "agencies", "")
    file.add_to_list("a", "managers", ("a-0001",))
    file.append(["- id: b"])
    assert file.save()
    assert path.read_text() == (
        "agencies:\n- id: a\n  kind: region\n  managers: [a-0001]\n- id: b\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("people: []\n", "people:\n  - id: x\n"),
        (
            "# top\npeople: [ ]  # none yet\n# end\n",
            "# top\npeople:  # none yet\n# end\n  - id: x\n",
        ),
        ("people:\n-  id: a\n...\n", "people:\n-  id: a\n- id: x\n...\n"),
        ("people:\n    - {id: a}\n", None),
        ("people: [{id: a}]\n", None),
        ("people:\n  -\n    id: a\n", None),
        ("people: [\n]\n", None),
    ],
)
def test_a_record_is_appended(tmp_path: Path, before: str, after: str | None) -> None:
    """After the last record at its column, or not at all where that cannot be right."""
    path = put(tmp_path / "a.yml", before)
    if after is None:
        with pytest.raises(HopthuError, match="this is not written one value a line"):
            RecordFile(path, "people", "").append(["  - id: x"])
    else:
        file = RecordFile(path, "people", "")
        file.append([f"{' ' * file.indent}- id: x"])
        assert file.save()
        assert path.read_text() == after


def test_a_new_file_has_a_heading(tmp_path: Path) -> None:
    """The folder is made too; without a record there is no file."""
    path = tmp_path / "x" / "people.yml"
    assert not RecordFile(path, "people", "Thanh Hóa").save()
    assert not path.parent.exists()
    file = RecordFile(path, "people", "Thanh Hóa")
    file.append(["  - id: x"])
    assert file.save()
    assert path.read_text() == "---\n# Thanh Hóa\npeople:\n  - id: x\n"
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "text",
    [
        "agencies:\n  - id: a\n    managers: [\n      a-0001]\n",
        "agencies:\n  - id: a\n    managers: [a-0001, # one]\n      a-0002]\n",
        "agencies:\n  - id: a\n    managers:\n      -\n        a-0001\n",
    ],
)
def test_a_list_that_cannot_be_edited_safely_is_refused(tmp_path: Path, text: str) -> None:
    """The message names the line; the file stays."""
    path = put(tmp_path / "a.yml", text)
    with pytest.raises(HopthuError) as raised:
        RecordFile(path, "agencies", "").add_to_list("a", "managers", ("a-0009",))
    assert raised.value.problems[0].place.line >= 3
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[]", "[a-0009]"), ("[a-0001, ]", "[a-0001, a-0009]"), ("[a-0001,]", "[a-0001, a-0009]")],
)
def test_a_list_in_brackets_grows(tmp_path: Path, text: str, expected: str) -> None:
    """Empty, or with a comma too many."""
    path = put(tmp_path / "a.yml", f"agencies:\n  - id: a\n    managers: {text}\n")
    file = RecordFile(path, "agencies", "")
    file.add_to_list("a", "managers", ("a-0009",))
    assert file.text() == f"agencies:\n  - id: a\n    managers: {expected}\n"


def test_a_record_of_another_file_is_named(tmp_path: Path) -> None:
    """An agency kept in another folder is a message, not a KeyError."""
    file = RecordFile(put(tmp_path / "a.yml", AGENCIES), "agencies", "")
    with pytest.raises(HopthuError, match="z is in no record of this file"):
        file.add_to_list("z", "managers", ("a-0001",))


@pytest.mark.parametrize("text", ["agencies: {}\n", "agencies: [\n", "a: b\n", "- a\n"])
def test_a_broken_file_is_not_edited(tmp_path: Path, text: str) -> None:
    """What the strict reader refuses, no edit touches."""
    with pytest.raises(HopthuError):
        RecordFile(put(tmp_path / "a.yml", text), "agencies", "")


class TestWriteWhole:
    """Whole or not at all."""

    def test_the_mode_stays(self, tmp_path: Path) -> None:
        """A file that its group may write remains so."""
        path = put(tmp_path / "a", "old")
        path.chmod(0o664)
        write_whole(path, "new")
        assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o664)

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_full_disk_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        """The reason is told, and no temporary file stays behind."""
        path = put(tmp_path / "a", "old")

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
        with pytest.raises(HopthuError, match="cannot be written: No space left on device"):
            write_whole(path, "new")
        assert path.read_text() == "old"
        assert os.listdir(tmp_path) == ["a"]

    def test_an_interrupt_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ctrl-C is no disk error, and leaves no temporary file either."""
        path = put(tmp_path / "a", "old")

        def interrupt(_: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write_whole(path, "new")
        assert os.listdir(tmp_path) == ["a"]

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        """A file in the folder's place is a message."""
        put(tmp_path / "a", "")
        with pytest.raises(HopthuError, match="cannot be written"):
            write_whole(tmp_path / "a" / "b", "new")


HOSTS = """\
all:
  children:
    provinces:
      vars:
        ansible_connection: local
      hosts:
        bac_giang:
          x: 1

          y: 2
        # the big one
        # and late
        thanh_hoa: {z: 3}   # kept
        trung_uong:
          v:
            - w

          u: 1

  vars: {}
"""


class TestHosts:
    """A province's line in hosts.yml."""

    @pytest.mark.parametrize(
        ("name", "before"),
        [
            ("an_giang", "        bac_giang:\n"),
            ("quang_ngai", "        # the big one\n"),
            ("tra_vinh", "        trung_uong:\n"),
            ("vinh_phuc", "\n  vars: {}\n"),
        ],
    )
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_a_host_is_added_in_the_alphabet(
        self, tmp_path: Path, name: str, before: str, end: str
    ) -> None:
        """Not between a host and its variables, nor between a host and its comment."""
        path = put(tmp_path / "hosts.yml", HOSTS.replace("\n", end))
        text = with_hosts(path, [name])
        expected = HOSTS.replace(before, f"        {name}:\n{before}")
        assert text == expected.replace("\n", end)
        write_whole(path, text)
        assert path.read_bytes() == text.encode()
        assert with_hosts(path, [name]) == ""

    def test_several_at_once_leave_each_its_variables(self, tmp_path: Path) -> None:
        """Wherever they go, before, between and after: no host gets those of another."""
        path = put(tmp_path / "hosts.yml", HOSTS)
        keys = ("all", "children", "provinces", "hosts")
        before = yaml.safe_load(HOSTS)
        text = with_hosts(path, ["vinh_phuc", "an_giang", "ha_noi", "quang_ngai", "ha_tay"])
        found = yaml.safe_load(text)
        for key in keys:
            before, found = before[key], found[key]
        new = dict.fromkeys(["an_giang", "ha_noi", "ha_tay", "quang_ngai", "vinh_phuc"])
        assert found == {**before, **new}
        assert list(found) == sorted(found)

    def test_the_last_line_may_lack_its_end(self, tmp_path: Path) -> None:
        """The new host gets a line of its own."""
        text = "all:\n  children:\n    provinces:\n      hosts:\n        a:"
        path = put(tmp_path / "hosts.yml", text)
        assert with_hosts(path, ["b"]) == f"{text}\n        b:\n"

    @pytest.mark.parametrize(
        "text",
        [
            "all:\n  children:\n    provinces:\n      hosts:\n",
            "all:\n  children:\n    provinces:\n      hosts: {a: , b: }\n",
            "all: []\n",
            "",
            "a: [\n",
        ],
    )
    def test_no_place_for_hosts(self, tmp_path: Path, text: str) -> None:
        """A file built otherwise is a message, and stays as it is."""
        path = put(tmp_path / "hosts.yml", text)
        with pytest.raises(HopthuError):
            with_hosts(path, ["c"])
        assert path.read_text() == text
