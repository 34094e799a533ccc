"""Leavers whose box was kept for its time go only when every letter is archived (promise 5)."""

from __future__ import annotations

import datetime
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.probe.expected import expected
from hopthu.provision.resources.retired import Retired, boxes_of
from hopthu.provision.run import provision
from hopthu.records.allocate import Allocator
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Limit
from hopthu.servers.mail.archives import Archives

from .agreement import plans
from .sessions import between
from .world import (
    PEOPLE,
    RESOURCES,
    World,
    by_province,
    codes,
    foretold,
    people_of,
    person_dn,
    says,
    settle,
)

TODAY = datetime.date(2026, 11, 26)
LONG_AGO = "2026-01-02"
OFFICER, HEAD = "Chấp hành viên", "Chi cục trưởng"


def leave(world: World, *numbers: int, since: str = LONG_AGO, province: str = "thanh_hoa") -> None:
    """Declare that people left, and let the directory know."""
    for number in numbers:
        world.person(province, number).update(state="left", since=since)
    world.save()
    override = {"suspend": len(numbers)}
    assert not [p for r in world.run("accounts", override=override, today=TODAY) for p in says(r)]


def answer(boxes: Iterable[tuple[str, str]], server: str = "mail1") -> dict[str, Any]:
    """What a mail server prints about boxes: id and state."""
    facts = {"messages": 3, "bytes": 4096, "archive": "/srv/vmail-archive/x.tar.gz"}
    more: dict[str, dict[str, object]] = {
        "archived": facts,
        "there": {"messages": 3},
        "failed": {"reason": "disk is full"},
    }
    told = [{"id": owner, "state": state, **more.get(state, {})} for owner, state in boxes]
    return {"server": server, "rc": 0, "stdout": json.dumps({"boxes": told})}


def archives(*numbers: int, state: str = "archived") -> Archives:
    """One server that has the boxes of these people of Thanh Hóa in that state."""
    return Archives.of_answers([answer((f"thanh-hoa-{number:04}", state) for number in numbers)])


def retire(
    world: World, *provinces: str, archives: Archives | None = None, **more: Any
) -> tuple[list[Report], dict[str, list[Any]]]:
    """Run the module's resource, and return its reports and what is asked of the mail servers."""
    request = world.request(*provinces, today=TODAY, **more)
    reports = provision(Retired(archives), request, world.connect)
    return reports, boxes_of(reports)


@pytest.fixture
def left(world: World) -> World:
    """Two of Thanh Hóa left long ago, one the other day, a head within a leader's time."""
    world.provision()
    world.person("thanh_hoa", 4)["title"] = HEAD
    leave(world, 1, 2)
    leave(world, 3, since="2026-11-01")
    leave(world, 4)
    return world


def test_who_is_due_and_what_the_check_says(left: World) -> None:
    """Those whose time is over, by rank, are named with what they hold; nothing is written."""
    before = left.state()
    reports, asked = retire(left, check=True)
    assert asked == {
        "archive": [
            {"id": f"thanh-hoa-000{n}", "address": f"nguoi{n}.thanhhoa@moj.gov.vn"} for n in (1, 2)
        ],
        "remove": [],
    }
    reports, _ = retire(left, check=True, archives=archives(1, 2, state="there"))
    lines = report_lines(by_province(reports)["thanh_hoa"], left.request().policy, check=True)
    text = "\n".join(lines)
    assert "2 to retire   (6 now, 4 after)" in lines[0]
    assert "- nguoi1.thanhhoa@moj.gov.vn" in text
    assert "2026-01-02 → 2026-07-02" in text
    assert "thanh-hoa-0002 (Nguyễn Văn B): 3 letters, 0 on mail1 to be archived" in text
    assert "Within limits: retire 2 of 6" in text
    assert left.state() == before


