"""No run takes more away than the policy allows (promises 3, 4 and 6); check says so before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.records.policy import Limit

from .world import PROVINCES, World, by_province, codes, people_of, says


@pytest.fixture
def many(world: World) -> World:
    """Sixty people a province, provisioned: so that shares matter as well as counts."""
    for province in PROVINCES:
        world.people[province] = people_of(province, 60)
    world.save()
    world.provision()
    return world


def suspend(world: World, province: str, number: int, of: str = "") -> None:
    """Suspend that many people of a province, at one agency of it if named."""
    chosen = [p for p in world.people[province] if not of or p["agency"] == of][:number]
    for person in chosen:
        person["state"] = "suspended"
    world.save()


def both(world: World, province: str, **more: Any) -> tuple[Report, Report]:
    """What check and then apply say of a province; apply must have written all or nothing."""
    before = world.state()
    checked = by_province(world.check("accounts", **more))[province]
    done = by_province(world.run("accounts", **more))[province]
    assert [p.render() for p in says(done)] == [p.render() for p in says(checked)]
    assert done.written == (0 if done.failed else len(done.plan.changes))
    if done.failed:
        after = world.state()
        mark = province.encode()
        assert [e for e in after.values() if mark in e["hopthuprovince"]] == [
            e for e in before.values() if mark in e["hopthuprovince"]
        ]
    return checked, done


@pytest.mark.parametrize(
    ("agency", "allowed"), [("thanh-hoa.dong", 6), ("", 10)], ids=["agency", "province"]
)
def test_limit_of_an_agency_and_of_a_province(many: World, agency: str, allowed: int) -> None:
    """At the limit (20 % of 30 at one agency, 10 in a province) it goes; one more is refused."""
    suspend(many, "thanh_hoa", allowed + 1, agency)
    checked, done = both(many, "thanh_hoa")
    assert set(codes(done)) == {"plan.over-limit"}
    policy = many.request().policy
    lines = "\n".join(report_lines(checked, policy, check=True))
    assert "Apply would refuse:" in lines
    assert f"suspend {allowed + 1} of" in lines
    assert "Nguyễn Văn" in lines
    assert f"-e hopthu_override=suspend={allowed + 1}" in lines
    refused = "\n".join(report_lines(done, policy, check=False))
    assert "Refused:" in refused
    assert "Nothing was written for Thanh Hóa." in refused
    for person in [p for p in many.people["thanh_hoa"] if p.get("state")][allowed:]:
        del person["state"]
    many.save()
    assert both(many, "thanh_hoa")[1].written == allowed


def test_limit_of_a_run(many: World) -> None:
    """Each province within its own limit, together above the run's: the whole run is refused."""
    strict = many.request().policy
    suspending = {**strict.limits["suspend"], "run": Limit(count=20, share=1)}
    policy = replace(strict, limits={**strict.limits, "suspend": suspending})
    for province in PROVINCES:
        suspend(many, province, 7)
    before = many.state()
    for report in many.run("accounts", policy=policy):
        assert codes(report) == ["plan.over-limit"]
        assert "suspend 21 of 180" in says(report)[0].text()
    assert many.state() == before
    assert [r.written for r in many.run("accounts")] == [7, 7, 7]


def test_override_holds_for_one_run(many: World) -> None:
    """The override that a refusal names lets that run through, and the next is limited again."""
    suspend(many, "thanh_hoa", 20)
    assert both(many, "thanh_hoa")[1].failed
    assert both(many, "thanh_hoa", override={"suspend": 19})[1].failed
    assert both(many, "thanh_hoa", override={"suspend": 20})[1].written == 20
    suspend(many, "quang_ngai", 20)
    assert both(many, "quang_ngai")[1].failed


def test_readdressing_is_limited(many: World) -> None:
    """Changing addresses is destructive: five in a province, not six."""
    for index, person in enumerate(many.people["thanh_hoa"][:6]):
        person["mailbox"] = f"khac{index}"
    many.save()
    assert codes(both(many, "thanh_hoa")[1]) == ["plan.over-limit"]
    many.people["thanh_hoa"][0]["mailbox"] = "nguoi1.thanhhoa"
    many.save()
    assert both(many, "thanh_hoa")[1].written == 5


