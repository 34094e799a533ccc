"""A run is taken back: as a plan, under the limits, never over what somebody did since."""

from __future__ import annotations

import base64
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from hopthu.ci.runs.lock import lock_dn, locked
from hopthu.interfaces.commands.undo import main
from hopthu.provision.resources.all import resources
from hopthu.provision.resources.retired import Retired
from hopthu.provision.run import provision, provision_all
from hopthu.records.given.read import IDENTITY
from hopthu.servers.directory.session import Directory

from .test_41_retire import archives, leave
from .world import PEOPLE, SUFFIX, World, agency_dn, person_dn

Output = pytest.CaptureFixture[str]
ALLOWED = ["--override", "suspend=15"]
CAME = {
    "telephoneNumber": "+84 237 1",
    "jpegPhoto": "\u00ff\u00d8",
    "description": "x",
    "mailForwardingAddress": "ai@moj.gov.vn",
    "mail;lang-vi": "hai@moj.gov.vn",
}


@pytest.fixture
def world(world: World) -> World:
    """With hosts.yml, for whoever asks Ansible; nothing is in the directory."""
    world.write_hosts()
    return world


def run(world: World, resource: str, *provinces: str, into: str = "one") -> Path:
    """Run one step, leaving its artifacts; returns their folder."""
    folder = world.root / "runs" / into
    reports = world.run(resource, *provinces, artifacts=folder)
    assert not any(report.failed for report in reports)
    (made,) = folder.glob(f"*-{resource}")
    return made


def whole(world: World, *provinces: str) -> Path:
    """Provision provinces whole; returns the folder of the run."""
    folder = world.root / "runs" / "whole"
    request = world.request(*provinces, artifacts=folder)
    reports = provision_all(resources(), request, world.connect)
    assert not any(report.failed for report in reports)
    (made,) = folder.glob("*-province")
    return made


def changed(world: World) -> Path:
    """Retitle one person and suspend another; returns the run that did it."""
    world.provision()
    world.person("thanh_hoa", 2)["title"] = "Phó Trưởng"
    world.person("thanh_hoa", 3).update(state="suspended", since="2026-11-24")
    world.person("quang_ngai", 4)["phone"] = "055 382"
    world.save()
    return run(world, "accounts")


def test_changes_go_back(world: World, capsys: Output) -> None:
    """Shown first, then done; the state is that of before, and a second undo has nothing to do."""
    world.provision()
    before = world.state()
    folder = changed(world)
    after = world.state()
    assert main([str(folder)]) == 1
    said = capsys.readouterr().out
    assert "Phó Trưởng → Chấp hành viên" in said
    assert "scripts/undo --apply" in said
    assert world.state() == after
    assert main([str(folder), "--apply"]) == 0
    assert "1 resumed" in capsys.readouterr().out
    assert world.state() == before
    assert main([str(folder), "--apply"]) == 0
    assert "Nothing to undo" in capsys.readouterr().out
    assert lock_dn(SUFFIX) not in world.search("-b", SUFFIX)


def test_an_undo_can_be_undone(world: World) -> None:
    """It leaves the artifacts of a run of its own."""
    folder = changed(world)
    after = world.state()
    assert main([str(folder), "--apply"]) == 0
    (undone,) = (world.root / "runs").glob("*-undo")
    assert world.state() != after
    assert main([str(undone), "--apply"]) == 0
    assert world.state() == after


def test_what_was_added_is_taken_away_under_the_limits(world: World, capsys: Output) -> None:
    """Accounts count as suspended: more than the policy allows needs the override."""
    world.provision("bac_giang")
    before = world.state()
    run(world, "agencies", "thanh_hoa", into="both")
    run(world, "accounts", "thanh_hoa", into="both")
    after = world.state()
    folder = world.root / "runs" / "both"
    assert main([str(folder), "--apply"]) == 3
    assert "override=suspend=3" in capsys.readouterr().out
    assert world.state() == after
    assert main([str(folder), "--apply", "--override", "suspend=9"]) == 0
    assert "6 taken away" in capsys.readouterr().out
    assert world.state() == before
    # Back again: entries that were taken away are made as they were.
    (undone,) = (world.root / "runs").glob("*-undo")
    assert main([str(undone), "--apply"]) == 0
    assert world.state() == after
    again = next(undone.glob("*-accounts/undo.ldif")).read_text(encoding="utf-8")
    assert again.count("changetype: add") == 6


def test_what_others_hang_from_stays(world: World, capsys: Output) -> None:
    """The containers came with the first province, and other provinces are in them now."""
    first = run(world, "agencies", "thanh_hoa")
    world.provision("bac_giang")
    assert main([str(first), "--apply", "--override", "suspend=9"]) == 0
    said = capsys.readouterr().out
    assert f"{PEOPLE} stays" in said
    state = world.state()
    assert agency_dn("bac_giang").lower() in state
    assert agency_dn("thanh_hoa").lower() not in state