def test_the_apply_does_what_the_check_said(left: World) -> None:
    """The same plan and digest; the entries are gone, and nothing else of the directory changed."""
    before = left.state()
    checked, _ = retire(left, check=True, archives=archives(1, 2, state="there"))
    done, asked = retire(left, archives=archives(1, 2), artifacts=left.root / "runs")
    assert plans(done) == plans(checked)
    assert left.state() == foretold(before, [report.plan for report in checked])
    assert asked == {"archive": [], "remove": [{"id": f"thanh-hoa-000{n}"} for n in (1, 2)]}
    told = "\n".join(
        report_lines(by_province(done)["thanh_hoa"], left.request().policy, check=False)
    )
    assert "3 letters, 4K archived on mail1: /srv/vmail-archive/x.tar.gz" in told
    again, asked = retire(left, archives=Archives())
    assert not any(report.plan.changes or report.failed for report in again)
    assert [each["id"] for each in asked["remove"]] == ["thanh-hoa-0001", "thanh-hoa-0002"]


def test_nobody_makes_them_again_or_misses_them(left: World) -> None:
    """No module has anything to do afterwards, the probe does not look for them."""
    for resource in RESOURCES:  # what follows from their leaving
        left.run(resource, today=TODAY, override={"shrink": 9})
    retire(left, archives=archives(1, 2))
    for resource in RESOURCES:
        for check in (True, False):
            reports = left.run(resource, today=TODAY, check=check)
            assert not [r for r in reports if r.plan.changes or r.failed], resource
    request = left.request(today=TODAY)
    looked_for = {each.subject.id for each in expected(read_inventory(left.root), request).values()}
    assert not looked_for & {"thanh-hoa-0001", "thanh-hoa-0002"}
    assert {"thanh-hoa-0003", "thanh-hoa-0005"} <= looked_for


def test_the_address_stays_theirs(left: World) -> None:
    """Nobody else gets it: not by intake, not by hand."""
    retire(left, archives=archives(1, 2))
    inventory = read_inventory(left.root)
    allocator = Allocator(inventory, left.request().policy)
    assert allocator.refusal_of("nguoi1.thanhhoa") is not None
    left.person("thanh_hoa", 5)["aliases"] = ["nguoi1.thanhhoa"]
    left.save()
    with pytest.raises(Exception, match=r"nguoi1\.thanhhoa already belongs to thanh-hoa-0001"):
        read_inventory(left.root)


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        (None, "retire.no-mail-server", ""),
        ([], "retire.no-mail-server", ""),
        ([answer([("thanh-hoa-0001", "archived")])], "retire.not-archived", "thanh-hoa-0002"),
        (
            [answer([("thanh-hoa-0001", "archived"), ("thanh-hoa-0002", "there")])],
            "retire.not-archived",
            "has not been archived",
        ),
        (
            [answer([("thanh-hoa-0001", "archived"), ("thanh-hoa-0002", "failed")])],
            "retire.not-archived",
            "disk is full",
        ),
        (
            [
                answer((f"thanh-hoa-000{n}", "archived") for n in (1, 2)),
                {"server": "mail2", "msg": "ssh: no route to host"},
            ],
            "retire.not-archived",
            "mail2: ssh: no route to host",
        ),
        ([{"server": "mail1", "rc": 0, "stdout": "[]"}], "retire.not-archived", "cannot be read"),
    ],
)
def test_without_a_sure_archive_nothing_goes(
    left: World, answers: list[dict[str, Any]] | None, code: str, said: str
) -> None:
    """A server that is away, a box that could not be archived, no answer: the province stays."""
    before = left.state()
    given = None if answers is None else Archives.of_answers(answers)
    reports, asked = retire(left, archives=given)
    report = by_province(reports)["thanh_hoa"]
    assert set(codes(report)) == {code}
    assert said in " ".join(problem.text() for problem in says(report))
    assert asked == {"archive": [], "remove": []}
    assert left.state() == before


def test_a_box_that_was_never_used_needs_no_archive(left: World) -> None:
    """All servers say that there is none."""
    reports, _ = retire(left, archives=archives(1, 2, state="none"))
    report = by_province(reports)["thanh_hoa"]
    assert report.written == 2
    assert {problem.code for problem in report.plan.notices} == {"retire.never-used"}


def test_limits_hold_and_one_run_may_go_beyond(world: World) -> None:
    """Over the count and the share nothing is written; the option that is named lets them go."""
    world.people["thanh_hoa"] = people_of("thanh_hoa", 60)
    world.save()
    world.provision()
    numbers = range(1, 26, 2)
    leave(world, *numbers)
    before = world.state()
    given = archives(*numbers)
    report = by_province(retire(world, archives=given)[0])["thanh_hoa"]
    assert codes(report) == ["plan.over-limit"] * 2  # of the agency and of the province
    assert "-e hopthu_override=retire=13" in " ".join(p.remedy() for p in says(report))
    assert world.state() == before
    _, asked = retire(world, check=True)
    assert asked["archive"] == []  # nothing is archived for what is refused
    report = by_province(retire(world, archives=given, override={"retire": 13})[0])["thanh_hoa"]
    assert report.written == 13


