"""The recipes of CONTRIBUTING.md are done on a copy of the package, to the letter, and work.

So each names every file that its change takes. A recipe stands between ``<!-- recipe: NAME -->``
and ``<!-- end -->``: the name of a file begins a line, its changes follow as ``diff``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

import hopthu

PROJECT = Path(__file__).parents[2]
RECIPES = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^`(hopthu/[\w/]+\.py)`|^```diff\n(.*?)^```", re.MULTILINE | re.DOTALL)
TIMEOUT = 120  # seconds, of one program


def hunks(recipe: str) -> dict[str, list[str]]:
    """The changes of a recipe by file."""
    found = re.search(rf"<!-- recipe: {recipe} -->(.*?)<!-- end -->", RECIPES, re.DOTALL)
    assert found, recipe
    changes: dict[str, list[str]] = defaultdict(list)
    file = ""
    for name, hunk in _FILE.findall(found[1]):
        file = name or file
        if hunk:
            changes[file].append(hunk)
    return changes


def cook(recipe: str, into: Path) -> None:
    """Copy the package and do the recipe there."""
    own = Path(hopthu.__file__).parent
    shutil.copytree(own, into / "hopthu", ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in hunks(recipe).items():
        path = into / name
        text = path.read_text(encoding="utf-8")
        for hunk in changes:
            before, after = (
                "".join(
                    line[1:] or "\n"
                    for line in hunk.splitlines(keepends=True)
                    if line[:1] != other and line.strip("\n")
                )
                for other in "+-"
            )
            assert text.count(before) == 1, f"{name}: {before}"
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")


def run(root: Path, command: str, *arguments: str) -> str:
    """Run a command of the copy, or (``-c``) a program with it; returns what it prints."""
    module = () if command == "-c" else ("-m",)
    command = command if command == "-c" else f"hopthu.interfaces.commands.{command}"
    done = subprocess.run(
        [sys.executable, *module, command, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "HOPTHU_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def root(centre: Path) -> Path:
    """The folder that the environment ``env`` is in."""
    return centre.parent


FILL_IN = """
import sys
from openpyxl import load_workbook
from hopthu.forms.rows.headings import Heading, field_of

book = load_workbook("empty.xlsx")
sheet = book.worksheets[0]
person = {"Họ và tên": "Lê Thị Hoa", "Ngày sinh": "12/03/1970", "Cơ quan":
    "Thi hành án dân sự tỉnh Thanh Hóa", "Chức vụ, chức danh": "Chấp hành viên",
    "Số hiệu công chức": sys.argv[1]}
row = next(cell.row for cell in sheet["A"] if cell.value == "STT")
heads = {str(cell.value).removesuffix(" (*)"): cell.column for cell in sheet[row]}
for name, value in {"STT": 1, **person}.items():
    sheet.cell(row + 1, heads[name]).value = value
book.save("form.xlsx")
"""


@pytest.mark.parametrize("recipe", ["column", "change"])
def test_a_recipe_takes_no_more_files_than_it_says(recipe: str) -> None:
    """Six for a column, two for a kind of change."""
    assert len(hunks(recipe)) <= {"column": 6, "change": 2}[recipe]


class TestColumn:
    """A new column of the forms, from the empty form into the records."""

    def test_an_empty_form_has_it_and_a_filled_one_brings_it_into_the_record(
        self, root: Path
    ) -> None:
        """What the province wrote stands in the person's record, which reads well."""
        cook("column", root)
        run(root, "form", "thanh_hoa", "--into", "env", "-o", "empty.xlsx")
        run(root, "-c", FILL_IN, "TH-0123")
        intake = ("form.xlsx", "--into", "env", "--key", "key", "--outbox", "outbox")
        run(root, "intake", *intake)
        people = (root / "env/provinces/thanh_hoa/people.yml").read_text(encoding="utf-8")
        assert "    staff_number: TH-0123\n" in people
        run(root, "validate", "env")
        schema = json.loads(run(root, "schema"))
        assert '"staff_number"' in json.dumps(schema)

    def test_too_long_a_value_is_told_at_its_row(self, root: Path) -> None:
        """A record that could not be read again is not written."""
        cook("column", root)
        run(root, "form", "thanh_hoa", "--into", "env", "-o", "empty.xlsx")
        run(root, "-c", FILL_IN, "7" * 300)
        with pytest.raises(AssertionError, match="not one line of at most 256 letters"):
            run(root, "intake", "form.xlsx", "--into", "env", "--key", "key")


CHANGE = """\
date: "2008-12-01"
by: Vụ Tổ chức cán bộ
reason: Quyết định 12
steps:
  - change: requota
    people: [trung-uong-0001]
    quota: 5G
"""
PEOPLE = """\
people:
  - id: trung-uong-0001
    name: Lê Thị Hoa
    agency: thads
    title: Chuyên viên
    mailbox: lethihoa
"""


class TestChange:
    """A new kind of change, declared and applied."""

    def test_it_edits_the_record_and_is_undone_as_others_are(self, root: Path) -> None:
        """What follows from a kind, its history and its undo, asks for no further code."""
        cook("change", root)
        path = root / "env/provinces/trung_uong/people.yml"
        path.write_text(PEOPLE, encoding="utf-8")
        changes = root / "env/changes"
        changes.mkdir()
        (changes / "0001-quota.yml").write_text(CHANGE, encoding="utf-8")
        run(root, "change", "preview", "0001", "--into", "env")
        run(root, "change", "apply", "0001", "--into", "env")
        assert path.read_text(encoding="utf-8") == PEOPLE + '    quota: "5G"\n'
        undo = ("undo", "0001", "--reason", "Quyết định 13", "--by", "Vụ", "--into", "env")
        run(root, "change", *undo)
        assert path.read_text(encoding="utf-8") == PEOPLE

    def test_a_wrong_value_is_told(self, root: Path) -> None:
        """The keys of a kind are checked as those of records are."""
        cook("change", root)
        (root / "env/provinces/trung_uong/people.yml").write_text(PEOPLE, encoding="utf-8")
        changes = root / "env/changes"
        changes.mkdir()
        wrong = CHANGE.replace("5G", "5 GB")
        (changes / "0001-quota.yml").write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError, match="a size such as 500M or 2G"):
            run(root, "change", "apply", "0001", "--into", "env")