def test_several_runs_on_one_entry_are_one_way_back(world: World) -> None:
    """Added by one run, changed by the next: both go at once."""
    world.provision("bac_giang")
    run(world, "agencies", "thanh_hoa", into="all")
    before = world.state()
    world.people["thanh_hoa"] = world.people["thanh_hoa"][:2]
    world.agencies["thanh_hoa"][0]["managers"] = []
    for title in ("Thư ký", "Phó Trưởng"):
        world.person("thanh_hoa", 2)["title"] = title
        world.save()
        reports = world.run("accounts", "thanh_hoa", artifacts=world.root / "runs" / "people")
        assert not any(report.failed for report in reports)
    assert main([str(world.root / "runs" / "people"), "--apply"]) == 0
    assert world.state() == before


class TestChangedSince:
    """What somebody did after the run is never overwritten."""

    def refused(self, folder: Path, capsys: Output) -> str:
        """What an undo says that changes nothing."""
        assert main([str(folder), "--apply"]) == 3
        return capsys.readouterr().out

    def test_another_value(self, world: World, capsys: Output) -> None:
        """Refused, with the attribute and both values; the other provinces too."""
        folder = changed(world)
        world.replace(person_dn("thanh_hoa", 2), title="Trưởng")
        before = world.state()
        said = self.refused(folder, capsys)
        assert "title is Trưởng, not Phó Trưởng as that run left it" in said
        assert world.state() == before

    def test_a_lost_entry(self, world: World, capsys: Output) -> None:
        """Refused: there is nothing to change back."""
        folder = changed(world)
        world.delete(person_dn("thanh_hoa", 2))
        assert "is not there any more" in self.refused(folder, capsys)

    def test_an_entry_that_is_there_again(self, world: World, capsys: Output) -> None:
        """Taken away by an undo, made again by somebody: the undo of the undo leaves it."""
        world.provision("bac_giang")
        run(world, "agencies", "thanh_hoa")
        world.people["thanh_hoa"] = world.people["thanh_hoa"][:2]
        world.agencies["thanh_hoa"][0]["managers"] = []
        world.save()
        folder = run(world, "accounts", "thanh_hoa", into="people")
        assert main([str(folder), "--apply"]) == 0
        (undone,) = (world.root / "runs").glob("*-undo")
        world.person("thanh_hoa", 2)["title"] = "Thư ký"
        world.save()
        world.run("accounts", "thanh_hoa")
        assert "is there again" in self.refused(undone, capsys)

    def test_other_attributes_do_not_matter(self, world: World) -> None:
        """They have another owner."""
        folder = changed(world)
        world.replace(person_dn("thanh_hoa", 2), userPassword="{SSHA}x", mailQuota="5")
        assert main([str(folder), "--apply"]) == 0

    def test_what_is_back_already(self, world: World) -> None:
        """Needs nothing."""
        folder = changed(world)
        world.replace(person_dn("thanh_hoa", 2), title="Chấp hành viên")
        assert main([str(folder), "--apply"]) == 0

    def test_a_protected_entry(self, world: World, capsys: Output) -> None:
        """Whatever a run did to it before it was protected."""
        folder = changed(world)
        group_vars = world.root / "group_vars"
        source = (group_vars / "all" / "policy.yml").read_text(encoding="utf-8")
        group_vars.unlink()
        (group_vars / "all").mkdir(parents=True)
        text = source.replace("protected:\n", "protected:\n    - thanh-hoa-0002\n")
        (group_vars / "all" / "policy.yml").write_text(text, encoding="utf-8")
        assert "thanh-hoa-0002 is protected" in self.refused(folder, capsys)


