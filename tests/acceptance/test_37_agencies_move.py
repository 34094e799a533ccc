"""Agencies and people that move in the inventory move in the directory, with all that is theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hopthu.interfaces.commands import undo
from hopthu.provision.applying.audit import lines_of, run_of
from hopthu.provision.applying.report import report_lines
from hopthu.provision.applying.undo import undo_ldif
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Refused

from .world import AGENCIES, PROJECT, RESOURCES, World, agency_dn, by_province, codes, person_dn

UNIT = "thanh-hoa.tay"
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")


def moved(world: World, province: str = "quang_ngai") -> None:
    """Write that Thanh Hóa's district “tay” is another province's, as scripts/change does."""
    for record in world.agencies["quang_ngai"]:
        if record["id"] == "quang-ngai.tay":
            record["id"] = "quang-ngai.bac"  # no two of one name below one parent
    record = world.agencies["thanh_hoa"].pop(2)
    record["parent"] = province.replace("_", "-")
    world.agencies[province].append(record)
    person = world.person("thanh_hoa", 1)
    world.people["thanh_hoa"].remove(person)
    person["agency"] = UNIT
    world.people[province].append(person)
    world.agencies["thanh_hoa"][0]["managers"] = ["thanh-hoa-0002"]


@pytest.fixture
def before(world: World) -> World:
    """A world whose directory holds what its files say, with a box of the unit that will move."""
    world.agencies["quang_ngai"].pop(2)
    world.agencies["thanh_hoa"][2] |= {"mailbox": "thads.tay", "managers": ["thanh-hoa-0001"]}
    world.save()
    world.provision()
    return world


def digests(reports: list[Any]) -> dict[str, str]:
    """The digest of each province's plan."""
    return {report.plan.province: report.plan.digest for report in reports}


def test_a_district_goes_to_another_province(before: World) -> None:
    """One move and the mark; the check says what the apply does; then there is nothing to do."""
    world = before
    old = agency_dn("thanh_hoa", "tay")
    world.replace(old, description="ai đó ghi")
    moved(world)
    world.save()
    checked = {name: digests(world.check(name)) for name in RESOURCES}
    reports = by_province(world.run("agencies"))
    assert [codes(report) for report in reports.values()] == [[]] * len(reports)
    actions = [c.action.value for c in reports["quang_ngai"].plan.changes]
    assert actions == ["move", "change"]
    lines = report_lines(reports["quang_ngai"], POLICY, check=False, language="en")
    assert lines[-1].startswith("Written in 2 steps: agencies are moved one by one")
    assert digests(list(reports.values())) == checked["agencies"]
    people = by_province(world.run("accounts"))
    assert [codes(report) for report in people.values()] == [[]] * len(people)
    assert digests(list(people.values())) == checked["accounts"]
    for name in ("quotas", "aliases"):
        after = world.run(name)
        assert [codes(report) for report in after] == [[]] * len(after)
        assert digests(after) == checked[name]
    state = world.state()
    assert old.lower() not in state
    entry = state[agency_dn("quang_ngai", "tay").lower()]
    assert entry["hopthuprovince"] == {b"quang_ngai"}
    assert entry["description"] == {"ai đó ghi".encode()}
    assert entry["mail"] == {b"thads.tay@moj.gov.vn"}
    person = state[person_dn("thanh_hoa", 1).lower()]
    assert person["hopthuagency"] == {UNIT.encode()}
    assert person["hopthuprovince"] == {b"quang_ngai"}
    for name in RESOURCES:
        assert not any(report.plan.changes for report in world.run(name))


def test_undone_by_its_ldif(before: World) -> None:
    """What the run leaves for undoing brings the tree back as it was."""
    world = before
    then = world.state()
    moved(world)
    world.save()
    reports = world.run("agencies")
    assert world.state() != then
    run = run_of(world.root)
    world.modify(undo_ldif([line for each in reports for line in lines_of(each.plan, run)]))
    assert world.state() == then


def test_a_province_comes_with_all_below_it(before: World) -> None:
    """A new department between: one entry is moved, its districts with it, also those not named."""
    world = before
    foreign = f"ou=ai,{agency_dn('thanh_hoa')}"
    world.modify(f"dn: {foreign}\nobjectClass: organizationalUnit\nou: ai\n")
    world.agencies["trung_uong"].append(
        {"id": "mien-bac", "name": "Miền Bắc", "kind": "department", "parent": "thads"}
    )
    world.agencies["thanh_hoa"][0]["parent"] = "mien-bac"
    world.save()
    checked = digests(world.check("agencies", "thanh_hoa"))
    reports = by_province(world.run("agencies", "thanh_hoa"))
    assert digests(list(reports.values())) == checked
    assert [codes(report) for report in reports.values()] == [[], []]
    assert [c.action.value for c in reports["thanh_hoa"].plan.changes] == ["move"]
    base = f"ou=thanh-hoa,ou=mien-bac,ou=thads,ou=moj,{AGENCIES}".lower()
    state = world.state()
    assert {f"ou={name},{base}" for name in ("dong", "tay", "ai")} <= state.keys()
    assert not any(report.plan.changes for report in world.run("agencies"))


