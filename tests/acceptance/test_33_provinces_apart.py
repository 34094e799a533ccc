"""A province that fails leaves the others done; what hangs from it stops, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.resources import lookup

from .world import CENTRE, PEOPLE, PROVINCES, World, by_province, codes, foreign, person_dn, says


@pytest.fixture(params=["each", "everybody"])
def asked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the directory is asked for each new name and address, or for all it has."""
    monkeypatch.setattr(lookup, "_MANY", 4000 if request.param == "each" else 0)


def lines(world: World, report: Report) -> str:
    """The report as an operator reads it."""
    return "\n".join(report_lines(report, world.request().policy, check=False))


@pytest.mark.usefixtures("asked")
def test_a_foreign_entry_stops_its_province_only(world: World) -> None:
    """Somebody else's entry in one of three provinces: two are done, the third is named."""
    world.run("agencies")
    world.modify(foreign(3))
    before = world.state()[person_dn("thanh_hoa", 3).lower()]
    done = by_province(world.run("accounts"))
    assert {name: report.written for name, report in done.items()} == {
        "bac_giang": 6,
        "quang_ngai": 6,
        "thanh_hoa": 0,
    }
    text = lines(world, done["thanh_hoa"])
    assert f"thanh-hoa-0003 (Nguyễn Văn C): the entry {person_dn('thanh_hoa', 3)} exists" in text
    assert "Nothing was written for Thanh Hóa." in text
    assert world.state()[person_dn("thanh_hoa", 3).lower()] == before


@pytest.mark.usefixtures("asked")
def test_an_address_that_is_taken(world: World) -> None:
    """An address that a stranger's entry holds, as mail or as an alias, stops its province."""
    world.run("agencies")
    stranger = f"dn: cn=la,{PEOPLE}\nobjectClass: inetOrgPerson\nobjectClass: mailRecipient\n"
    stranger += "sn: la\nmail: Nguoi2.ThanhHoa@moj.gov.vn\n"
    world.modify(stranger + "mailAlternateAddress: nguoi5.quangngai@moj.gov.vn\n")
    done = by_province(world.run("accounts"))
    assert {name: codes(report) for name, report in done.items()} == {
        "bac_giang": [],
        "quang_ngai": ["plan.address-taken"],
        "thanh_hoa": ["plan.address-taken"],
    }
    text = lines(world, done["quang_ngai"])
    assert "quang-ngai-0005" in text
    assert f"nguoi5.quangngai@moj.gov.vn is already in the directory, at cn=la,{PEOPLE}" in text


def test_what_only_the_server_knows(world: World) -> None:
    """A refusal by the server is said in its words, with the person; that province stays as it was.

    The server here is told after the planning, by nobody's plan, to hold every title unique.
    """
    world.run("agencies")
    world.hold_unique("telephoneNumber", PEOPLE)
    for number in (2, 5):
        world.person("quang_ngai", number)["phone"] = "+84 255 3822 000"
    world.save()
    done = by_province(world.run("accounts"))
    assert [done[name].written for name in PROVINCES] == [6, 0, 6]
    text = lines(world, done["quang_ngai"])
    # Unrelated additions reach the server side by side: the second of the two there is refused.
    assert "2 (Nguyễn Văn B): uid=quang-ngai-0002," in text or (
        "5 (Nguyễn Văn E): uid=quang-ngai-0005," in text
    )
    assert "constraintViolation 19" in text
    assert "Nothing was written for Quảng Ngãi." in text
    marks = [entry["hopthuprovince"] for entry in world.state().values() if "uid" in entry]
    assert {b"quang_ngai"} not in marks


def test_no_province_without_its_superior_agencies(world: World) -> None:
    """When the centre's tree cannot be made, no province is begun, and each says what is wrong."""
    world.modify(f"dn: {PEOPLE}\nobjectClass: organizationalUnit\nou: people\n")
    before = world.state()
    for run in (world.check, world.run):
        reports = by_province(run("agencies"))
        assert codes(reports["trung_uong"]) == ["plan.foreign-entry"]
        for province in PROVINCES:
            assert codes(reports[province]) == ["apply.required-failed"]
            said = says(reports[province])[0].text()
            assert "Bộ Tư pháp" in said
            assert f"the entry {PEOPLE} exists and is not hopthu's" in said
            assert "find out who made it" in says(reports[province])[0].remedy()
    assert world.state() == before


def test_a_superior_refused_by_the_server(world: World) -> None:
    """The same when the server, not the plan, refuses the centre: dependents name its answer."""
    world.agencies["trung_uong"] = [CENTRE[0], {**CENTRE[1], "mailbox": "thads1"}]
    world.save()
    world.hold_unique("hopthuProvince")
    reports = by_province(world.run("agencies"))
    assert codes(reports["trung_uong"]) == ["apply.refused"]
    for province in PROVINCES:
        assert codes(reports[province]) == ["apply.required-failed"]
        assert "constraintViolation 19" in lines(world, reports[province])
    assert world.state() == {}


def test_an_unknown_province_among_known_ones(world: World) -> None:
    """A province that has no folder fails by itself, with the known ones named."""
    world.run("agencies")
    for run in (world.check, world.run):
        reports = by_province(run("accounts", "thanh_hoa", "atlantis"))
        assert not reports["thanh_hoa"].failed
        assert len(says(reports["atlantis"])) == 1
        said = says(reports["atlantis"])[0].render()
        assert "atlantis" in said
        assert "thanh_hoa" in said


def test_only_unknown_provinces(world: World, tmp_path: Path) -> None:
    """When no province of the run is known, each says so and nothing is planned for others."""
    for resource in ("agencies", "accounts"):
        (report,) = world.run(resource, "atlantis", artifacts=tmp_path / "runs")
        assert report.failed
        assert world.state() == {}