@pytest.mark.parametrize("lost", ["cut", "empty", "gone"])
def test_a_small_source_is_refused(many: World, lost: str) -> None:
    """A file that lost most of its people, all of them, or itself, is an error that names it."""
    many.people["thanh_hoa"] = many.people["thanh_hoa"][:29] if lost == "cut" else []
    for records in many.agencies.values():
        records[0].pop("managers", None)
    many.save()
    if lost == "gone":
        (many.root / "provinces" / "thanh_hoa" / "people.yml").unlink()
    _, done = both(many, "thanh_hoa")
    assert codes(done) == ["plan.small-source"]
    assert "thanh_hoa/people.yml" in says(done)[0].text()
    share = 29 * 100 // 60 if lost == "cut" else 0
    assert f"smallest_source={share}" in says(done)[0].remedy()
    assert not both(many, "thanh_hoa", override={"smallest_source": share})[1].failed


def test_a_protected_entry_is_not_touched(world: World) -> None:
    """No province file makes or changes an entry whose uid the policy protects."""
    policy = replace(world.request().policy, protected=frozenset({"thanh-hoa-0002"}))
    world.run("agencies")
    for title in ("Chấp hành viên", "Kế toán"):
        world.person("thanh_hoa", 2)["title"] = title
        world.save()
        before = world.state()
        for run in (world.check, world.run):
            report = by_province(run("accounts", "thanh_hoa", policy=policy))["thanh_hoa"]
            assert codes(report) == ["plan.protected"]
            assert report.written == 0
        assert world.state() == before
        world.provision()  # without the protection, so that the second time it is there


def test_the_names_of_a_province_are_not_exchanged(many: World) -> None:
    """All sixty at once, one into the other: stopped by the limit, though nothing else changes."""
    names = [person["name"] for person in many.people["thanh_hoa"]]
    for person, name in zip(many.people["thanh_hoa"], (*names[1:], names[0]), strict=True):
        person["name"] = name
    many.save()
    before = many.state()
    checked, done = both(many, "thanh_hoa")
    assert codes(done) == codes(checked)
    assert "plan.over-limit" in codes(done)
    assert any("rename=" in problem.remedy() for problem in says(done))
    assert many.state() == before


def test_nobody_becomes_another_person(many: World) -> None:
    """A record that is given to somebody else, name and address: refused, check and apply."""
    many.people["thanh_hoa"][2] |= {"name": "Võ Thị Mới", "mailbox": "vothimoi"}
    many.save()
    before = many.state()
    for report in both(many, "thanh_hoa"):
        assert codes(report) == ["plan.other-person"]
    assert many.state() == before


@pytest.mark.parametrize("resource", ["agencies", "accounts", "aliases"])
def test_a_cut_file_stops_its_own_province_alone(world: World, resource: str) -> None:
    """Neither the province beside it nor the centre, of which a run brings what it needs along."""
    more = [{"id": f"moj.vu-{n}", "name": f"Vụ {n}", "kind": "department"} for n in range(8)]
    world.agencies["trung_uong"] += [{**each, "parent": "moj"} for each in more]
    world.save()
    world.provision("trung_uong", *PROVINCES)
    world.agencies["trung_uong"] = world.agencies["trung_uong"][:2]
    for agency in world.agencies["bac_giang"]:
        agency.pop("managers", None)
    world.people["bac_giang"] = world.people["bac_giang"][:1]
    world.agencies["bac_giang"] = world.agencies["bac_giang"][:1]
    world.people["bac_giang"][0]["agency"] = "bac-giang"
    world.save()
    for check in (True, False):
        reports = world.run(resource, *PROVINCES, check=check)
        small = {r.plan.province for r in reports if "plan.small-source" in codes(r)}
        assert small == {"bac_giang"}
        others = [r for r in reports if r.plan.province in ("thanh_hoa", "quang_ngai")]
        assert len(others) == 2
        assert not any(report.failed for report in others)
    reports = world.check("agencies", "trung_uong")
    assert [codes(report) for report in reports] == [["plan.small-source"]]
