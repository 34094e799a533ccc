"""Commands end with a status and a message, whatever is wrong: never with a traceback."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hopthu.forms import read_form
from hopthu.interfaces.commands import cli, form, intake, schema, validate
from hopthu.records.inventory.json_schema import inventory_schema
from hopthu.records.inventory.read import read_inventory
from hopthu.text.errors import HopthuError, Message
from hopthu.text.language import Text

PROJECT = Path(__file__).parents[3]
FORM = PROJECT / "tests" / "forms" / "51_quang_ngai.xlsx"
DEFECTS = PROJECT / "tests" / "forms" / "24_bac_giang.xlsx"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(centre: Path) -> Path:
    """The environment that the commands work on."""
    return centre


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command's main with arguments; returns status, output and errors."""

    def call(main: Callable[[], int], *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["command", *map(str, arguments)])
        status = main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    return call


def people(root: Path, text: str) -> None:
    """Give the centre these people."""
    (root / "provinces" / "trung_uong" / "people.yml").write_text(text, encoding="utf-8")


class TestValidate:
    """scripts/validate."""

    def test_a_sound_inventory(self, root: Path, run: Run) -> None:
        """Counts, then the states that are not the usual one."""
        people(
            root,
            "people:\n"
            "  - {id: moj-0001, name: A B, agency: moj, title: T, mailbox: ab, state: left,"
            ' since: "2008-11-15"}\n'
            "  - {id: moj-0002, name: C D, agency: moj, title: T, mailbox: cd}\n",
        )
        status, out, err = run(validate.main, root)
        assert (status, err) == (0, "")
        assert out == (
            f"{root}: 1 provinces, 2 agencies, 2 people, 1 lists: all is in order.\n"
            "  There is no register yet of what was given: the next intake or change begins it, "
            f"or now: scripts/register --into {root} --write\n"
            "  1 left\n"
        )

    def test_the_shipped_inventory(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the project ships is in order; the lab is the default."""
        monkeypatch.chdir(PROJECT)
        assert run(validate.main)[0] == 0

    def test_no_folder(self, tmp_path: Path, run: Run) -> None:
        """A misspelt environment."""
        status, out, err = run(validate.main, tmp_path / "nowhere")
        assert (status, out) == (2, "")
        assert "policy.yml: the policy cannot be read" in err

    def test_no_provinces(self, root: Path, run: Run) -> None:
        """A policy without records."""
        shutil.rmtree(root / "provinces")
        status, _, err = run(validate.main, root)
        assert (status, "there is no folder provinces/ here" in err) == (2, True)

    def test_a_wrong_policy(self, root: Path, run: Run) -> None:
        """The wrong key and those that are missing, each on a line."""
        (root / "group_vars" / "all" / "policy.yml").write_text("hopthu_policy: {domain: 1}")
        status, _, err = run(validate.main, root)
        named = [line.partition("hopthu_policy: ")[2].split()[0] for line in err.splitlines()]
        assert status == 2
        assert len(set(named)) == len(named)
        assert {"domain", "addresses.form", "limits.suspend.run.share"} <= set(named)

    def test_an_unreadable_file(self, root: Path, run: Run) -> None:
        """A folder where a file should be."""
        (root / "provinces" / "trung_uong" / "people.yml").mkdir()
        status, _, err = run(validate.main, root)
        assert (status, "the file cannot be read: Is a directory" in err) == (2, True)

    def test_all_mistakes_in_vietnamese(
        self, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One line each, in the operator's language."""
        monkeypatch.setenv("HOPTHU_LANG", "vi")
        people(root, "people:\n  - id: moj-0001\n    quota: no\n")
        status, _, err = run(validate.main, root)
        assert (status, len(err.splitlines())) == (2, 5)
        assert "không có dấu nháy thì mỗi chương trình đọc một khác" in err


class TestIntake:
    """scripts/intake."""

    @pytest.fixture(autouse=True)
    def elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The outbox is made where the command runs."""
        monkeypatch.chdir(tmp_path)

    def test_a_form_is_taken_once(self, root: Path, run: Run) -> None:
        """Files and key are made, then nothing more; the inventory is in order."""
        status, out, err = run(intake.main, FORM, "--into", root)
        assert (status, err) == (0, "")
        assert "Made the key" in out
        assert f"then scripts/validate {root}" in out
        new = list(read_inventory(root).people())
        truth = json.loads(FORM.with_suffix(".truth.json").read_text(encoding="utf-8"))
        assert [person.name for person in new] == [row["name"] for row in truth["people"]]
        status, out, _ = run(intake.main, FORM, "--into", root)
        assert (status, "Nothing new: no file was changed." in out) == (0, True)
        assert "Made the key" not in out
        assert list(read_inventory(root).people()) == new
        assert run(validate.main, root)[0] == 0

    def test_a_refused_form_leaves_the_others(self, root: Path, run: Run) -> None:
        """Its problems are told, and its province is not written."""
        status, out, _ = run(intake.main, DEFECTS, FORM, "--into", root)
        assert status == 1
        assert "whole form, problems: " in out
        assert {path.name for path in (root / "provinces").iterdir()} == {
            "quang_ngai",
            "trung_uong",
        }

    def test_a_file_that_is_no_form(self, root: Path, tmp_path: Path, run: Run) -> None:
        """Missing, empty or named like markup: told by name."""
        odd = tmp_path / "[bold]x.xlsx"
        odd.write_bytes(b"")
        status, out, _ = run(intake.main, odd, tmp_path / "gone.xls", "--into", root)
        assert status == 1
        assert out.count("[bold]x.xlsx") == 2
        assert out.count("gone.xls") == 2
        assert not (root / "provinces" / "quang_ngai").exists()

    @pytest.mark.parametrize("spoil", ["policy", "inventory", "hosts", "key"])
    def test_what_is_wrong_around_it(
        self, root: Path, run: Run, spoil: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The environment or the key is unusable: status 2 and what to do."""
        key = root / "my.key"
        monkeypatch.setenv("HOPTHU_KEY_FILE", str(key))
        files = {
            "policy": root / "group_vars" / "all" / "policy.yml",
            "inventory": root / "provinces" / "trung_uong" / "agencies.yml",
            "hosts": root / "hosts.yml",
            "key": key,
        }
        files[spoil].write_text("[", encoding="utf-8")
        status, _, err = run(intake.main, FORM, "--into", root)
        assert status == 2
        assert str(files[spoil].name) in err

    def test_a_lost_key_is_not_made_anew(self, root: Path, run: Run) -> None:
        """With another key everybody would be registered twice."""
        assert run(intake.main, FORM, "--into", root)[0] == 0
        (root / ".match-key").unlink()
        status, _, err = run(intake.main, FORM, "--into", root)
        assert (status, "hashed with another key" in err) == (2, True)
        assert not (root / ".match-key").exists()

    def test_a_row_that_the_inventory_cannot_hold(
        self, root: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The form is refused at the cell, nothing is written."""
        form = read_form(FORM, datetime.date(2008, 11, 20))
        untitled = replace(form, rows=(replace(form.rows[0], title=""), *form.rows[1:]))
        monkeypatch.setattr(intake, "read_form", lambda *_, **__: untitled)
        status, out, _ = run(intake.main, FORM, "--into", root)
        assert (status, "has no title" in out) == (1, True)
        assert not (root / "provinces" / "quang_ngai").exists()


def test_the_schema_is_printed(run: Run) -> None:
    """Ready for docs/inventory.schema.json."""
    status, out, _ = run(schema.main)
    assert (status, json.loads(out)) == (0, inventory_schema())


class TestEnds:
    """How every command ends."""

    def test_problems(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Status 2, the problems on standard error."""

        def fail() -> int:
            raise HopthuError.of(Message("x", Text("bad", "sai"), Text("", "")))

        assert cli.run(fail) == 2
        assert capsys.readouterr() == ("", "bad\n")

    def test_an_interrupt(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Ctrl-C is no traceback."""

        def interrupt() -> int:
            raise KeyboardInterrupt

        assert cli.run(interrupt) == 130
        assert capsys.readouterr().err == "Stopped; run the command again.\n"

    @pytest.mark.parametrize("lines", [1, 100_000])
    def test_a_reader_who_goes_away(self, lines: int) -> None:
        """Head and less may close the pipe before or while the command writes."""
        program = (
            "import sys; from hopthu.interfaces.commands import cli\n"
            "def write():\n"
            f" for _ in range({lines}): sys.stdout.write('x' * 80 + '\\n')\n"
            " return 0\n"
            "sys.exit(cli.run(write))"
        )
        reading, writing = os.pipe()
        os.close(reading)
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        environment.pop("PYTHONUNBUFFERED", None)  # short answers wait in a buffer, as usual
        answer = subprocess.run(
            [sys.executable, "-c", program],
            stdout=writing,
            stderr=subprocess.PIPE,
            env=environment,
            timeout=60,
            check=False,
        )
        os.close(writing)
        assert (answer.returncode, answer.stderr) == (0, b"")


class TestForm:
    """scripts/form."""

    def test_a_form_comes_back_after_an_intake(self, root: Path, run: Run, tmp_path: Path) -> None:
        """Those whom an intake registered are shown in the next form, which replaces no file."""
        assert run(intake.main, FORM, "--into", root, "--outbox", tmp_path / "out")[0] == 0
        path = tmp_path / "next.xlsx"
        status, out, _ = run(form.main, "quang_ngai", "--into", root, "-o", path)
        assert (status, str(path) in out) == (0, True)
        home = read_inventory(root).provinces["quang_ngai"]
        boxes = {person.mailbox for person in home.people} | {a.mailbox for a in home.agencies}
        addresses = {f"{box}@moj.gov.vn" for box in boxes}
        shown = load_workbook(path)["Địa chỉ đã cấp"].iter_rows(min_row=4, min_col=5)
        assert {cell.value for (cell,) in shown} == addresses
        before = path.read_bytes()
        status, _, err = run(form.main, "51", "--into", root, "-o", path)
        assert (status, str(path) in err, path.read_bytes()) == (2, True, before)

    @pytest.mark.parametrize(
        ("options", "name"),
        [((), "51_quang_ngai.xlsx"), (("--mailboxes",), "51_quang_ngai_mailboxes.xlsx")],
    )
    def test_the_file_is_named_for_the_province(
        self, options: tuple[str, ...], name: str, root: Path, run: Run,
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        """As its host is, with the code before it."""
        monkeypatch.chdir(tmp_path)
        assert run(form.main, "Quảng Ngãi", "--into", root, *options)[0] == 0
        assert (tmp_path / name).is_file()

    def test_all_forms_at_once(self, root: Path, run: Run, tmp_path: Path) -> None:
        """A form for each province, into a folder; where one is there, none is written."""
        assert run(intake.main, FORM, "--into", root, "--outbox", tmp_path / "out")[0] == 0
        folder = tmp_path / "forms"
        status, out, _ = run(form.main, "--all", "--into", root, "-o", folder)
        names = sorted(path.name for path in folder.iterdir())
        assert (status, len(names), len(out.splitlines())) == (0, 63, 63)
        assert "51_quang_ngai.xlsx" in names
        shown = load_workbook(folder / "51_quang_ngai.xlsx")["Địa chỉ đã cấp"]
        assert shown.max_row > 4
        (folder / "01_ha_noi.xlsx").unlink()
        status, _, err = run(form.main, "--all", "--into", root, "-o", folder)
        assert (status, err.count("already")) == (2, 62)
        assert not (folder / "01_ha_noi.xlsx").exists()

    def test_forms_that_are_overdue(self, root: Path, run: Run, tmp_path: Path) -> None:
        """Of the provinces that owe them: who sent the form of the people owes none of those."""
        assert run(intake.main, FORM, "--into", root, "--outbox", tmp_path / "out")[0] == 0
        folder = tmp_path / "forms"
        assert run(form.main, "--late", "--into", root, "-o", folder)[0] == 0
        names = {path.name for path in folder.iterdir()}
        assert "48_da_nang.xlsx" in names
        assert "51_quang_ngai.xlsx" not in names
        policy = root / "group_vars" / "all" / "policy.yml"
        policy.write_text(re.sub(r'due: "\d+-', 'due: "2999-', policy.read_text("utf-8")), "utf-8")
        later = re.sub(r'goal: "\d+-', 'goal: "2999-', policy.read_text("utf-8"))
        policy.write_text(later, "utf-8")
        status, out, _ = run(form.main, "--late", "--into", root, "-o", tmp_path / "none")
        assert (status, out) == (0, "No form is overdue.\n")
        assert not (tmp_path / "none").exists()

    def test_an_unknown_province_is_an_error(self, root: Path, run: Run) -> None:
        """With its remedy, and without a traceback."""
        status, _, err = run(form.main, "Paris", "--into", root)
        assert (status, "Paris" in err) == (2, True)


def test_a_terminal_without_our_letters_gets_no_traceback(root: Path) -> None:
    """They are shown as others; the status stays what it is."""
    people(
        root, "people:\n  - {id: moj-0001, name: Bộ Tư Ơ, agency: ở đâu, title: T, mailbox: ab}\n"
    )
    command = [sys.executable, "-m", "hopthu.interfaces.commands.validate", str(root)]
    settings = {**os.environ, "PYTHONIOENCODING": "latin-1", "HOPTHU_LANG": "vi"}
    answer = subprocess.run(command, capture_output=True, env=settings, check=False, cwd=PROJECT)
    assert answer.returncode == 2
    assert b"Traceback" not in answer.stderr
    assert b"people.yml:2" in answer.stderr
    command = [sys.executable, "-c", "from hopthu.interfaces.commands.cli import run; import sys; "
        "sys.exit(run(lambda: print('Ứng Hoè Sơn') or 0))"]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, env=settings, check=False, cwd=PROJECT)
    assert (answer.returncode, answer.stderr) == (0, b"")
