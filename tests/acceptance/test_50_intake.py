"""Intake as a clerk runs it, through scripts/intake: forms in, inventory and answers out."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from hopthu.forms import read_form
from hopthu.records.inventory.read import read_inventory
from hopthu.servers.lab.slapd import Slapd

from .world import PEOPLE, read_ldif

PROJECT = Path(__file__).parents[2]
FORMS = PROJECT / "tests" / "forms"
DEFECTS = FORMS / "24_bac_giang.xlsx"
CENTRE = "provinces/trung_uong/agencies.yml"
HEADER = ("STT", "Họ và tên", "Ngày sinh", "Chức vụ")


class Desk:
    """A clerk's folder: an environment ``env``, an ``inbox``, an ``outbox``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "env"
        self.inbox = folder / "inbox"
        self.outbox = folder / "outbox"
        self.inbox.mkdir()
        shutil.copytree(PROJECT / "inventory" / "lab" / "group_vars", self.root / "group_vars")
        (self.root / CENTRE).parent.mkdir(parents=True)
        shutil.copy(PROJECT / "inventory" / "lab" / CENTRE, self.root / CENTRE)
        shutil.copy(PROJECT / "inventory" / "lab" / "hosts.yml", self.root)

    def intake(self, *arguments: object, language: str = "en") -> tuple[int, str]:
        """Run the script; returns its status and all that it said."""
        answer = subprocess.run(
            [PROJECT / "scripts" / "intake", "--into", "env", *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env=os.environ | {"HOPTHU_LANG": language},
            timeout=120,
            check=False,
        )
        assert "Traceback" not in answer.stderr
        return answer.returncode, answer.stdout + answer.stderr

    def form(self, name: str, *rows: tuple[Any, ...]) -> Path:
        """Save a form of Quảng Ngãi with these rows: number, name, born, title."""
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(["THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI"])
        sheet.append(HEADER)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        path = self.inbox / name
        book.save(path)
        return path

    def names(self) -> list[str]:
        """The people of the inventory."""
        return [person.name for person in read_inventory(self.root).people()]

    def snapshot(self) -> dict[str, str]:
        """A digest of every file of the inventory."""
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.root.rglob("*.yml")
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A clerk's folder with an empty inventory."""
    return Desk(tmp_path)


GOOD = (1, "Nguyễn Văn An", "12/03/1970", "Chấp hành viên")
BAD = (2, "Trần Văn 3", "01/02/1971", "Chuyên viên")


def test_a_form_with_mistakes_is_answered(desk: Desk) -> None:
    """It is refused whole; the marked copy and the letter name every problem."""
    before = desk.snapshot()
    status, said = desk.intake(DEFECTS)
    assert status == 1
    assert "marked-up copy  outbox/24_bac_giang.xlsx" in said
    assert desk.snapshot() == before
    problems = read_form(DEFECTS).problems
    letter = (desk.outbox / "24_bac_giang.txt").read_text(encoding="utf-8-sig")
    book = load_workbook(desk.outbox / "24_bac_giang.xlsx")
    listed = [row[2] for row in book["Lỗi cần sửa"].iter_rows(min_row=2, values_only=True)]
    for problem in problems:
        comment = book[problem.place.sheet][problem.place.cell].comment
        assert comment
        assert problem.text("vi") in comment.text
        assert problem.text("vi") in letter
        assert problem.text("vi") in listed
    assert "tỉnh Bắc Giang" in letter
    assert "BỘ TƯ PHÁP" in letter


@pytest.mark.parametrize("name", ["24_bac_giang.xlsx", "mixed_fonts.xls"])
def test_the_marked_copy_is_the_same_form(desk: Desk, name: str) -> None:
    """Read again it gives the same rows and problems: a province may go on from it."""
    desk.intake(FORMS / name)
    first, second = read_form(FORMS / name), read_form(desk.outbox / f"{Path(name).stem}.xlsx")
    assert [row.name for row in second.rows] == [row.name for row in first.rows]
    assert [(p.code, p.place.cell) for p in second.problems] == [
        (p.code, p.place.cell) for p in first.problems
    ]


def test_our_own_words_name_no_province(desk: Desk) -> None:
    """A form that says its province in the rows alone keeps it; an answer holds one list."""
    text = (FORMS / "48_da_nang.csv").read_text(encoding="utf-8-sig")
    spoiled = desk.inbox / "x.csv"
    spoiled.write_text(text.replace("Phạm Quốc Vương", ""), encoding="utf-8")
    desk.intake(spoiled)
    back = (desk.outbox / "x.xlsx").rename(desk.inbox / "y.xlsx")
    first, second = read_form(spoiled), read_form(back)
    assert second.province == first.province
    assert [p.code for p in second.problems] == [p.code for p in first.problems]
    desk.intake(back)
    assert load_workbook(desk.outbox / "y.xlsx").sheetnames == ["Lỗi cần sửa", "Danh sách"]


def test_the_copy_keeps_the_layout(desk: Desk) -> None:
    """Widths, merged cells and fonts of an .xlsx are the province's."""
    path = desk.form("x.xlsx", GOOD, BAD)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet.column_dimensions["B"].width = 33
    sheet.merge_cells("A1:D1")
    sheet["A1"].font = Font(name="Times New Roman", size=17)
    book.save(path)
    desk.intake(path)
    copy = load_workbook(desk.outbox / "x.xlsx")["Sheet"]
    assert copy.column_dimensions["B"].width == 33
    assert "A1:D1" in copy.merged_cells
    assert (copy["A1"].font.name, copy["A1"].font.size) == ("Times New Roman", 17)
    assert copy["B4"].fill.start_color.rgb != copy["B3"].fill.start_color.rgb


def test_good_rows_alone(desk: Desk) -> None:
    """--accept-good registers them; table, report and letter tell both; twins wait together."""
    twin = (3, "Lê Thị Tám", "05/06/1972", "Thư ký")
    path = desk.form("x.xlsx", GOOD, BAD, twin, twin)
    status, said = desk.intake(path, "--accept-good", "--json", "r.json")
    assert (status, desk.names()) == (1, ["Nguyễn Văn An"])
    assert "3 rows" in said
    letter = (desk.outbox / "x.txt").read_text(encoding="utf-8-sig")
    assert "Đã tiếp nhận 1 cán bộ" in letter
    (form,) = json.loads((desk.folder / "r.json").read_text(encoding="utf-8"))["forms"]
    assert (form["new"], form["refused_rows"]) == (1, 3)
    assert desk.intake(path, "--accept-good")[1].count("Nothing new") == 1


def test_a_wrong_cell_over_several_rows(desk: Desk) -> None:
    """A merged unit without a value leaves the agency of all its rows open: none is taken."""
    path = desk.form("x.xlsx", GOOD, (2, "Lê Thị Tám", "05/06/1972", "Thư ký"))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E2"], sheet["E3"] = "Đơn vị", "=Z1"
    sheet.merge_cells("E3:E4")
    book.save(path)
    assert desk.intake(path, "--accept-good")[0] == 1
    assert desk.names() == []


def test_a_problem_of_the_whole_form_refuses_it(desk: Desk) -> None:
    """--accept-good does not help a form of an unknown province; it gets a letter."""
    path = desk.form("x.xlsx", GOOD)
    book = load_workbook(path)
    book.worksheets[0]["A1"] = "DANH SÁCH"
    book.save(path)
    status, _ = desk.intake(
        path, "--accept-good", "--contact", "Ông Bình", "--reply-by", "2026-12-01"
    )
    assert (status, desk.names()) == (1, [])
    letter = (desk.outbox / "x.txt").read_text(encoding="utf-8-sig")
    assert "Ông Bình" in letter
    assert "trước ngày 01/12/2026" in letter
    assert not (desk.outbox / "x.xlsx").exists()


def test_a_folder(desk: Desk) -> None:
    """All forms in it; lock files are passed over; twins of a file and a province are told."""
    path = desk.form("a.xlsx", GOOD)
    shutil.copy(path, desk.inbox / "b.xlsx")
    desk.form("c.xlsx", (1, "Phạm Thị Hoa", "01/01/1975", "Thư ký"))
    (desk.inbox / "~$a.xlsx").write_bytes(b"lock")
    (desk.inbox / "scan.pdf").write_bytes(b"%PDF-1.4\n")
    status, said = desk.intake("inbox", path)
    assert status == 1
    assert "~$" not in said
    assert "this is a PDF file" in said
    assert "the file is the same as a.xlsx" in said
    assert "a.xlsx is of the same province" in said
    assert desk.names() == ["Nguyễn Văn An", "Phạm Thị Hoa"]


def test_an_empty_folder(desk: Desk) -> None:
    """It is wrong use, told in the clerk's language."""
    status, said = desk.intake("inbox", language="vi")
    assert (status, "inbox: không có mẫu đăng ký nào" in said) == (2, True)


def test_another_form_is_not_overwritten(desk: Desk) -> None:
    """Two forms of one name get two answers; the same form again renews its own."""
    (desk.inbox / "old").mkdir()
    one = desk.form("x.xlsx", BAD)
    two = one.rename(desk.inbox / "old" / "x.xlsx")
    one = desk.form("x.xlsx", GOOD, BAD)
    desk.intake(one, two)
    desk.intake(one, two)
    assert sorted(path.name for path in desk.outbox.iterdir()) == [
        "x-2.docx", "x-2.txt", "x-2.xlsx", "x.docx", "x.txt", "x.xlsx"
    ]  # fmt: skip


def test_an_outbox_that_cannot_be_written(desk: Desk) -> None:
    """A clear error, and the inventory is as it was, for the good form too."""
    desk.outbox.write_text("a file where the folder should be")
    before = desk.snapshot()
    status, said = desk.intake(desk.form("x.xlsx", BAD), FORMS / "51_quang_ngai.xlsx")
    assert (status, "the file cannot be written" in said) == (2, True)
    assert desk.snapshot() == before


EVIL = (
    "{{ lookup('pipe','touch pwned') }}",
    "{% for x in y %}",
    "=cmd|' /C calc'!A0",
    "@here [a](http://e.vn) <b>|`x`",
    "An\n    state: left",
    "$(touch pwned) ; `touch pwned`",
    "+An: - &x *x !!python/object",
)


def test_nothing_in_a_cell_acts(desk: Desk) -> None:
    """Names with markup, templates, formulas or commands stay text wherever they get to."""
    rows = [(n, name, "01/02/1970", "T") for n, name in enumerate(EVIL, 1)]
    path = desk.form("=x@here [a](b).xlsx", *rows, (99, "Trần <b>@x 3", "31/02/1971", "T"))
    _, said = desk.intake(path, "--accept-good", "--report", "r.md")
    assert "\x1b" not in said
    report = (desk.folder / "r.md").read_text(encoding="utf-8")
    page = re.sub(r"<code>.*?</code>", "", MarkdownIt("commonmark").render(report))
    assert "@" not in page  # as code it is nobody's name
    assert not re.search(r"<(b|a|img)\b", page)
    assert "31/02/1971" not in report
    assert not list(desk.folder.rglob("pwned"))
    (copy,) = desk.outbox.glob("*.xlsx")
    for sheet in load_workbook(copy):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for file in desk.root.rglob("people.yml"):
        records = yaml.safe_load(file.read_text(encoding="utf-8"))["people"]
        assert {record["state"] for record in records} == {"active"}


def test_templates_in_titles_reach_the_directory_as_text(desk: Desk, slapd: Slapd) -> None:
    """A real check, then an apply: nothing that a title holds is rendered or run.

    Names with such signs are refused; a title is taken when it was answered to be one.
    """
    evil = [EVIL[0], "T {{ 7 * 6 }}"]
    known = {"titles": {title: title for title in evil}}
    (desk.root / "vocabulary.yml").write_text(json.dumps(known), encoding="utf-8")
    people = zip(("Ngô Văn An", "Lê Thị Bình"), evil, strict=True)
    rows = [(n, name, f"1{n}/02/1970", title) for n, (name, title) in enumerate(people, 1)]
    status, said = desk.intake(desk.form("x.xlsx", *rows))
    assert status == 0, said
    settings = slapd.settings()
    variables = {
        "hopthu_inventory": str(desk.root),
        "hopthu_directory_uri": settings.uri,
        "hopthu_bind_password": settings.password,
        "ansible_python_interpreter": sys.executable,
    }
    play = [
        str(Path(sys.executable).parent / "ansible-playbook"),
        *("-i", str(desk.root / "hosts.yml"), "-e", json.dumps(variables)),
        str(PROJECT / "playbooks" / "provision.yml"),
    ]
    for mode in (["--check", "--diff"], ["--diff"]):
        run = subprocess.run(
            [*play, *mode],
            cwd=desk.folder,
            env=os.environ | {"ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        assert EVIL[0] in run.stdout
        assert "T 42" not in run.stdout
    entries = subprocess.run(
        ["ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri,
         "-b", PEOPLE, "title"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip
    written = {value for found in read_ldif(entries).values() for value in found.get("title", ())}
    assert {title.encode() for title in evil} <= written
    assert not list(desk.folder.rglob("pwned"))
    assert not (PROJECT / "pwned").exists()


def test_formulas_and_links_do_not_come_back(desk: Desk) -> None:
    """The copy holds values: no formula, no hyperlink, no rule, no name."""
    path = desk.form("x.xlsx", GOOD, BAD)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["F3"] = '=HYPERLINK("http://e.vn")'
    sheet["D3"].hyperlink = "http://e.vn"
    book.save(path)
    desk.intake(path)
    with zipfile.ZipFile(desk.outbox / "x.xlsx") as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert b"e.vn" not in content
    assert b"<f>" not in content


def test_escape_sequences_are_not_printed(desk: Desk) -> None:
    """Neither from a cell nor from the name of a file."""
    text = "STT,Họ và tên,Ngày sinh,Chức vụ\n1,Trần \x1b[31m3,01/02/1970,T\n"
    path = desk.inbox / "x\x1b[2J.csv"
    path.write_text("THI HÀNH ÁN DÂN SỰ TỈNH QUẢNG NGÃI,,,\n" + text, encoding="utf-8")
    status, said = desk.intake(path)
    assert (status, "\x1b" in said) == (1, False)
    assert all(name.name.isprintable() for name in desk.outbox.iterdir())


def test_reports_that_cannot_be_written(desk: Desk) -> None:
    """They are tried before anybody is registered."""
    before = desk.snapshot()
    for option in ("--report", "--json"):
        target = desk.root / "hosts.yml" / "report"
        status, said = desk.intake(FORMS / "51_quang_ngai.xlsx", option, target)
        assert (status, "the file cannot be written" in said) == (2, True)
    assert {name: text for name, text in desk.snapshot().items() if name in before} == before


def test_answers_are_for_the_clerk_alone(desk: Desk) -> None:
    """They hold dates of birth."""
    desk.intake(desk.form("x.xlsx", BAD))
    modes = {path.stat().st_mode & 0o777 for path in desk.outbox.iterdir()}
    assert modes == {0o600}
