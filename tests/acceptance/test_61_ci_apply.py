"""What was reviewed is applied, and nothing else; one at a time; cut off, it is taken up again."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.ci.review.review import Review
from hopthu.ci.runs.lock import lock_dn
from hopthu.interfaces.commands.ci import main
from hopthu.records.policy import Policy
from hopthu.servers.lab.slapd import Slapd

from .forge import ENVIRONMENT, Forge, git
from .world import PROJECT, SUFFIX, person_dn

LOCK = lock_dn(SUFFIX)
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")


@pytest.fixture
def forge(slapd: Slapd, tmp_path: Path) -> Forge:
    """A repository whose inventory is in the directory."""
    made = Forge(tmp_path / "forge", slapd)
    made.world.provision(*made.world.agencies)  # the centre too, whose lists reach all
    return made


def retitled(
    forge: Forge, branch: str = "form", title: str = "Chấp hành viên sơ cấp"
) -> tuple[Path, Path]:
    """Change two people on a branch and plan it; returns the runner and the reviewed plan."""
    forge.branch(branch)
    for number in (2, 3):
        forge.world.person("thanh_hoa", number)["title"] = title
    forge.world.save()
    forge.push(branch)
    status, folder = forge.plan(branch)
    assert status == 1
    return folder.parent, folder / "plan.json"


def apply(runner: Path, plan: Path, *arguments: str) -> int:
    """Apply a plan on a runner."""
    into = str(runner / "review")
    return main(
        ["apply", str(runner / ENVIRONMENT), "--plan", str(plan), "--into", into, *arguments]
    )


def outcome(runner: Path) -> Any:
    """What apply.json holds."""
    return json.loads((runner / "review" / "apply.json").read_text(encoding="utf-8"))


def title(forge: Forge, number: int) -> str:
    """The title of somebody in Thanh Hóa, as the directory has it."""
    (value,) = forge.world.state()[person_dn("thanh_hoa", number).lower()]["title"]
    return value.decode()


def test_from_merge_request_to_directory(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Plan, merge, apply on another runner, with audit and undo; then nothing is left."""
    _, plan = retitled(forge)
    forge.merge("form")
    runner = forge.runner("main")
    capsys.readouterr()
    assert apply(runner, plan) == 0
    said = capsys.readouterr().out
    assert "Applied: 2 of 2 changes, as reviewed" in said
    assert "Reviewed at commit" in said
    assert "No probe: the environment has no mail servers (group mail_servers)." in said
    assert title(forge, 2) == title(forge, 3) == "Chấp hành viên sơ cấp"
    told = outcome(runner)
    assert (told["status"], told["written"], told["changes"]) == ("applied", 2, 2)
    (audit,) = Path(told["artifacts"]).glob("*/audit.jsonl")
    lines = [json.loads(line) for line in audit.read_text(encoding="utf-8").splitlines()]
    assert {line["commit"] for line in lines} == {git(runner, "rev-parse", "HEAD").strip()}
    assert (audit.parent / "undo.ldif").exists()
    assert oct(audit.parent.stat().st_mode)[-3:] == "700"
    assert apply(runner, plan) == 0
    assert outcome(runner)["status"] == "nothing"
    assert LOCK not in forge.world.search("-b", SUFFIX)