def test_both_the_parent_and_the_child_move(before: World) -> None:
    """The child from below the parent to elsewhere, the parent too: each is moved once."""
    world = before
    world.agencies["trung_uong"].append(
        {"id": "mien-bac", "name": "Miền Bắc", "kind": "department", "parent": "thads"}
    )
    world.agencies["thanh_hoa"][0]["parent"] = "mien-bac"
    world.agencies["thanh_hoa"][2]["parent"] = "thanh-hoa.dong"
    world.save()
    report = by_province(world.run("agencies"))["thanh_hoa"]
    assert codes(report) == []
    assert [c.action.value for c in report.plan.changes] == ["move", "move"]
    deep = f"ou=tay,ou=dong,ou=thanh-hoa,ou=mien-bac,ou=thads,ou=moj,{AGENCIES}".lower()
    assert deep in world.state()
    assert not any(report.plan.changes for report in world.run("agencies"))


def test_where_somebody_else_is_nothing_moves(before: World) -> None:
    """The place is taken by an entry made by hand: told, in check mode and without."""
    world = before
    place = agency_dn("quang_ngai", "tay")
    world.modify(f"dn: {place}\nobjectClass: organizationalUnit\nou: tay\n")
    moved(world)
    world.save()
    then = world.state()
    for run in (world.check, world.run):
        report = by_province(run("agencies", "quang_ngai"))["quang_ngai"]
        assert "plan.place-taken" in codes(report)
    assert world.state() == then


def test_a_province_that_gave_all_its_people_away(before: World) -> None:
    """Who is in another province's file is not missing: no file is taken for cut off."""
    world = before
    for person in world.people["thanh_hoa"]:
        person["agency"] = "quang-ngai"
    world.people["quang_ngai"] += world.people["thanh_hoa"]
    world.people["thanh_hoa"] = []
    world.save()
    for name in ("accounts", "aliases"):
        checked = world.check(name, "quang_ngai", "thanh_hoa", override={"close": 9})
        assert [codes(report) for report in checked] == [[], []]
    reports = by_province(world.run("accounts"))
    assert [codes(report) for report in reports.values()] == [[]] * 3
    assert reports["thanh_hoa"].plan.unmanaged == 0
    assert not any(report.plan.changes for report in world.run("accounts"))


def test_moved_behind_our_back(before: World) -> None:
    """An entry that somebody changed after it was read is not moved: the move asserts it."""
    world = before
    moved(world)
    world.save()
    plan = by_province(world.check("agencies"))["quang_ngai"].plan
    world.replace(agency_dn("thanh_hoa", "tay"), description="ai đó ghi")
    then = world.state()
    with world.connect() as directory, pytest.raises(Refused, match="somebody changed the entry"):
        directory.apply([change.operation for change in plan.changes])
    assert world.state() == then


def test_a_run_that_moved_is_undone_in_the_inventory(
    before: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """scripts/undo says so: what lies below a moved entry has another name since."""
    world = before
    world.write_hosts()
    moved(world)
    world.save()
    world.run("agencies", artifacts=world.root / "runs")
    (folder,) = (world.root / "runs").glob("*-agencies")
    audit = (folder / "audit.jsonl").read_text(encoding="utf-8")
    assert '"action": "move"' in audit
    assert undo.main([str(folder)]) == 2
    assert "scripts/change undo" in capsys.readouterr().err


def test_moved_with_everything_in_one_run(before: World) -> None:
    """The check tells the steps; all is there after one run, and a second has nothing to do."""
    world = before
    moved(world)
    world.agencies["quang_ngai"][-1]["name"] = "THADS phía tây"
    world.save()
    request = world.request(override={"suspend": 9, "close": 9, "readdress": 9})
    checked, done = (
        by_province(provision_all(resources(), replace(request, check=check), world.connect))
        for check in (True, False)
    )
    assert [codes(report) for report in done.values()] == [[]] * len(done)
    assert digests(list(checked.values())) == digests(list(done.values()))
    for report, check in ((checked["quang_ngai"], True), (done["quang_ngai"], False)):
        lines = report_lines(report, POLICY, check=check, language="en")
        assert any(line.startswith("Written in ") for line in lines)
        (line,) = (line for line in lines if line.startswith("~ thads.tay@"))
        assert "place thanh-hoa < thads < moj → quang-ngai < thads < moj" in line
        assert "name THADS tay → THADS phía tây" in line
    again = provision_all(resources(), replace(request, check=True), world.connect)
    assert not any(report.plan.changes for report in again)
