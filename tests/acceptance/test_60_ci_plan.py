"""A change in git is planned for its review: the right provinces, the truth, an exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.commands.ci import main
from hopthu.servers.lab.slapd import Slapd

from .forge import ENVIRONMENT, Forge
from .world import PROJECT, foreign


@pytest.fixture
def forge(slapd: Slapd, tmp_path: Path) -> Forge:
    """A repository with three provinces and the centre, and an empty directory."""
    return Forge(tmp_path / "forge", slapd)


def plan_in(folder: Path) -> Any:
    """What plan.json holds."""
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_a_change_of_one_province(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Its province is planned alone; all three documents tell the same; nothing is written."""
    forge.world.provision()
    before = forge.world.state()
    forge.branch("form")
    forge.world.person("thanh_hoa", 3)["title"] = "Chấp hành viên sơ cấp"
    forge.world.person("thanh_hoa", 3)["phone"] = "037 385"
    forge.world.save()
    commit = forge.push("form")
    status, folder = forge.plan("form")
    assert status == 1
    data = plan_in(folder)
    assert (data["status"], data["commit"], data["whole"]) == ("change", commit, False)
    assert data["provinces"] == {"thanh_hoa": "Thanh Hóa"}
    assert data["environment"] == ENVIRONMENT
    changes = [change for plan in data["plans"] for change in plan["changes"]]
    assert [change["id"] for change in changes] == ["thanh-hoa-0003"]
    said = capsys.readouterr().out
    assert said.startswith("1 to change   (plan ")
    for name in ("plan.md", "plan.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "Chấp hành viên sơ cấp" in text
        assert data["digest"][:4] in text
    # Policy hides telephone numbers, and nothing tells a password.
    secret = forge.slapd.service_password
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "037 385" not in text
        assert secret not in text
    assert secret not in said
    assert forge.world.state() == before


def test_nothing_to_do(forge: Forge) -> None:
    """A change of texts plans nothing; a province that is in place already has nothing to do."""
    forge.world.provision()
    forge.branch("text")
    (forge.work / "README.md").write_text("Hi\n", encoding="utf-8")
    forge.push("text")
    status, folder = forge.plan("text")
    assert (status, plan_in(folder)["provinces"]) == (0, {})
    status, folder = forge.plan("text", "--province", "thanh_hoa")
    assert (status, plan_in(folder)["provinces"]) == (0, {"thanh_hoa": "Thanh Hóa"})


def test_the_digest_that_is_expected(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """As people copy it; another one is refused, and the documents show why."""
    status, folder = forge.plan("main", "--all")
    digest = plan_in(folder)["digest"]
    assert status == 1
    for expected in (f"{digest[:4]} {digest[4:8].upper()}", digest):
        assert forge.plan("main", "--all", "--expect", expected)[0] == 1
    status, folder = forge.plan("main", "--all", "--expect", "0000 0000")
    assert status == 3
    assert f"The plan is {digest[:4]} {digest[4:8]} now" in capsys.readouterr().err
    assert plan_in(folder)["digest"] == digest


def test_a_vault(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password of the directory is in the repository, encrypted; the runner has the key."""
    secret = forge.slapd.service_password
    script = PROJECT / "scripts" / "lib" / "vault-password"
    monkeypatch.setenv("HOPTHU_VAULT_PASSWORD", "a b'c\"d")
    monkeypatch.setenv("ANSIBLE_VAULT_PASSWORD_FILE", str(script))
    vault = Path(sys.executable).with_name("ansible-vault")
    encrypted = subprocess.run(
        [vault, "encrypt_string", "--stdin-name", "hopthu_bind_password"],
        input=secret,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    hosts = forge.world.root / "hosts.yml"
    data = yaml.safe_load(hosts.read_text(encoding="utf-8"))
    del data["all"]["vars"]["hopthu_bind_password"]
    hosts.write_text(yaml.safe_dump(data), encoding="utf-8")
    folder = forge.work / "group_vars" / "all"
    (folder / "secret.yml").write_text(encrypted, encoding="utf-8")
    forge.push("main")
    status, documents = forge.plan("main", "--province", "thanh_hoa")
    assert status == 1
    root, plan = str(documents.parent / ENVIRONMENT), str(documents / "plan.json")
    arguments = ["apply", root, "--plan", plan, "--into", str(documents)]
    runs = documents.parent.parent / "runs"
    assert main([*arguments, "--runs", str(runs)]) == 0
    assert len(list(runs.glob("*-apply/*/undo.ldif"))) == 1
    monkeypatch.delenv("HOPTHU_VAULT_PASSWORD")
    assert forge.plan("main", "--all")[0] == 2


def test_policy_touches_all(forge: Forge) -> None:
    """A change of the policy is a change of every province."""
    forge.branch("policy")
    path = forge.work / "group_vars" / "all" / "policy.yml"
    text = path.read_text(encoding="utf-8").replace("moj.gov.vn", "thads.gov.vn")
    path.write_text(text, encoding="utf-8")
    # Addresses move to another domain; the directory stays where it is.
    directory = path.with_name("directory.yml")
    directory.write_text("hopthu_directory_suffix: dc=moj,dc=gov,dc=vn\n", encoding="utf-8")
    forge.push("policy")
    status, folder = forge.plan("policy")
    data = plan_in(folder)
    assert (status, data["whole"], len(data["provinces"])) == (1, True, 4)


def test_over_the_limit(forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
    """Refused, with the names and the option; with the option a plan that says so."""
    forge.world.provision()
    forge.branch("leavers")
    for number in (2, 4, 6):
        forge.world.person("thanh_hoa", number).update(state="left", since="2026-11-24")
    forge.world.save()
    forge.push("leavers")
    status, folder = forge.plan("leavers")
    assert status == 3
    assert "Refused" in capsys.readouterr().out
    assert "override=suspend=3" in (folder / "plan.md").read_text(encoding="utf-8")
    status, folder = forge.plan("leavers", "--override", "suspend=3")
    assert status == 1
    assert "suspend=3" in (folder / "plan.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("whole", [True, False])
def test_a_province_that_is_deleted(forge: Forge, whole: bool) -> None:
    """Its folder, with its host or without: refused, never taken for “remove everyone”."""
    forge.world.provision()
    before = forge.world.state()
    forge.branch("deleted")
    shutil.rmtree(forge.world.root / "provinces" / "bac_giang")
    if whole:
        del forge.world.agencies["bac_giang"]
        forge.world.write_hosts()
    forge.push("deleted")
    status, folder = forge.plan("deleted")
    data = plan_in(folder)
    assert (status, data["lost"]) == (3, ["bac_giang"])
    assert "bac\\_giang: its records are gone" in (folder / "plan.md").read_text(encoding="utf-8")
    assert forge.world.state() == before


def test_a_lost_file_of_people(forge: Forge) -> None:
    """The accounts are there and the file is not: the source is too small."""
    forge.world.provision()
    forge.branch("lost")
    forge.world.agencies["bac_giang"][0]["managers"] = []
    del forge.world.people["bac_giang"]
    forge.world.save()
    (forge.world.root / "provinces" / "bac_giang" / "people.yml").unlink()
    forge.push("lost")
    status, folder = forge.plan("lost")
    refused = [plan for plan in plan_in(folder)["plans"] if plan["refusals"]]
    assert status == 3
    assert {plan["province"] for plan in refused} == {"bac_giang"}
    assert {plan["refusals"][0]["code"] for plan in refused} == {"plan.small-source"}


def test_two_changes_with_the_same_address(
    forge: Forge, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is sound by itself; after the first merge the second is refused with both places."""
    forge.world.provision()
    for branch, province in (("one", "thanh_hoa"), ("two", "quang_ngai")):
        forge.branch(branch)
        person = forge.world.person(province, 1)
        former, person["mailbox"] = person["mailbox"], "moi"
        forge.world.save()
        forge.push(branch)
        person["mailbox"] = former
        status, _ = forge.plan(branch)
        assert status == 1
    forge.merge("one")
    forge.branch("two", "two")
    forge.merge("two")
    capsys.readouterr()
    status, _ = forge.plan("main", "--all")
    assert status == 2
    said = capsys.readouterr().err
    assert "moi" in said
    assert said.count("people.yml:") == 2


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_server_is_down(
    forge: Forge, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """An error that says so, no plan, nothing left behind, no traceback, no secret."""
    monkeypatch.setenv("HOPTHU_LANG", language)
    secret = forge.slapd.service_password
    forge.slapd.stop()
    status, folder = forge.plan("main", "--all")
    assert status == 2
    assert not folder.exists()
    said = capsys.readouterr().err
    assert "playbooks/provision.yml" in said
    assert forge.slapd.uri in said
    assert "Traceback" not in said
    assert secret not in said


class TestWhatIsAskedWrongly:
    """All of it ends with status 2 and says what to do."""

    def said(self, forge: Forge, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
        """What a plan of main complains about."""
        status, _ = forge.plan("main", *arguments)
        assert status == 2
        return capsys.readouterr().err

    def test_arguments(self, forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
        """A base, a province, an override that is none."""
        assert "fetch-depth: 0" in self.said(forge, capsys, "--base", "origin/nobody")
        assert "known: bac_giang" in self.said(forge, capsys, "--province", "ha_noi")
        assert "suspend=23" in self.said(forge, capsys, "--override", "suspend")
        assert "x" in self.said(forge, capsys, "--override", "x=1")

    def test_a_province_that_is_no_host(
        self, forge: Forge, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """It would never be applied."""
        forge.world.agencies.pop("bac_giang")
        forge.world.write_hosts()
        forge.push("main")
        assert "bac_giang has records, but it is no host" in self.said(forge, capsys, "--all")

    def test_a_broken_environment(self, forge: Forge, capsys: pytest.CaptureFixture[str]) -> None:
        """hosts.yml that Ansible cannot read, or that is not there."""
        hosts = forge.world.root / "hosts.yml"
        hosts.write_text("all: [", encoding="utf-8")
        forge.push("main")
        assert "hosts.yml" in self.said(forge, capsys, "--all")
        hosts.unlink()
        forge.push("main")
        assert "hosts.yml" in self.said(forge, capsys, "--all")

    def test_what_is_not_committed(
        self, forge: Forge, capsys: pytest.CaptureFixture[str], monkeypatch: Any
    ) -> None:
        """A plan is of a commit."""
        monkeypatch.chdir(forge.work)
        (forge.world.root / "provinces" / "bac_giang" / "new.yml").write_text("", encoding="utf-8")
        path = forge.work / "group_vars" / "all" / "policy.yml"
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert main(["plan", ENVIRONMENT, "--all"]) == 2
        said = capsys.readouterr().err
        assert "2 files are not as in git" in said
        assert "new.yml" in said

    def test_no_repository(
        self, forge: Forge, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        """An environment outside git has no changes to be reviewed."""
        shutil.copytree(forge.work / "inventory", tmp_path / "bare" / "inventory", symlinks=True)
        shutil.copytree(forge.work / "group_vars", tmp_path / "bare" / "group_vars")
        assert main(["plan", str(tmp_path / "bare" / ENVIRONMENT), "--all"]) == 2
        assert "there is no git repository" in capsys.readouterr().err


def test_a_strangers_entry_is_refused(forge: Forge) -> None:
    """What stands in the way is told before the merge."""
    forge.world.provision("bac_giang")
    forge.world.modify(foreign(1))
    status, folder = forge.plan("main", "--province", "thanh_hoa")
    assert status == 3
    assert "is not hopthu's" in (folder / "plan.md").read_text(encoding="utf-8")
