"""The check sees what the server will judge, and takes nothing for a change that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.servers.directory.session import Directory

from .agreement import plans
from .world import PROVINCES, SUFFIX, World, agency_dn, by_province, codes, person_dn

HELD = "nguoi7.thanhhoa@moj.gov.vn"


def whole(world: World, *provinces: str, **more: Any) -> dict[str, Report]:
    """Provision provinces (default: all) whole; reports by province."""
    request = world.request(*(provinces or ("trung_uong", *PROVINCES)), **more)
    return by_province(provision_all(resources(), request, world.connect))


def elsewhere(*lines: str, dn: str = f"cn=scanner,ou=services,{SUFFIX}") -> str:
    """LDIF of an entry that is nobody of ours."""
    head = [f"dn: {dn}", "objectClass: applicationProcess", "objectClass: extensibleObject"]
    return "\n".join([*head, "cn: scanner", *lines, ""])


HOLDINGS = (
    f"mail: {HELD}",
    f"mail: {HELD.upper()}",
    f"mail;lang-vi: {HELD}",
    f"MAIL;lang-vi;lang-en: {HELD.title()}",
    f"mailAlternateAddress: {HELD}",
    f"mailalternateaddress;lang-vi: {HELD}",
)


@pytest.mark.parametrize("wanted", ["mailbox", "alias", "agency", "list"])
def test_an_address_that_somebody_has_anywhere(world: World, wanted: str) -> None:
    """In another branch, another case, with an option: check and apply refuse it alike."""
    whole(world)
    name = HELD.partition("@")[0]
    if wanted == "mailbox":
        world.person("thanh_hoa", 2)["mailbox"] = name
    elif wanted == "alias":
        world.person("thanh_hoa", 2)["aliases"] = [name]
    elif wanted == "agency":
        world.agencies["thanh_hoa"][1]["mailbox"] = name
    else:
        world.lists["thanh_hoa"] = [
            {"id": "du-an", "name": "Dự án", "mailbox": name, "people": ["thanh-hoa-0001"]}
            | {"writers": ["members"]}
        ]
    world.save()
    before = world.state()
    for line in HOLDINGS:
        world.modify(elsewhere(line))
        checked, done = whole(world, "thanh_hoa", check=True), whole(world, "thanh_hoa")
        assert plans(checked.values()) == plans(done.values())
        assert codes(done["thanh_hoa"]) == ["plan.address-taken"], line
        said = done["thanh_hoa"].plan.refusals[0].text("en")
        assert f"cn=scanner,ou=services,{SUFFIX}" in said
        assert world.state() == before
        world.delete(f"cn=scanner,ou=services,{SUFFIX}")
    assert not whole(world, "thanh_hoa")["thanh_hoa"].failed


def test_an_account_that_has_it_with_an_option(world: World) -> None:
    """Somebody's second spelling of an address is theirs, and to themselves it is no change."""
    whole(world)
    world.modify(
        f"dn: {person_dn('thanh_hoa', 1)}\nchangetype: modify\nadd: mail;lang-vi\n"
        f"mail;lang-vi: {HELD}\n"
    )
    world.person("bac_giang", 1)["aliases"] = [HELD.partition("@")[0]]
    world.save()
    for check in (True, False):
        reports = whole(world, check=check)
        assert codes(reports["bac_giang"]) == ["plan.address-taken"]
        assert not reports["thanh_hoa"].plan.changes


def test_what_differs_in_case_alone_is_no_change(world: World) -> None:
    """Addresses, states and names of entries; whoever wrote them so meant the same."""
    whole(world)
    world.replace(
        person_dn("thanh_hoa", 1),
        mail="NGUOI1.ThanhHoa@moj.gov.vn",
        hopthuState="Active",
        hopthuAgency="Thanh-Hoa",
        hopthuProvince="Thanh_Hoa",
    )
    world.replace(
        agency_dn("thanh_hoa"),
        hopthuManager=person_dn("thanh_hoa", 1).upper(),
        mail="THADS.thanhhoa@moj.gov.vn",
    )
    for check in (True, False):
        assert not whole(world, check=check)["thanh_hoa"].plan.changes
    # A name is what people see: its case counts.
    world.replace(person_dn("thanh_hoa", 2), displayName="nguyễn văn b")
    assert len(whole(world, check=True)["thanh_hoa"].plan.changes) == 1


def test_states_in_another_case_count_for_limits(world: World) -> None:
    """Who is ``Active`` and leaves is suspended, whatever the case."""
    whole(world)
    for number in range(1, 7):
        world.replace(person_dn("thanh_hoa", number), hopthuState="ACTIVE")
        world.person("thanh_hoa", number).update(state="left", since="2026-11-01")
    world.save()
    policy = world.request().policy
    counts = whole(world, check=True)["thanh_hoa"].plan.counts
    assert {action.value: n for action, n in counts.items() if n}["suspend"] == 6
    assert policy.limits["suspend"]["province"].count >= 6  # else the plan would be refused


def test_accesslog_is_looked_for(world: World, tmp_path: Path) -> None:
    """A server that logs accesses can hang with transactions: one by one, said before and after."""
    whole(world, "trung_uong")
    folder = tmp_path / "log"
    folder.mkdir()
    world.modify(
        "dn: cn=module{0},cn=config\nchangetype: modify\nadd: olcModuleLoad\n"
        "olcModuleLoad: accesslog\n\n"
        "dn: olcDatabase=mdb,cn=config\nchangetype: add\nobjectClass: olcDatabaseConfig\n"
        f"objectClass: olcMdbConfig\nolcDatabase: mdb\nolcDbDirectory: {folder}\n"
        "olcSuffix: cn=log\nolcRootDN: cn=log\n\n"
        "dn: olcOverlay=accesslog,olcDatabase={1}mdb,cn=config\nchangetype: add\n"
        "objectClass: olcAccessLogConfig\nolcOverlay: accesslog\nolcAccessLogDB: cn=log\n"
        "olcAccessLogOps: writes\n"
    )
    with world.connect() as directory:
        assert directory.logs_access
        assert not directory.transactional
    policy = world.request().policy
    said = "Changes are written one by one: the server has the overlay accesslog"
    for check in (True, False):
        report = whole(world, "thanh_hoa", check=check)["thanh_hoa"]
        lines = report_lines(report, policy, check=check, language="en")
        assert lines[-1].startswith(said)
        assert not report.failed
    assert person_dn("thanh_hoa", 6).lower() in world.state()


def test_a_plain_server_is_none_of_these(world: World) -> None:
    """Transactions as ever."""
    with Directory.connect(world.slapd.settings()) as directory:
        assert directory.transactional
        assert not directory.logs_access