@pytest.mark.parametrize("check", [True, False])
def test_over_the_limit_nobody_misses_archives(left: World, check: bool) -> None:
    """None was asked for: what is told is the limit, of a province or of the run, and no box."""
    policy = left.request().policy
    for scope in ("province", "run"):
        strict = {**policy.limits["retire"], scope: Limit(1, 0)}
        limits = {**policy.limits, "retire": strict}
        asked_nothing = Archives.of_answers([answer([])])
        reports, asked = retire(
            left, archives=asked_nothing, check=check, policy=replace(policy, limits=limits)
        )
        assert asked["archive"] == []
        assert codes(by_province(reports)["thanh_hoa"]) == ["plan.over-limit"]


def test_only_who_left_in_the_directory_too(left: World) -> None:
    """Somebody whom the directory still has as active is refused: the leaving was never applied."""
    left.replace(person_dn("thanh_hoa", 1), hopthuState="active")
    before = left.state()
    report = by_province(retire(left, archives=archives(1, 2))[0])["thanh_hoa"]
    assert codes(report) == ["retire.not-left-yet"]
    assert "playbooks/provision.yml" in says(report)[0].remedy()
    assert left.state() == before


def test_the_undo_brings_the_entry_back(left: World) -> None:
    """undo.ldif of the run makes the entries what they were, but for passwords."""
    before = left.state()
    retire(left, archives=archives(1, 2), artifacts=left.root / "runs")
    (folder,) = (left.root / "runs").glob("*-retired")
    left.modify((folder / "undo.ldif").read_text(encoding="utf-8"))
    assert left.state() == before
    lines = (folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["action"] for line in lines} == {"retire"}


RETIRE = """
import datetime, sys
from pathlib import Path
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.mail.archives import Archives
from hopthu.records.policy import Policy
from hopthu.provision.request import Request
from hopthu.provision.resources.retired import Retired, boxes_of
from hopthu.provision.run import provision
import json
given = json.loads(sys.argv[1])
root = Path(given["root"])
request = Request(
    root, ("thanh_hoa",), given["suffix"], Policy.of_environment(root), {"retire": 40},
    today=datetime.date(2026, 11, 26),
)
settings = Settings(**given["settings"])
print("ready", flush=True)
retired = Retired(Archives.of_answers([given["answer"]]))
provision(retired, request, lambda: Directory.connect(settings))
print("done", flush=True)
"""


def test_killed_at_any_point_it_goes_on(world: World) -> None:
    """After SIGKILL all entries are there or none; the next run does what is left, and tells it."""
    world.people["thanh_hoa"] = people_of("thanh_hoa", 60)
    world.save()
    world.provision()
    numbers = list(range(1, 41))
    leave(world, *numbers)
    settings = world.slapd.settings()
    given = {
        "root": str(world.root),
        "suffix": world.request().suffix,
        "answer": answer((f"thanh-hoa-{n:04}", "archived") for n in numbers),
        "settings": {
            "uri": settings.uri,
            "bind_dn": settings.bind_dn,
            "password": settings.password,
        },
    }
    undo = world.search("-b", PEOPLE, "(hopthuState=left)", "*")
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", RETIRE, json.dumps(given)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, 0.12))  # noqa: S311
        process.kill()
        process.communicate()
        settle(world.slapd)
        people = world.search("-b", PEOPLE, "(uid=thanh-hoa-*)", "dn")
        gone = 60 - people.count("dn:")
        assert gone in (0, 40)
        reports, asked = retire(
            world, "thanh_hoa", archives=archives(*numbers), override={"retire": 40}
        )
        assert not by_province(reports)["thanh_hoa"].failed
        assert len(asked["remove"]) == 40
        world.modify(undo)


