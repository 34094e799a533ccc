"""The board of the rollout, made by its playbook from a real directory and real commits."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from .noted import note_logins
from .world import World, person_dn, play

PASSWORD = "mot-mat-khau-dai"
DAY = ("-e", "hopthu_report_date=2008-11-25")


def git(world: World, *arguments: str, day: str = "2008-11-12") -> None:
    """Run git in the world's folder, as somebody of that day."""
    who = ("-c", "user.name=An", "-c", "user.email=an@moj.gov.vn", "-c", "commit.gpgsign=false")
    when = f"{day}T09:00:00+0700"
    subprocess.run(
        ["git", "-C", str(world.root), *who, *arguments],
        env={"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )


def commit(world: World, *provinces: str, day: str) -> None:
    """Commit the records of provinces, as intake's clerk did on that day."""
    if not (world.root / ".git").exists():
        git(world, "init", "--quiet", "-b", "main")
    for province in provinces:
        git(world, "add", f"provinces/{province}")
    git(world, "commit", "--quiet", "-m", "forms", day=day)


def board(world: World) -> dict[str, Any]:
    """What the last run left as data."""
    text = (world.root / "report" / "board.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def province(world: World, name: str) -> dict[str, Any]:
    """A province of it."""
    found: dict[str, Any]
    (found,) = (each for each in board(world)["provinces"] if each["province"] == name)
    return found


@pytest.fixture
def rolled_out(world: World) -> World:
    """Bắc Giang came in time, Thanh Hóa late and is not applied yet; two people logged in."""
    commit(world, "trung_uong", "bac_giang", day="2008-11-12")
    commit(world, "thanh_hoa", "quang_ngai", day="2008-11-24")
    world.provision("bac_giang", "quang_ngai")
    world.replace(person_dn("bac_giang", 3), userPassword=PASSWORD)  # the first one still
    world.replace(person_dn("bac_giang", 3), pwdReset="TRUE")
    note_logins(world, *(f"bac-giang-{number:04}" for number in (1, 2, 3)))
    return world


def test_the_board_tells_what_is(rolled_out: World) -> None:
    """Counts are those of the real directory; forms are as late as git knows."""
    run = play(rolled_out, *DAY, playbook="report")
    assert run.returncode == 0, run.stdout
    assert "Board of 25 Nov 2008: 2 of 755 agencies and 12 of 18 registered people" in run.stdout
    assert "; 2 logged in" in run.stdout
    assert "60 of 63 provinces are late:" in run.stdout
    came = province(rolled_out, "bac_giang")
    assert came["counts"] == {
        "agencies": 13,  # the eleven of 2008 and two of the test
        "addressed": 1,
        "managed": 1,
        "agencies_made": 1,
        "people": 6,
        "people_made": 6,
        "logged_in": 2,
    }
    assert [form["status"] for form in came["forms"]] == ["received"] * 3
    late = province(rolled_out, "thanh_hoa")
    assert late["counts"]["people_made"] == 0
    assert (late["forms"][0]["status"], late["forms"][0]["days"]) == ("came-late", 4)
    missing = province(rolled_out, "ha_noi")
    assert (missing["forms"][0]["status"], missing["days_late"]) == ("late", 5)
    points = [(p["day"], p["people"]) for p in board(rolled_out)["progress"]]
    assert points == [("2008-11-12", 6), ("2008-11-24", 18), ("2008-11-25", 18)]


def test_where_no_login_is_noted_nobody_is_said_to_lack_one(world: World) -> None:
    """No mail host may have been asked: that is told, and nobody is to be reminded for it."""
    world.provision("bac_giang")
    assert play(world, *DAY, playbook="report").returncode == 0
    found = board(world)
    assert (found["totals"]["people_made"], found["totals"]["logged_in"]) == (6, None)
    assert any("no mail host has told of a login yet" in text["en"] for text in found["unknown"])
    assert not any("log in" in step["text"]["en"] for step in found["next"])


def test_what_it_leaves(rolled_out: World) -> None:
    """A page, a workbook and letters that programs can open; a second run changes nothing."""
    first = play(rolled_out, *DAY, playbook="report")
    assert first.returncode == 0, first.stdout
    assert "changed=1" in first.stdout
    folder = rolled_out.root / "report"
    text = (folder / "board.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "http" not in text.replace("http-equiv", "")
    assert "Nguyễn Văn" not in text
    assert "Các tỉnh" in openpyxl.load_workbook(folder / "board.xlsx").sheetnames
    letters = sorted(path.name for path in (folder / "letters" / "2008-11-25").iterdir())
    assert len(letters) == 60
    assert "38_thanh_hoa.docx" not in letters
    assert docx.Document(str(folder / "letters" / "2008-11-25" / letters[0])).tables
    again = play(rolled_out, *DAY, playbook="report")
    assert "changed=0" in again.stdout
    assert "Nothing changed." in again.stdout


def test_check_says_what_would_be_written(rolled_out: World) -> None:
    """And writes nothing; in the operator's language."""
    run = play(rolled_out, *DAY, "--check", "--diff", playbook="report", HOPTHU_LANG="vi")
    assert run.returncode == 0, run.stdout
    assert "60/63 tỉnh quá hạn:" in run.stdout
    assert "Sẽ ghi" in run.stdout
    assert '"day": "2008-11-25"' in run.stdout
    assert [path.name for path in (rolled_out.root / "report").iterdir()] == ["logins.json"]


def test_without_directory_servers_and_git(world: World) -> None:
    """The board is made all the same, and says what it does not know."""
    servers = world.root / "servers.yml"
    away = "mail9: {ansible_host: 127.0.0.9, ansible_port: 1}"
    servers.write_text(f"all: {{children: {{mail_servers: {{hosts: {{{away}}}}}}}}}\n")
    nowhere = ("-e", "hopthu_directory_uri=ldap://127.0.0.1:1")
    run = play(world, "-i", str(servers), *DAY, *nowhere, playbook="report")
    assert run.returncode == 0, run.stdout
    assert "18 people are registered" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
    unknown = " ".join(text["en"] for text in board(world)["unknown"])
    for what in ("directory cannot be asked", "git cannot tell", "(mail9: "):
        assert what in unknown
    assert board(world)["totals"]["people_made"] is None
    assert province(world, "thanh_hoa")["forms"][0]["status"] == "received"


def test_a_day_that_is_none(world: World) -> None:
    """One clear message."""
    run = play(world, "-e", "hopthu_report_date=25/11/2008", playbook="report")
    assert run.returncode == 2
    assert "“25/11/2008” is no day → write it as year-month-day" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_a_folder_that_cannot_be_written(world: World) -> None:
    """It is named, and so is what stands in the way."""
    Path(world.root / "report").write_text("in the way", encoding="utf-8")
    run = play(world, *DAY, playbook="report")
    assert run.returncode == 2
    assert str(world.root / "report") in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
