"""Records changed by line: values, lists, whole records; the rest stays to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.edits.record_edit import RecordEdits
from hopthu.records.inventory.fields import PERSON_FIELDS
from hopthu.text.errors import HopthuError

PEOPLE = """\
---
# of the province
people:
- id: a-0001
  name: "Lê \\"Hoa\\""  # so in the form
  agency: a
  aliases: [one, two]  # both old
  title: 'Kế toán'
  mailbox: hoa

# transferred in May
- title: Văn thư
  id: a-0002
  name: >-
    Trần
    Bình
  former_mailboxes:
    - mailbox: old  # until when?
    # or older
    - mailbox: older
      until: "2009-01-01"
  agency: a   # for now
  # the end of it
...
"""


def edits(folder: Path, text: str = PEOPLE) -> RecordEdits:
    """The file of these people."""
    path = folder / "people.yml"
    path.write_bytes(text.encode())
    return RecordEdits(path, "people", "people", PERSON_FIELDS)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("record", "key", "value", "old", "new"),
    [
        ("a-0001", "name", "Lê Mai", '"Lê \\"Hoa\\""  # so', "Lê Mai  # so"),
        ("a-0001", "title", "Cán sự", "'Kế toán'", "Cán sự"),
        ("a-0001", "title", "no", "'Kế toán'", '"no"'),
        ("a-0002", "agency", "b", "agency: a   #", "agency: b   #"),
        ("a-0002", "title", "Cán sự", "- title: Văn thư", "- title: Cán sự"),
        ("a-0001", "aliases", ("two", "six"), "[one, two]  #", "[two, six]  #"),
        ("a-0001", "aliases", (), "  aliases: [one, two]  # both old\n", ""),
        ("a-0001", "state", "left", "  mailbox: hoa\n", "  mailbox: hoa\n  state: left\n"),
        ("a-0002", "mailbox", "", "", ""),
        (
            "a-0002",
            "former_mailboxes",
            ({"mailbox": "older", "until": "2009-01-01"}, {"mailbox": "new"}),
            "    - mailbox: old  # until when?\n    # or older\n    - mailbox: older\n"
            '      until: "2009-01-01"\n',
            '    - mailbox: older\n      until: "2009-01-01"\n    - mailbox: new\n',
        ),
        (
            "a-0002",
            "former_mailboxes",
            ({"mailbox": "new"}, {"mailbox": "old"}),
            PEOPLE[PEOPLE.index("  former_mail") : PEOPLE.index("  agency: a   #")],
            "  former_mailboxes:\n    - mailbox: new\n    - mailbox: old\n",
        ),
    ],
)
def test_one_value(
    tmp_path: Path, record: str, key: str, value: Any, old: str, new: str, end: str
) -> None:
    """Only its lines change; comments behind what stays are kept, line ends too."""
    file = edits(tmp_path, PEOPLE.replace("\n", end))
    file.put(record, key, value)
    assert file.text() == PEOPLE.replace(old, new, 1).replace("\n", end)


def test_several_new_values_stand_in_their_order(tmp_path: Path) -> None:
    """As a record that is written anew has them."""
    file = edits(tmp_path)
    for key, value in (("since", "2008-11-15"), ("born", "k0000:0"), ("state", "left")):
        file.put("a-0001", key, value)
    added = '  state: left\n  since: "2008-11-15"\n  born: "k0000:0"\n'
    assert file.text() == PEOPLE.replace("  mailbox: hoa\n", f"  mailbox: hoa\n{added}")


def test_a_record_moves_with_its_comments(tmp_path: Path) -> None:
    """Those right above it, and those within; its indentation is the other file's."""
    file = edits(tmp_path)
    file.put("a-0002", "agency", "b")
    lines = file.cut("a-0002")
    assert lines[:2] == ["# transferred in May", "- title: Văn thư"]
    start, stop = PEOPLE.index("# transferred"), PEOPLE.index("  # the end of it")
    assert file.text() == PEOPLE[:start] + PEOPLE[stop:]
    other = edits(tmp_path, "people:\n    - id: a-0009\n      name: Võ")
    other.paste(lines)
    text = other.text()
    assert "    # transferred in May\n    - title: Văn thư\n      id: a-0002\n" in text
    assert yaml.safe_load(text)["people"][1]["name"] == "Trần Bình"


def test_the_last_record_leaves_an_empty_list(tmp_path: Path) -> None:
    """A file never lacks its list, and takes records again."""
    file = edits(tmp_path)
    lines = [file.cut("a-0001"), file.cut("a-0002")]
    text = file.text()
    assert "people: []\n" in text
    assert "# of the province\n" in text
    again = edits(tmp_path, text)
    again.paste(lines[0])
    assert yaml.safe_load(again.text())["people"][0]["id"] == "a-0001"


def test_a_file_without_a_last_line_end(tmp_path: Path) -> None:
    """It gets one where something is added."""
    file = edits(tmp_path, "people:\n  - id: a-0001\n    title: A\n    agency: a")
    file.put("a-0001", "mailbox", "hoa")
    assert file.text() == "people:\n  - id: a-0001\n    title: A\n    agency: a\n    mailbox: hoa\n"


@pytest.mark.parametrize(
    ("record", "key", "value", "line"),
    [
        ("a-0002", "name", "Trần An", 14),  # a folded text
        ("a-0002", "title", "", 12),  # it stands behind the dash
        ("a-0001", "aliases", "one", 7),  # a list is no text
    ],
)
def test_what_lines_cannot_tell(
    tmp_path: Path, record: str, key: str, value: Any, line: int
) -> None:
    """It is refused with its line."""
    file = edits(tmp_path)
    file.put(record, key, value)
    with pytest.raises(HopthuError) as raised:
        file.text()
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.line) == ("edit.uneditable", line)


def test_nobody_of_that_id(tmp_path: Path) -> None:
    """A record that is not there cannot be changed or moved."""
    with pytest.raises(HopthuError, match="a-0003 is in no record"):
        edits(tmp_path).cut("a-0003")
    with pytest.raises(HopthuError, match="a-0003 is in no record"):
        edits(tmp_path).put("a-0003", "title", "x")
