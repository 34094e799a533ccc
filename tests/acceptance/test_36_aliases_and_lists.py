"""Aliases, former addresses, roles and mailing lists, from the files to a real directory."""

from __future__ import annotations

import datetime
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.records.policy import SCOPES
from hopthu.records.policy.reader import Limit

from .world import LISTS, SUFFIX, World, agency_dn, by_province, codes, person_dn

NOVEMBER = datetime.date(2008, 11, 20)
MANUAL = {
    "id": "du-an",
    "name": "Dự án",
    "mailbox": "duan",
    "people": ["thanh-hoa-0001", "thanh-hoa-0002"],
    "agencies": ["quang-ngai"],
    "lists": ["officers.bac-giang"],
    "writers": ["members", "thanh-hoa"],
}


def list_dn(name: str) -> str:
    """The DN of a list."""
    return f"cn={name},{LISTS}".lower()


def values(world: World, dn: str, attribute: str) -> list[str]:
    """The values that an entry has, sorted."""
    found = world.state()[dn.lower()].get(attribute.lower(), frozenset())
    return sorted(value.decode() for value in found)


def everywhere(world: World, **more: Any) -> list[Report]:
    """Run the aliases of all provinces, the centre's too."""
    return world.run("aliases", "trung_uong", "bac_giang", "quang_ngai", "thanh_hoa", **more)


@pytest.fixture
def ready(world: World) -> World:
    """A world whose agencies, people and lists are there."""
    world.provision("trung_uong", "bac_giang", "quang_ngai", "thanh_hoa")
    return world


def test_lists_of_the_tree(ready: World) -> None:
    """Nested by address; who may write is named by DN; each bears the mark of its province."""
    own = list_dn("province.thanh-hoa")
    assert values(ready, own, "mgrpRFC822MailMember") == [
        "canbo.dong.thanhhoa@moj.gov.vn",
        "canbo.thanhhoa@moj.gov.vn",
    ]
    assert values(ready, own, "hopthuWriter") == [
        f"ou=moj,ou=agencies,{SUFFIX}",
        f"ou=thads,ou=moj,ou=agencies,{SUFFIX}",
        agency_dn("thanh_hoa"),
    ]
    district = list_dn("agency.thanh-hoa.dong")
    assert district.partition(",")[0] + f",{LISTS}" in values(ready, district, "hopthuWriter")
    assert len(values(ready, district, "mgrpRFC822MailMember")) == 3
    assert values(ready, list_dn("service.thads"), "hopthuProvince") == ["trung_uong"]
    assert values(ready, list_dn("service.thads"), "mgrpRFC822MailMember") == [
        "toantinh.bacgiang@moj.gov.vn",
        "toantinh.quangngai@moj.gov.vn",
        "toantinh.thanhhoa@moj.gov.vn",
    ]


def test_a_second_run_changes_nothing(ready: World) -> None:
    """And says so."""
    (report, *_) = reports = everywhere(ready)
    assert not any(report.plan.changes for report in reports)
    (line,) = report_lines(report, ready.request().policy, check=False, language="en")[:1]
    assert line.endswith("aliases and lists: nothing to do (2 as the inventory says)")


def test_one_province_alone(ready: World) -> None:
    """Its lists follow; those of others and the national ones stay as they are."""
    before = ready.state()
    for province in ("thanh_hoa", "quang_ngai"):
        ready.person(province, 1)["state"] = "suspended"
    ready.save()
    ready.provision("thanh_hoa")
    changed = {dn for dn, entry in ready.state().items() if entry != before[dn]}
    assert changed == {
        agency_dn("thanh_hoa").lower(),  # whose manager that was
        person_dn("thanh_hoa", 1).lower(),
        list_dn("agency.thanh-hoa"),
        list_dn("officers.thanh-hoa"),
    }


