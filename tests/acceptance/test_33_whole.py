"""A province is planned whole, on one reading, and is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from hopthu.interfaces.modules.call import Call
from hopthu.interfaces.modules.call import run as run_work
from hopthu.interfaces.modules.options import MODULES
from hopthu.interfaces.modules.planned import write_planned
from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.resource import Resource
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.servers.directory.operation import Operation
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.writer import Writer

from .agreement import plans
from .sessions import between
from .world import (
    LISTS,
    PROJECT,
    PROVINCES,
    SUFFIX,
    World,
    by_province,
    codes,
    foreign,
    people_of,
    person_dn,
)

EVERYWHERE = ("trung_uong", *PROVINCES)


def whole(world: World, *provinces: str, **more: Any) -> dict[str, Report]:
    """Provision provinces (default: all) whole; reports by province."""
    connect = more.pop("connect", world.connect)
    request = world.request(*(provinces or EVERYWHERE), **more)
    return by_province(provision_all(resources(), request, connect))


def told(world: World, report: Report, *, check: bool = False) -> str:
    """The report as an operator reads it."""
    return "\n".join(report_lines(report, world.request().policy, check=check, language="en"))


def members(world: World, name: str) -> set[str]:
    """The members of a list, by the local parts of their addresses."""
    entry = world.state().get(f"cn={name},{LISTS}".lower(), {})
    found = entry.get("mgrprfc822mailmember", frozenset())
    return {value.decode().partition("@")[0] for value in found}


class Counting(Directory):
    """Counts what is asked of the server."""

    searches: list[str] = []  # noqa: RUF012 - of all sessions of a test, which empties it
    sent: list[tuple[Operation, ...]] = []  # noqa: RUF012

    def search(self, base: str, *rest: Any, **more: Any) -> Any:
        """Note base and filter of what is read; not that a new session looks for accesslog."""
        if base != "cn=config" and (base != SUFFIX or more.get("scope") != "base"):
            self.searches.append(f"{base} {rest[0]} {more}")
        return super().search(base, *rest, **more)

    def begin(self, operations: Sequence[Operation], batch: int = 5000) -> Writer:
        """Note the operations."""
        self.sent.append(tuple(operations))
        return super().begin(operations, batch)


@pytest.fixture
def counting(world: World) -> Callable[[], Directory]:
    """A connect() whose sessions count."""
    Counting.searches, Counting.sent = [], []
    return lambda: Counting.connect(world.slapd.settings())


def test_a_first_load(world: World, counting: Callable[[], Directory]) -> None:
    """One Add a new account, one transaction a province, nothing read twice; the check says so."""
    world.person("thanh_hoa", 2)["aliases"] = ["hai"]
    world.save()
    checked = whole(world, check=True)
    assert world.state() == {}
    done = whole(world, connect=counting)
    assert plans(done.values()) == plans(checked.values())
    assert not any(report.failed for report in done.values())
    assert len(Counting.searches) == len(set(Counting.searches))
    account = person_dn("thanh_hoa", 2)
    (only,) = [op for sent in Counting.sent for op in sent if op.dn == account]
    assert {"mail", "mailQuota", "mailAlternateAddress"} <= only.attributes.keys()  # type: ignore[union-attr]
    # The provinces' own are one transaction each; lists that name what they make come after all.
    assert len(Counting.sent) == len(EVERYWHERE) + 1
    assert members(world, "service.thads") == {f"toantinh.{n.replace('_', '')}" for n in PROVINCES}
    said = told(world, checked["trung_uong"], check=True)
    assert "2 follow when the other provinces that they name are written: toannganh@" in said
    assert not any(report.plan.changes for report in whole(world, check=True).values())


def test_the_same_as_step_by_step(world: World, new_slapd: Callable[..., Any]) -> None:
    """The four steps in turn, each on its own, come to the same directory."""
    other = World(world.root.with_name("steps"), new_slapd())
    other.provision(*EVERYWHERE)
    other.provision(*EVERYWHERE)  # lists whose members were made by the first round
    whole(world)
    assert world.state() == other.state()


def test_who_is_refused_at_one_step_is_not_written_at_all(world: World) -> None:
    """Somebody else's account is in the way: no agency, no list, and no list elsewhere names any.

    Once it is out of the way, a plain run brings all of it.
    """
    world.modify(
        f"dn: ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nobjectClass: hopthuManaged\n"
        "ou: people\nhopthuProvince: trung_uong\n"
    )
    world.modify(foreign(1))
    checked = whole(world, check=True)
    done = whole(world)
    assert plans(done.values()) == plans(checked.values())
    assert codes(done["thanh_hoa"]) == ["plan.foreign-entry"]
    assert told(world, done["thanh_hoa"]).endswith("Nothing was written for Thanh Hóa.")
    assert not [dn for dn in world.state() if "thanh-hoa" in dn and not dn.startswith("uid=")]
    assert members(world, "service.thads") == {"toantinh.bacgiang", "toantinh.quangngai"}
    assert "left out until somebody has these addresses: toantinh.thanhhoa@" in told(
        world, done["trung_uong"]
    )
    world.delete(person_dn("thanh_hoa", 1))
    assert not any(report.failed for report in whole(world).values())
    assert len(members(world, "service.thads")) == 3


def test_what_only_the_server_refuses(world: World) -> None:
    """The server refuses one account: the province has nothing, and the lists wait for it."""
    whole(world, "trung_uong")
    world.hold_unique("telephoneNumber", f"ou=people,{SUFFIX}")
    for number in (2, 5):
        world.person("quang_ngai", number)["phone"] = "+84 255 3822 000"
    world.save()
    done = whole(world)
    assert codes(done["quang_ngai"]) == ["apply.refused"]
    assert "Nothing was written for Quảng Ngãi." in told(world, done["quang_ngai"])
    assert not [dn for dn in world.state() if "quang-ngai" in dn]
    assert codes(done["trung_uong"]) == ["apply.waited", "apply.waited"]
    assert "Quảng Ngãi" in told(world, done["trung_uong"])
    assert members(world, "service.thads") == set()
    world.person("quang_ngai", 5)["phone"] = "+84 255 3822 001"
    world.save()
    assert not any(report.failed for report in whole(world).values())
    assert len(members(world, "service.thads")) == 3


def test_over_a_limit_in_the_last_step(world: World) -> None:
    """Lists that would close are over a limit: the accounts they follow from stay as they were."""
    whole(world)
    before = world.state()
    policy = world.request().policy
    none = replace(policy.limits["close"]["province"], count=0, share=0)
    closed = dict.fromkeys(("agency", "province", "run"), none)
    strict = replace(policy, limits={**policy.limits, "close": closed})
    for number in (1, 3, 5):
        world.person("thanh_hoa", number)["state"] = "suspended"
    world.save()
    done = whole(world, policy=strict, override={"suspend": 3})
    assert "plan.over-limit" in codes(done["thanh_hoa"])
    assert world.state() == before


def test_an_address_passes_on_within_a_province(world: World) -> None:
    """Who takes an address comes after who gives it up, in the same transaction, in any order."""
    whole(world)
    world.person("thanh_hoa", 5)["mailbox"] = "moi"
    world.person("thanh_hoa", 2).update({"aliases": ["nguoi5.thanhhoa"], "title": "Kế toán"})
    world.save()
    checked = whole(world, check=True)
    done = whole(world)
    assert plans(done.values()) == plans(checked.values())
    assert not any(report.failed for report in done.values())
    entry = world.state()[person_dn("thanh_hoa", 2).lower()]
    assert entry["mailalternateaddress"] == {b"nguoi5.thanhhoa@moj.gov.vn"}


def test_an_address_passes_on_between_provinces(world: World) -> None:
    """The province that gives it up comes first; where it is refused, so is the other."""
    whole(world)
    world.person("thanh_hoa", 5)["mailbox"] = "moi"
    world.person("bac_giang", 2)["aliases"] = ["nguoi5.thanhhoa"]
    world.save()
    policy = world.request().policy
    guarded = replace(policy, protected=frozenset({"thanh-hoa-0001"}))
    world.person("thanh_hoa", 1)["title"] = "Kế toán"
    world.save()
    before = world.state()
    refused = whole(world, policy=guarded)
    assert codes(refused["thanh_hoa"]) == ["plan.protected"]
    assert codes(refused["bac_giang"]) == ["plan.address-taken"]
    assert world.state() == before
    done = whole(world)
    assert not any(report.failed for report in done.values())
    assert list(done).index("thanh_hoa") < list(done).index("bac_giang")


def test_a_new_agency_with_everything_while_somebody_logs_in(world: World) -> None:
    """A touched entry is read again with its whole province; the plan is the same and goes on."""
    whole(world)
    world.person("thanh_hoa", 2).update({"title": "Kế toán", "quota": "3G", "aliases": ["hai"]})
    world.save()

    def touch() -> None:
        world.replace(person_dn("thanh_hoa", 2), description="x")

    done = whole(world, "thanh_hoa", connect=between(world, touch))
    assert not done["thanh_hoa"].failed
    assert done["thanh_hoa"].written == len(done["thanh_hoa"].plan.changes)
    assert not whole(world, "thanh_hoa", check=True)["thanh_hoa"].plan.changes


POLICY = PROJECT / "inventory/lab/group_vars/all/policy.yml"


@pytest.fixture
def module(world: World) -> Callable[..., Any]:
    """Runs the module's work on some resources, and returns what Ansible gets of it."""
    settings = world.slapd.settings()
    policy = yaml.safe_load(POLICY.read_text(encoding="utf-8"))
    arguments = {
        "inventory": str(world.root),
        "provinces": ["bac_giang", "quang_ngai", "thanh_hoa"],
        "policy": policy["hopthu_policy"],
        "uri": settings.uri,
        "suffix": SUFFIX,
        "bind_dn": settings.bind_dn,
        "bind_password": settings.password,
    }

    def run(*wanted: Resource[Any], check: bool = False, **more: Any) -> Any:
        given = ArgumentSpecValidator(MODULES["provision"]).validate({**arguments, **more})
        call = Call(given.validated_parameters, check=check)
        return run_work(lambda call: write_planned(call, wanted), call)

    return run