class TestCameSince:
    """What came to an account that a run added would go with it: never without a word."""

    @pytest.fixture
    def added(self, world: World) -> Path:
        """A run that adds a province whole to a directory that has another."""
        world.provision("trung_uong", "bac_giang")
        return whole(world, "thanh_hoa")

    def refused(self, folder: Path, capsys: Output) -> str:
        """What an undo says that changes nothing, whatever is allowed."""
        assert main([str(folder), "--apply", *ALLOWED]) == 3
        return capsys.readouterr().out

    def test_whatever_it_is(self, world: World, added: Path, capsys: Output) -> None:
        """Refused, with the entry and the attribute; nothing is taken away."""
        dn = person_dn("thanh_hoa", 2)
        for attribute, value in CAME.items():
            world.replace(dn, **{attribute: value})
            before = world.state()
            assert f"{dn}: {attribute} came since" in self.refused(added, capsys)
            assert world.state() == before
            world.replace(dn, **{attribute: []})
        world.replace(dn, userPassword="{SSHA}aGFsbG8=")
        assert f"{dn}: userPassword came since" in self.refused(added, capsys)
        world.replace(agency_dn("thanh_hoa"), description="x")
        assert f"{agency_dn('thanh_hoa')}: description came since" in self.refused(added, capsys)

    def test_the_mark_of_the_environment_is_our_own(self, world: World) -> None:
        """It is written after the run that made its container, and goes with that."""
        folder = whole(world, "trung_uong")
        (world.root / IDENTITY).parent.mkdir(exist_ok=True)
        (world.root / IDENTITY).write_text("moj 1\n", encoding="utf-8")
        world.replace(f"ou=agencies,{SUFFIX}", description="hopthu: moj 1")
        assert main([str(folder), "--apply", *ALLOWED]) == 0
        assert world.state() == {}

    def test_nothing_came(self, world: World, added: Path) -> None:
        """The whole province goes, and comes back with the undo of the undo."""
        after = world.state()
        assert main([str(added), "--apply", *ALLOWED]) == 0
        assert not [dn for dn in world.state() if "thanh-hoa" in dn]
        (undone,) = (world.root / "runs").glob("*-undo")
        assert main([str(undone), "--apply"]) == 0
        assert world.state() == after


def test_values_that_are_no_text_come_back(world: World) -> None:
    """A leaver's entry goes with a photograph, and is brought back with the same one."""
    world.provision()
    photo = bytes(range(256))
    encoded = base64.b64encode(photo).decode()
    world.modify(
        f"dn: {person_dn('thanh_hoa', 1)}\nchangetype: modify\nadd: jpegPhoto\n"
        f"jpegPhoto:: {encoded}\n"
    )
    day = datetime.date(2026, 11, 26)
    leave(world, 1)
    before = world.state()
    folder = world.root / "runs"
    request = world.request("thanh_hoa", today=day, artifacts=folder)
    (report,) = provision(Retired(archives(1)), request, world.connect)
    assert report.written == 1
    (made,) = folder.glob("*-retired")
    assert encoded in (made / "undo.ldif").read_text(encoding="utf-8")
    assert main([str(made), "--apply"]) == 0
    assert world.state() == before


class TestAskedWrongly:
    """Status 2, with what to do."""

    def said(self, capsys: Output, *arguments: Any) -> str:
        """The complaint."""
        assert main([str(argument) for argument in arguments]) == 2
        return capsys.readouterr().err

    def test_a_folder_that_is_no_run(self, world: World, tmp_path: Path, capsys: Output) -> None:
        """Empty, not there, outside of every environment, or with a broken audit."""
        assert "inventory/…/runs" in self.said(capsys, world.root / "provinces")
        assert "inventory/…/runs" in self.said(capsys, world.root / "runs" / "none")
        assert "--environment" in self.said(capsys, tmp_path)
        folder = changed(world)
        (folder / "audit.jsonl").write_text("{", encoding="utf-8")
        assert "audit.jsonl" in self.said(capsys, folder)

    def test_while_an_apply_is_under_way(self, world: World, capsys: Output) -> None:
        """One at a time, undo or apply; to look needs no lock."""
        folder = changed(world)
        with locked(lambda: Directory.connect(world.settings()), SUFFIX, 5):
            assert "another apply is under way" in self.said(capsys, folder, "--apply")
            assert main([str(folder)]) == 1

    def test_the_server_is_down(self, world: World, capsys: Output) -> None:
        """Says so."""
        folder = changed(world)
        world.slapd.stop()
        assert world.slapd.uri in self.said(capsys, folder)


def test_what_the_server_refuses(world: World, capsys: Output) -> None:
    """Said with its reason; what was cut off is taken up by the next undo."""
    folder = changed(world)
    before = world.state()
    # The address that would go back has been given to somebody else since.
    audit = folder / "audit.jsonl"
    lines = [json.loads(line) for line in audit.read_text(encoding="utf-8").splitlines()]
    line = next(line for line in lines if line["dn"] == person_dn("thanh_hoa", 2))
    line["before"]["mail"] = [f"{world.person('thanh_hoa', 5)['mailbox']}@moj.gov.vn"]
    line["after"]["mail"] = [f"{world.person('thanh_hoa', 2)['mailbox']}@moj.gov.vn"]
    audit.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert main([str(folder), "--apply"]) == 1
    said = capsys.readouterr().out
    assert "thanh-hoa-0002" in said
    assert "Nothing was written for Thanh Hóa" in said
    after = world.state()
    assert after[person_dn("thanh_hoa", 2)] == before[person_dn("thanh_hoa", 2)]
    assert after[person_dn("quang_ngai", 4)] != before[person_dn("quang_ngai", 4)]