def test_aliases_and_former_addresses_come_and_go(ready: World) -> None:
    """A former address goes by itself on the day after its last one; nobody need allow it."""
    person = person_dn("thanh_hoa", 2)
    record = ready.person("thanh_hoa", 2)
    record |= {
        "aliases": ["hai"],
        "former_mailboxes": [
            {"mailbox": "cu1", "until": "2008-11-20"},
            {"mailbox": "cu2", "until": "2008-11-19"},
            {"mailbox": "cu3"},
        ],
    }
    ready.agencies["thanh_hoa"][0]["aliases"] = ["tinh.thanhhoa"]
    ready.save()
    everywhere(ready, today=NOVEMBER)
    attribute = "mailAlternateAddress"
    assert values(ready, person, attribute) == [
        "cu1@moj.gov.vn",
        "cu3@moj.gov.vn",
        "hai@moj.gov.vn",
    ]
    assert values(ready, agency_dn("thanh_hoa"), attribute) == ["tinh.thanhhoa@moj.gov.vn"]
    ready.replace(
        person, mailAlternateAddress=["CU2@moj.gov.vn", "cu1@moj.gov.vn", "hai@moj.gov.vn"]
    )
    reports = by_province(everywhere(ready, today=NOVEMBER + datetime.timedelta(1)))
    (change,) = reports["thanh_hoa"].plan.changes
    assert not change.limited
    assert values(ready, person, attribute) == ["cu3@moj.gov.vn", "hai@moj.gov.vn"]


def test_a_new_mailbox_and_the_one_before(ready: World) -> None:
    """The check before both modules is true: the old address goes on as a former one."""
    record = ready.person("thanh_hoa", 2)
    record |= {"former_mailboxes": [{"mailbox": record["mailbox"]}], "mailbox": "moi"}
    ready.save()
    foreseen = ready.check("aliases")
    ready.run("accounts")
    done = ready.run("aliases")
    assert [r.plan.digest for r in done] == [r.plan.digest for r in foreseen]
    assert values(ready, person_dn("thanh_hoa", 2), "mailAlternateAddress") == [
        "nguoi2.thanhhoa@moj.gov.vn"
    ]
    members = values(ready, list_dn("agency.thanh-hoa.dong"), "mgrpRFC822MailMember")
    assert "moi@moj.gov.vn" in members
    assert "nguoi2.thanhhoa@moj.gov.vn" not in members


def test_the_address_that_an_earlier_module_frees(ready: World) -> None:
    """Who takes it as an alias in the same run gets it in the check, as in the apply."""
    ready.person("thanh_hoa", 2)["mailbox"] = "moi"
    ready.person("thanh_hoa", 3)["aliases"] = ["nguoi2.thanhhoa"]
    ready.save()
    foreseen = ready.check("aliases")
    assert not any(report.failed for report in foreseen)
    ready.run("accounts")
    done = ready.run("aliases")
    assert [r.plan.digest for r in done] == [r.plan.digest for r in foreseen]


def test_given_up_addresses_are_limited(ready: World) -> None:
    """Aliases that the file names no more are taken away within limits, or when it is meant."""
    for number in range(1, 7):
        ready.person("thanh_hoa", number)["aliases"] = [f"a{number}", f"b{number}"]
    ready.save()
    everywhere(ready)
    for number in (1, 3, 5):
        ready.person("thanh_hoa", number)["aliases"] = [f"a{number}"]
    ready.save()
    policy = ready.request().policy
    two = dict.fromkeys(SCOPES, Limit(2, 0))
    strict = replace(policy, limits={**policy.limits, "unalias": two})
    report = by_province(everywhere(ready, policy=strict))["thanh_hoa"]
    assert set(codes(report)) == {"plan.over-limit"}
    assert "addresses given up 3 of 3 in thanh-hoa" in report.plan.refusals[0].text("en")
    allowed = by_province(everywhere(ready, policy=strict, override={"unalias": 3}))["thanh_hoa"]
    assert (allowed.written, allowed.failed) == (3, False)