def test_each_province_has_one_result(world: World, module: Callable[..., Any]) -> None:
    """One digest a province, one summary, everybody named once; a refusal is all of it."""
    world.provision("bac_giang")
    world.modify(foreign(1))
    reports = module(*resources())["reports"]
    flags = {name: (each["changed"], each["failed"]) for name, each in reports.items()}
    assert flags == {
        "bac_giang": (False, False),
        "quang_ngai": (True, False),
        "thanh_hoa": (False, True),
        "trung_uong": (False, False),  # the centre, on which all hang
    }
    assert list(reports["quang_ngai"]["resources"]) == ["province"]
    lines = reports["quang_ngai"]["lines"]
    assert lines[0].startswith("Quảng Ngãi: 6 people added; 3 agencies added; 6 lists added   (6 ")
    assert len([line for line in lines if "nguoi1.quangngai@" in line]) == 1
    assert reports["thanh_hoa"]["resources"]["province"]["written"] == 0


def test_a_check_tells_all_that_would_be_refused(world: World, module: Callable[..., Any]) -> None:
    """Everybody of Thanh Hóa is suspended: accounts and the lists they leave are over a limit."""
    module(*resources())
    policy = yaml.safe_load(POLICY.read_text(encoding="utf-8"))
    none = {scope: {"count": 0, "share": 0} for scope in ("agency", "province", "run")}
    policy["hopthu_policy"]["limits"] |= {"suspend": none, "close": none}
    for person in world.people["thanh_hoa"]:
        person["state"] = "suspended"
    world.save()
    checked = module(
        *resources(), policy=policy["hopthu_policy"], provinces=["thanh_hoa", "nowhere"], check=True
    )["reports"]
    said = "\n".join(checked["thanh_hoa"]["lines"])
    assert "hopthu_override=suspend=6" in said
    assert "close=" in said
    assert checked["nowhere"]["failed"]


def test_more_people_than_two_hundred(world: World) -> None:
    """Who takes part in a large province is still in one transaction."""
    world.people["thanh_hoa"] = people_of("thanh_hoa", 1100)
    world.save()
    done = whole(world)
    assert not done["thanh_hoa"].failed
    assert done["thanh_hoa"].steps == ()
    assert done["thanh_hoa"].written > 1100
