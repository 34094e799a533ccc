"""From a slip to the letter about who has not logged in, on a real directory."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from hopthu.interfaces.commands import handover
from hopthu.provision.handover.store import Store

from .noted import note_logins
from .office import Office
from .world import World, person_dn

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Iterator[Office]:
    """Three provinces with accounts; only Thanh Hóa has a key, and so slips."""
    made = Office(world, tmp_path)
    made.store = Store(world.root / "handover")
    world.write_hosts()
    with made.opened:
        made.run()
        note_logins(world)
        yield made


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run scripts/handover in the environment: status, output, errors."""

    def call(*arguments: object) -> tuple[int, str, str]:
        argv = ["scripts/handover", *map(str, arguments), "--into", str(office.world.root)]
        monkeypatch.setattr(sys, "argv", argv)
        status = handover.main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def type_slip(office: Office, *numbers: int) -> None:
    """Have people of Thanh Hóa try what their slips say."""
    slips = office.slips(office.store.records()[-1])
    for number in numbers:
        person = f"thanh-hoa-{number:04}"
        assert office.connect(person, slips[person])


def log_in(office: Office, *numbers: int) -> None:
    """The same, and have them choose a password of their own, which takes the mark away."""
    type_slip(office, *numbers)
    for number in numbers:
        office.world.replace(person_dn("thanh_hoa", number), pwdReset=[])
    note_logins(office.world, *(f"thanh-hoa-{number:04}" for number in numbers))


def test_who_has_logged_in(office: Office, run: Run, tmp_path: Path) -> None:
    """The counts of every province; the names of one; everybody in the file."""
    log_in(office, 1, 2)
    type_slip(office, 4)  # at the page, and went away again
    note_logins(office.world, *(f"thanh-hoa-{number:04}" for number in (1, 2, 4)))
    bundle = office.store.records()[0].bundle
    given = ("thanh-hoa-0002", "thanh-hoa-0003")
    assert run("receipt", bundle, *given, "--to", "Bà Lan", "--on", "2026-11-25")[0] == 0
    status, out, _ = run("logins")
    assert status == 0
    rows = {line.split("  ")[0]: line.split()[-6:] for line in out.splitlines()}
    assert rows["Thanh Hóa"] == ["6", "6", "2", "2", "4", "0"]
    assert rows["Quảng Ngãi"] == ["6", "0", "0", "0", "0", "6"]
    assert rows["all"] == ["18", "6", "2", "2", "4", "12"]
    assert "nguoi3" not in out
    table, text = tmp_path / "a.csv", tmp_path / "a.md"
    status, out, _ = run("logins", "thanh_hoa", "--csv", table, "--markdown", text)
    assert status == 0
    assert "Bắc Giang" not in out
    assert "nguoi3.thanhhoa@moj.gov.vn" in out
    assert "Bà Lan" in out
    assert "nguoi2.thanhhoa@moj.gov.vn" not in out
    assert "nguoi3.thanhhoa@moj.gov.vn" in text.read_text(encoding="utf-8")
    with table.open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    assert [row["logged_in"] for row in people] == ["yes", "yes", "no", "no", "no", "no"]
    assert people[1]["last_login"].endswith("+00:00")
    assert people[2]["handed_to"] == "Bà Lan"
    assert table.stat().st_mode & 0o077 == 0


def test_a_login_from_before_the_slip_does_not_count(office: Office, run: Run) -> None:
    """Who got a new password has to log in again."""
    log_in(office, 1)
    record = office.store.records()[0]
    for made, logged_in in (("2030-01-01T00:00:00+00:00", "0"), (record.made, "1")):
        path = office.store.folder / f"{record.bundle}.json"
        path.write_text(path.read_text().replace(record.made, made))
        counts = run("logins", "thanh_hoa")[1].splitlines()[1].split()
        assert counts[-3] == logged_in
        path.write_text(path.read_text().replace(made, record.made))