def test_a_list_made_by_hand(ready: World) -> None:
    """Members of every kind; ended it keeps its address and reaches nobody; it can come back."""
    ready.lists["thanh_hoa"] = [dict(MANUAL)]
    ready.save()
    everywhere(ready)
    dn = list_dn("du-an")
    members = [
        "chv.bacgiang@moj.gov.vn",
        "nguoi1.thanhhoa@moj.gov.vn",
        "nguoi2.thanhhoa@moj.gov.vn",
        "thads.quangngai@moj.gov.vn",
    ]
    assert values(ready, dn, "mgrpRFC822MailMember") == members
    writers = [f"cn=du-an,{LISTS}", agency_dn("thanh_hoa")]
    assert values(ready, dn, "hopthuWriter") == sorted(writers)
    ready.lists["thanh_hoa"] = [{**MANUAL, "state": "ended", "since": "2008-11-20"}]
    ready.save()
    (change,) = by_province(everywhere(ready))["thanh_hoa"].plan.changes
    assert change.limited == ("close",)
    assert values(ready, dn, "mgrpRFC822MailMember") == values(ready, dn, "hopthuWriter") == []
    assert values(ready, dn, "mail") == ["duan@moj.gov.vn"]
    ready.lists["thanh_hoa"] = [dict(MANUAL)]
    ready.save()
    everywhere(ready)
    assert values(ready, dn, "mgrpRFC822MailMember") == members


def test_a_list_that_no_file_names_is_left_alone(ready: World) -> None:
    """It is counted, and nothing more; a file that names fewer than half is refused."""
    ready.lists["thanh_hoa"] = [
        {**deepcopy(MANUAL), "id": f"ds{number}", "mailbox": f"ds{number}"} for number in range(4)
    ]
    ready.save()
    everywhere(ready)
    del ready.lists["thanh_hoa"][3]
    ready.save()
    report = by_province(everywhere(ready))["thanh_hoa"]
    assert (report.plan.unmanaged, report.plan.changes) == (1, ())
    del ready.lists["thanh_hoa"][1:]
    ready.save()
    assert codes(by_province(everywhere(ready))["thanh_hoa"]) == ["plan.small-source"]


def test_lists_that_follow_from_nothing_any_more_are_closed(ready: World) -> None:
    """Of an agency that ended, and of one where nobody works now; within limits."""
    for record in ready.people["thanh_hoa"]:
        if record["agency"] == "thanh-hoa.dong":
            record["agency"] = "thanh-hoa"
    ready.agencies["thanh_hoa"][1] |= {"state": "ended", "since": "2008-11-20"}
    ready.save()
    ready.provision("thanh_hoa")
    for name in ("agency.thanh-hoa.dong", "officers.thanh-hoa.dong"):
        assert values(ready, list_dn(name), "mgrpRFC822MailMember") == []
    assert len(values(ready, list_dn("agency.thanh-hoa"), "mgrpRFC822MailMember")) == 6
    assert not any(report.plan.changes for report in ready.run("aliases", "thanh_hoa"))


def test_a_role(ready: World) -> None:
    """Its letters go to who holds it now, and where nobody does, to the agency's mailbox."""
    ready.agencies["thanh_hoa"][0]["roles"] = [{"role": "vanthu", "holders": ["thanh-hoa-0003"]}]
    ready.save()
    everywhere(ready)
    dn = list_dn("role.thanh-hoa.vanthu")
    assert values(ready, dn, "mail") == ["vanthu.thanhhoa@moj.gov.vn"]
    assert values(ready, dn, "mgrpRFC822MailMember") == ["nguoi3.thanhhoa@moj.gov.vn"]
    assert values(ready, dn, "hopthuWriter") == [SUFFIX]
    ready.person("thanh_hoa", 3)["state"] = "suspended"
    ready.save()
    report = by_province(everywhere(ready))["thanh_hoa"]
    assert values(ready, dn, "mgrpRFC822MailMember") == ["thads.thanhhoa@moj.gov.vn"]
    assert [notice.code for notice in report.plan.notices] == ["lists.role-vacant"]
    del ready.agencies["thanh_hoa"][0]["roles"]
    ready.save()
    everywhere(ready)
    assert values(ready, dn, "mgrpRFC822MailMember") == []