def test_a_run_is_limited_too(left: World) -> None:
    """The limit of the whole run refuses all provinces."""
    policy = left.request().policy
    strict = {**policy.limits, "retire": {**policy.limits["retire"], "run": Limit(1, 0)}}
    reports, _ = retire(left, archives=archives(1, 2), policy=replace(policy, limits=strict))
    assert all("plan.over-limit" in codes(report) for report in reports)


def test_a_province_that_is_planned_again_leaves_the_others_known(left: World) -> None:
    """Somebody touches an entry between plan and apply: boxes of all provinces are removed."""
    retire(left, archives=archives(1, 2))  # whose boxes could not be removed then
    leave(left, 1, province="quang_ngai")
    given = Archives.of_answers([answer([("quang-ngai-0001", "archived")])])
    touch = between(left, lambda: left.replace(person_dn("quang_ngai", 1), description="x"))
    reports = provision(Retired(given), left.request(today=TODAY), touch)
    asked = {each["id"] for each in boxes_of(reports)["remove"]}
    # The touch changed what the undo would have to bring back: not retired now, but next time.
    assert by_province(reports)["quang_ngai"].failed
    assert asked == {"thanh-hoa-0001", "thanh-hoa-0002"}
    reports, told = retire(left, archives=given)
    assert not by_province(reports)["quang_ngai"].failed
    assert {each["id"] for each in told["remove"]} == asked | {"quang-ngai-0001"}


def test_boxes_of_the_protected_and_of_refused_provinces_stay(left: World) -> None:
    """Although their entries are gone: nobody said that this was right."""
    retire(left, archives=archives(1, 2))
    policy = replace(left.request().policy, protected=frozenset({"thanh-hoa-0001"}))
    _, asked = retire(left, policy=policy)
    assert asked["remove"] == [{"id": "thanh-hoa-0002"}]
    leave(left, 5)
    left.replace(person_dn("thanh_hoa", 5), hopthuState="active")
    reports, asked = retire(left)
    assert by_province(reports)["thanh_hoa"].failed
    assert asked["remove"] == []


def test_a_box_under_hold_stays(left: World) -> None:
    """It is neither archived nor removed, and why is said; once the hold is over it goes."""
    hold = {"reason": "KL 12/TTr", "by": "Thanh tra Bộ", "since": LONG_AGO}
    left.person("thanh_hoa", 1)["hold"] = [{**hold, "until": "2026-11-30"}]
    left.agencies["thanh_hoa"][0]["hold"] = [hold]
    left.save()
    for resource in ("agencies", "accounts"):
        assert not [p for r in left.run(resource, today=TODAY) for p in says(r)]
        assert not [r for r in left.run(resource, today=TODAY) if r.plan.changes]
    assert left.search("-b", "dc=moj,dc=gov,dc=vn", "(hopthuHold=TRUE)", "dn").count("dn:") == 3
    reports, asked = retire(left, archives=archives(1, 2))
    report = by_province(reports)["thanh_hoa"]
    assert asked == {"archive": [], "remove": [{"id": "thanh-hoa-0002"}]}
    (told,) = (each for each in report.plan.notices if each.code == "retire.held")
    assert told.text() == (
        "thanh-hoa-0001 (Nguyễn Văn A): the box stays, it is under hold: Thanh tra Bộ, KL 12/TTr, "
        "2026-01-02 – 2026-11-30"
    )
    later = datetime.date(2026, 12, 1)
    request = left.request(today=later)
    early = by_province(provision(Retired(archives(1)), request, left.connect))["thanh_hoa"]
    assert codes(early) == ["retire.held-still"]  # the directory does not know yet that it is over
    left.run("accounts", today=later)
    done = by_province(provision(Retired(archives(1)), request, left.connect))["thanh_hoa"]
    assert (done.written, codes(done)) == (1, [])


def test_a_box_whose_entry_is_gone_stays_under_hold(left: World) -> None:
    """A run was cut off before it removed it; then came the hold."""
    retire(left, archives=archives(1, 2))
    hold = {"reason": "KL 12/TTr", "by": "Thanh tra Bộ", "since": "2026-11-26"}
    left.person("thanh_hoa", 1)["hold"] = [hold]
    left.save()
    reports, asked = retire(left, archives=Archives())
    assert asked["remove"] == [{"id": "thanh-hoa-0002"}]
    assert codes(by_province(reports)["thanh_hoa"]) == []