def test_those_who_left_are_not_reminded(office: Office, run: Run) -> None:
    """Only people who are active count, whatever slips there are."""
    office.world.person("thanh_hoa", 3)["state"] = "left"
    office.world.person("thanh_hoa", 3)["since"] = "2026-11-01"
    office.world.save()
    out = run("logins", "thanh_hoa")[1]
    assert "nguoi3" not in out
    assert out.splitlines()[1].split()[-6] == "5"


def test_the_letter(office: Office, run: Run) -> None:
    """One for each province where somebody has not logged in; it names them and nobody else."""
    log_in(office, 1, 2)
    status, out, _ = run("remind", "--number", "12/THADS-VP", "--reply-by", "2026-12-15")
    assert status == 0
    path = office.world.root / "letters" / "nhac-dang-nhap-thanh_hoa.docx"
    assert f"{path}: 4 of Thanh Hóa have not logged in." in out
    assert "Quảng Ngãi: nobody has a slip; no letter." in out
    assert list(path.parent.iterdir()) == [path]
    document = docx.Document(str(path))
    assert path.stat().st_mode & 0o077 == 0
    head, table, foot = document.tables
    assert foot.rows[0].cells[1].text.startswith("CỤC TRƯỞNG")
    assert "Số: 12/THADS-VP" in head.rows[0].cells[0].text
    assert [row.cells[3].text for row in table.rows[1:]] == [
        f"nguoi{number}.thanhhoa" for number in range(3, 7)
    ]
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Kính gửi: Thi hành án dân sự tỉnh Thanh Hóa" in text
    assert "cho 6 công chức" in text
    assert "đã có 2 người đăng nhập; còn 4 người có tên" in text
    assert "trước ngày 15/12/2026" in text
    assert "Ứng Hoè Sơn" in text  # who has the slips
    assert "https://mail.moj.gov.vn/" in text


def test_a_letter_that_is_there_is_not_written_over(office: Office, run: Run) -> None:
    """It may have been edited by then: told, with what to do, and nothing is written."""
    assert run("remind", "thanh_hoa")[0] == 0
    path = office.world.root / "letters" / "nhac-dang-nhap-thanh_hoa.docx"
    path.write_bytes(b"edited")
    status, _, said = run("remind", "thanh_hoa")
    assert status == 2
    assert str(path) in said
    assert "--letters" in said
    assert path.read_bytes() == b"edited"


def test_bundles_are_where_the_environment_says(office: Office, run: Run, tmp_path: Path) -> None:
    """In the folder of its variable; which was read is told."""
    folder = tmp_path / "kept"
    office.store.folder.rename(folder)
    assert run("logins", "thanh_hoa")[1].splitlines()[1].split()[-5] == "0"
    told = run("logins", "thanh_hoa", "-e", f"hopthu_handover={folder}")[1].splitlines()
    assert told[1].split()[-5] == "6"
    assert told[-2] == f"Read from {folder}."
    assert told[-1].startswith("Logins as mail1.moj.gov.vn told them on 20")


def test_everybody_has_logged_in(office: Office, run: Run) -> None:
    """No letter then, and nobody is named."""
    log_in(office, *range(1, 7))
    assert "everybody with a slip has logged in" in run("remind", "thanh_hoa")[1]
    assert len(run("logins", "thanh_hoa")[1].splitlines()) == 4


def test_what_cannot_be_told(office: Office, run: Run) -> None:
    """A province that nobody knows, and a directory that does not answer: one message, no more."""
    status, _, said = run("logins", "ha_noi")
    assert status == 2
    assert "there is no province ha_noi" in said
    note_logins(office.world, silent={"mail1": "no route to it"})
    assert "mail1 did not tell all of them at the last time: no route to it" in run("logins")[1]
    (office.world.root / "report" / "logins.json").unlink()
    for verb in ("logins", "remind"):
        status, _, said = run(verb, "thanh_hoa")
        assert status == 2
        assert "no mail host has told yet who has logged in" in said
        assert "playbooks/logins.yml" in said
    note_logins(office.world)
    office.world.slapd.stop()
    status, _, said = run("remind", "thanh_hoa")
    assert status == 2
    assert "Traceback" not in said
    assert person_dn("thanh_hoa", 1) not in said