def test_somebody_elses_list_and_address(ready: World) -> None:
    """An entry without the mark where a list would be, and an address that another entry has."""
    foreign = f"dn: cn=du-an,{LISTS}\nobjectClass: hopthuList\ncn: du-an\nmail: x@moj.gov.vn\n"
    ready.modify(foreign)
    ready.replace(person_dn("bac_giang", 1), mailAlternateAddress="hai@moj.gov.vn")
    ready.lists["thanh_hoa"] = [dict(MANUAL)]
    ready.person("thanh_hoa", 2)["aliases"] = ["hai"]
    ready.save()
    reports = by_province(ready.run("aliases", "quang_ngai", "thanh_hoa"))
    assert codes(reports["thanh_hoa"]) == ["plan.address-taken", "plan.foreign-entry"]
    assert not reports["quang_ngai"].failed
    assert values(ready, person_dn("thanh_hoa", 2), "mailAlternateAddress") == []


def test_a_mailbox_passes_on_when_its_manager_leaves(ready: World) -> None:
    """To those who remain; the report names who is gone, and which mailbox nobody manages."""
    record = ready.agencies["thanh_hoa"][0]
    record["managers"] = ["thanh-hoa-0001", "thanh-hoa-0003"]
    ready.save()
    ready.provision("thanh_hoa")
    ready.person("thanh_hoa", 1)["state"] = "suspended"
    ready.save()
    (_, report) = ready.run("agencies", "thanh_hoa")
    own = agency_dn("thanh_hoa")
    assert values(ready, own, "hopthuManager") == [person_dn("thanh_hoa", 3)]
    assert [notice.code for notice in report.plan.notices] == ["inventory.manager-gone"]
    ready.person("thanh_hoa", 3)["agency"] = "thanh-hoa.dong"
    ready.save()
    (_, report) = ready.run("agencies", "thanh_hoa")
    assert values(ready, own, "hopthuManager") == []
    text = "\n".join(report_lines(report, ready.request().policy, check=False, language="en"))
    assert "1 agencies have a mailbox that nobody manages: thanh-hoa" in text


def test_what_an_agency_became_takes_its_addresses_over(ready: World) -> None:
    """Lists of a district that was merged are closed, and their addresses reach its successor."""
    own, district = ready.agencies["thanh_hoa"][:2]
    for record in ready.people["thanh_hoa"]:
        record["agency"] = "thanh-hoa"
    district |= {"state": "ended", "since": "2008-11-20", "successor": "thanh-hoa"}
    own["former_mailboxes"] = [{"mailbox": "thads.dong.thanhhoa", "until": "2009-11-20"}]
    ready.save()
    (foreseen,) = ready.check("aliases", "thanh_hoa", today=NOVEMBER)
    ready.run("accounts", "thanh_hoa")
    (report,) = ready.run("aliases", "thanh_hoa", today=NOVEMBER)
    assert (report.failed, report.plan.digest) == (False, foreseen.plan.digest)
    assert values(ready, list_dn("agency.thanh-hoa"), "mailAlternateAddress") == [
        "canbo.dong.thanhhoa@moj.gov.vn"
    ]
    assert values(ready, list_dn("agency.thanh-hoa.dong"), "mgrpRFC822MailMember") == []
    (report,) = ready.run("aliases", "thanh_hoa", today=NOVEMBER)
    assert (report.failed, report.plan.changes) == (False, ())


def test_the_address_of_a_list_that_nobody_names_is_not_free(ready: World) -> None:
    """It reaches people still, though no record asks for it: nobody else gets its address."""
    record = {"id": "du-an", "name": "Dự án", "mailbox": "duan", "people": ["thanh-hoa-0001"]}
    ready.lists["thanh_hoa"] = [{**record, "writers": ["members"]}]
    ready.lists["bac_giang"] = [{**record, "id": "khac", "mailbox": "khac", "writers": ["members"]}]
    ready.lists["bac_giang"][0]["people"] = ["bac-giang-0001"]
    ready.save()
    assert not any(report.failed for report in ready.run("aliases"))
    ready.lists["bac_giang"] = []
    ready.person("thanh_hoa", 2)["aliases"] = ["khac"]
    ready.save()
    before = ready.state()
    for check in (True, False):
        reports = by_province(ready.run("aliases", "thanh_hoa", check=check))
        assert codes(reports["thanh_hoa"]) == ["plan.address-taken"]
    assert ready.state() == before