def test_the_mail_servers_are_probed(
    forge: Forge, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they show has a status of its own, and is no failure of the apply."""
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    away: dict[str, object] = {"ansible_host": "127.0.0.9", "ansible_port": 1}
    forge.add_servers(mail_servers={"mail9": away})
    forge.push("main")
    _, plan = retitled(forge)
    forge.merge("form")
    runner = forge.runner("main")
    capsys.readouterr()
    assert apply(runner, plan) == 4
    assert title(forge, 2) == title(forge, 3) == "Chấp hành viên sơ cấp"
    said = capsys.readouterr().out
    assert "Đã áp dụng 2 trên 2 thay đổi, đúng như đã duyệt; kiểm tra thấy có vấn đề" in said
    assert "LDAP: 2 hộp thư đúng như kho dữ liệu" in said
    assert "mail9: " in said
    told = outcome(runner)
    assert (told["status"], told["probe"]["verdict"]) == ("applied", "failed")
    assert "mail9: " in (runner / "review" / "apply.md").read_text(encoding="utf-8")
    assert apply(runner, plan) == 0  # nothing is left to do, so nothing is probed
    assert "probe" not in outcome(runner)
    forge.world.replace(person_dn("thanh_hoa", 2), title="Chấp hành viên")
    assert apply(runner, plan, "--probe", "none") == 0
    assert outcome(runner)["probe"]["verdict"] == "not-asked"


def test_a_force_push_in_between(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Another change than the reviewed one under the same branch is stopped before anything."""
    _, plan = retitled(forge)
    before = forge.world.state()
    forge.world.person("thanh_hoa", 3)["title"] = "Trưởng"
    forge.world.save()
    forge.push("form", force=True)
    forge.merge("form")
    runner = forge.runner("main")
    assert apply(runner, plan) == 3
    assert forge.world.state() == before
    said = capsys.readouterr().out
    assert "Stopped: nothing was written" in said
    assert "thanh-hoa-0003 (change)" in said
    assert "→ Trưởng" in said
    assert "Trưởng" in (runner / "review" / "plan-now.md").read_text(encoding="utf-8")
    assert LOCK not in forge.world.search("-b", SUFFIX)


def test_a_manual_change_that_matters(forge: Forge) -> None:
    """What the plan would overwrite is not what was reviewed any more."""
    _, plan = retitled(forge)
    forge.merge("form")
    forge.world.replace(person_dn("thanh_hoa", 2), title="Thư ký")
    before = forge.world.state()
    runner = forge.runner("main")
    assert apply(runner, plan) == 3
    assert forge.world.state() == before
    assert len(outcome(runner)["not_reviewed"]) == 1


def test_a_manual_change_that_adds_work(forge: Forge) -> None:
    """Somebody else of the province was changed by hand: to put that right was not reviewed."""
    _, plan = retitled(forge)
    forge.merge("form")
    forge.world.replace(person_dn("thanh_hoa", 5), title="Thư ký")
    assert apply(forge.runner("main"), plan) == 3
    assert (title(forge, 2), title(forge, 5)) == ("Chấp hành viên", "Thư ký")


def test_a_manual_change_that_does_not_matter(forge: Forge) -> None:
    """A password of one's own, or a change made already, stands in nobody's way."""
    _, plan = retitled(forge)
    forge.merge("form")
    forge.world.replace(person_dn("thanh_hoa", 2), userPassword="{SSHA}x")
    forge.world.replace(person_dn("thanh_hoa", 3), title="Chấp hành viên sơ cấp")
    runner = forge.runner("main")
    assert apply(runner, plan) == 0
    assert (outcome(runner)["changes"], title(forge, 2)) == (1, "Chấp hành viên sơ cấp")


def test_the_module_keeps_to_the_review(forge: Forge) -> None:
    """Between check and apply too: what was not reviewed, the module itself refuses."""
    _, plan = retitled(forge)
    forge.world.person("thanh_hoa", 6)["title"] = "Trưởng"
    forge.world.save()
    data = json.loads(plan.read_text(encoding="utf-8"))
    reviewed = frozenset(c["fingerprint"] for p in data["plans"] for c in p["changes"])
    (report,) = forge.world.run("accounts", "thanh_hoa", reviewed=reviewed)
    (problem,) = report.plan.refusals
    assert problem.code == "plan.not-reviewed"
    assert "1 changes were not reviewed: thanh-hoa-0006" in problem.text("en")
    assert (report.written, title(forge, 2)) == (0, "Chấp hành viên")
    forge.world.person("thanh_hoa", 6)["title"] = "Chấp hành viên"
    forge.world.save()
    (report,) = forge.world.run("accounts", "thanh_hoa", reviewed=reviewed)
    assert (report.failed, report.written) == (False, 2)


def test_what_is_not_to_be_applied(
    forge: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed file, a refused plan, a plan of nothing, another environment, no file."""
    runner, plan = retitled(forge)
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("Chấp hành viên sơ cấp", "Trưởng"), encoding="utf-8")
    assert apply(runner, plan) == 2
    assert "changed after it was made" in capsys.readouterr().err
    assert apply(runner, tmp_path / "none.json") == 2
    assert "scripts/ci plan" in capsys.readouterr().err
    plan.write_text(text, encoding="utf-8")
    git(runner, "mv", "inventory", "other")
    git(runner, "commit", "--quiet", "-m", "Move")
    into = ("--into", str(tmp_path / "out"))
    assert main(["apply", str(runner / "other" / "lab"), "--plan", str(plan), *into]) == 2
    assert "the plan is of inventory/lab, not of other/lab" in capsys.readouterr().err
    status, folder = forge.plan("main", "--all")
    assert (status, apply(folder.parent, folder / "plan.json")) == (0, 0)
    shutil.rmtree(forge.world.root / "provinces" / "bac_giang")
    forge.push("form")
    status, folder = forge.plan("form")
    assert (status, apply(folder.parent, folder / "plan.json")) == (3, 3)
    assert title(forge, 2) == "Chấp hành viên"


def test_the_server_is_down(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """An error, nothing written; when it is back the same plan is applied."""
    runner, plan = retitled(forge)
    forge.slapd.stop()
    assert apply(runner, plan) == 2
    assert forge.slapd.uri in capsys.readouterr().err
    forge.slapd.start()
    assert apply(runner, plan) == 0
    assert title(forge, 3) == "Chấp hành viên sơ cấp"


def test_an_apply_that_was_killed_is_taken_up_again(forge: Forge) -> None:
    """Its lock stays, names it and can be taken; what it had written is not written twice."""
    runner, plan = retitled(forge)
    command = [
        sys.executable,
        "-m",
        "hopthu.interfaces.commands.ci",
        "apply",
        str(runner / ENVIRONMENT),
    ]
    into = ["--plan", str(plan), "--into", str(runner / "review")]
    # A run of its own session: with it everything that it started is killed.
    child = subprocess.Popen([*command, *into], cwd=PROJECT, start_new_session=True)
    deadline = time.monotonic() + 60
    while LOCK not in forge.world.search("-b", SUFFIX):
        assert time.monotonic() < deadline
        assert child.poll() is None
        time.sleep(0.05)
    os.killpg(child.pid, 9)
    child.wait()
    assert LOCK in forge.world.search("-b", SUFFIX)
    assert apply(runner, plan) == 2
    assert apply(runner, plan, "--take-lock") == 0
    assert title(forge, 2) == title(forge, 3) == "Chấp hành viên sơ cấp"
    assert LOCK not in forge.world.search("-b", SUFFIX)


def test_a_plan_is_judged_by_its_own_day(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever day it is applied on: by another one it would find an address that ended."""
    today = POLICY.today()
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    former = [{"mailbox": "cu.thanhhoa", "until": yesterday}]
    forge.world.person("thanh_hoa", 3)["former_mailboxes"] = former
    runner, plan = retitled(forge)
    forge.merge("form")
    review = Review.read(plan)
    assert (review.day, review.zone) == (today.isoformat(), "Asia/Ho_Chi_Minh")
    assert "For the day: " in (plan.parent / "plan.md").read_text(encoding="utf-8")
    old = plan.with_name("old.json")
    old.write_text(replace(review, day=yesterday).to_json(), encoding="utf-8")
    capsys.readouterr()
    assert apply(runner, old) == 3
    assert f"Planned for {yesterday} and applied so on {today}" in capsys.readouterr().out
    assert outcome(runner)["not_reviewed"]
    assert apply(runner, plan) == 0
    assert "Planned for" not in capsys.readouterr().out
