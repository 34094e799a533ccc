"""Check tells the truth (promise 1): what it plans is what apply does, whatever it finds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hopthu.provision.plan.render import change_lines
from hopthu.servers.lab.slapd import Slapd

from .agreement import agree, rests
from .world import PROVINCES, World, agency_dn, by_province, codes, foreign, person_dn


def test_on_an_empty_directory(world: World) -> None:
    """Without a single entry, not even the containers, check foretells what apply makes."""
    reports = agree(world)
    assert not any(report.failed for report in reports)
    assert len(world.state()) == 3 + 2 + 9 + 18 + 18


def test_on_a_half_filled_directory(world: World) -> None:
    """One province done, one with half of its people and a changed one, one not begun."""
    world.provision("thanh_hoa", "quang_ngai")
    world.delete(*(person_dn("quang_ngai", number) for number in (1, 3, 6)))
    world.replace(person_dn("quang_ngai", 2), cn="Ai Đó", telephoneNumber="+84 1", title="Kế toán")
    world.replace(agency_dn("quang_ngai", "tay"), displayName=[], mail="la@moj.gov.vn")
    reports = agree(world)
    assert [len(report.plan.changes) for report in reports] == [
        *(0, 3, 1, 0),  # agencies: the centre first
        *(6, 4, 0),  # accounts
        *(7, 3, 0),  # quotas
        *(6, 0, 0),  # aliases and lists
    ]
    assert not any(report.failed for report in reports)


def test_with_foreign_entries(world: World) -> None:
    """Where somebody else's entry is in the way, that province is refused, and only that one."""
    world.provision("thanh_hoa")
    world.delete(person_dn("thanh_hoa", 4))
    world.modify(foreign(4))
    world.person("thanh_hoa", 1)["title"] = "Thẩm tra viên"
    world.save()
    reports = agree(world)
    assert [codes(r) for r in reports if r.failed] == [["plan.foreign-entry"]]
    assert by_province(reports)["quang_ngai"].written == 6


def test_who_leaves_is_shown_with_the_end_of_the_mailbox(world: World) -> None:
    """Six months, twelve of a leader; the check prints the very lines of the apply."""
    world.provision()
    left = {"state": "left", "since": "2008-11-15"}
    world.person("quang_ngai", 2).update(left)
    world.person("quang_ngai", 4).update(left | {"title": "Trưởng Thi hành án dân sự"})
    world.save()
    checked, applied = (
        change_lines(by_province(run("accounts", "quang_ngai"))["quang_ngai"].plan, "en")
        for run in (world.check, world.run)
    )
    assert checked == applied
    states = [line for line in checked if line.startswith("- suspend ")]
    assert states == [
        "- suspend nguoi2.quangngai@moj.gov.vn left 2008-11-15, mailbox kept until 2009-05-15",
        "- suspend nguoi4.quangngai@moj.gov.vn left 2008-11-15, mailbox kept until 2009-11-15",
    ]


def test_no_artifact_of_check_says_applied(world: World, tmp_path: Path) -> None:
    """Check leaves the plan for a reviewer, and neither audit lines nor a way back."""
    world.check("accounts", artifacts=tmp_path / "runs")
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["plan.json", "plan.md"]


NUMBERS = st.integers(1, 4)
VALUES = st.sampled_from(["Ứng Hoè Sơn", "x", "a, b=c", "đ" * 40])
HAND = st.tuples(
    NUMBERS, st.sampled_from(["cn", "mail", "title", "telephoneNumber", "description"]), VALUES
)
RECORD = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["active", "active", "suspended", "left"]),
        "title": st.sampled_from(["Chấp hành viên", "Kế toán"]),
        "quota": st.sampled_from(["", "500M", "2G"]),
        "away": st.booleans(),
    }
)


@pytest.mark.no_cover  # the same code again and again, and half as fast where it is measured
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # each example takes a second: no hunt for a smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    records=st.lists(RECORD, min_size=4, max_size=4),
    missing=st.sets(NUMBERS, max_size=3),
    strangers=st.sets(NUMBERS, max_size=1),
    hand=st.lists(HAND, max_size=4),
    started=st.booleans(),
)
def test_whatever_the_directory_holds(
    shared: Slapd,
    tmp_path: Path,
    records: list[dict[str, object]],
    missing: set[int],
    strangers: set[int],
    hand: list[tuple[int, str, str]],
    started: bool,
) -> None:
    """From random states, hand-changed or foreign, apply does what check said, and then rests."""
    shutil.rmtree(tmp_path / "lab", ignore_errors=True)
    world = World(tmp_path / "lab", shared)
    world.empty()
    for province in PROVINCES:
        world.people[province] = world.people[province][:4]
    world.save()
    world.provision(*(PROVINCES if started else ["quang_ngai"]))
    present = set(range(1, 5)) - missing if started else set()
    for number in sorted(missing if started else ()):
        world.delete(person_dn("thanh_hoa", number))
    for number in sorted(strangers - present):
        world.modify(foreign(number))
    for number, attribute, value in hand:
        if number in present:
            special = {"mail": f"tay{number}@moj.gov.vn", "telephoneNumber": f"+84 {number}"}
            given = special.get(attribute, value)
            world.replace(person_dn("thanh_hoa", number), **{attribute: given})
    kept = []
    for person, record in zip(world.people["thanh_hoa"], records, strict=True):
        person["title"], person["state"] = record["title"], record["state"]
        person |= {"quota": record["quota"]} if record["quota"] else {}
        person |= {"since": "2026-01-02"} if record["state"] == "left" else {}
        kept += [] if record["away"] else [person]
    world.people["thanh_hoa"] = kept
    for agency in world.agencies["thanh_hoa"]:
        agency.pop("managers", None)
    world.save()

    rests(world, agree(world))
