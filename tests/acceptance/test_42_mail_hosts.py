"""The directory names the host of a mailbox once its letters are there, and no module else does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.provision.resources.mail_hosts import HostsOfMailboxes, mailboxes_of
from hopthu.provision.run import provision
from hopthu.records.policy import Policy
from hopthu.records.policy.hosts import MailHosts
from hopthu.servers.mail.archives import Archives

from .agreement import plans
from .sessions import between
from .world import RESOURCES, World, agency_dn, by_province, codes, foretold, person_dn, says

ONE, TWO = "mail1.moj.gov.vn", "mail2.moj.gov.vn"


def answers(**servers: Mapping[str, str]) -> Archives:
    """What mail servers say of boxes: a state by the owner's id."""

    def facts(owner: str, state: str) -> dict[str, Any]:
        return {"id": owner, "state": state, "messages": 7, "bytes": 2048, "reason": "no route"}

    return Archives.of_answers(
        {
            "server": name,
            "rc": 0,
            "stdout": json.dumps({"boxes": [facts(*item) for item in boxes.items()]}),
        }
        for name, boxes in servers.items()
    )


def place(
    world: World,
    copies: Archives | None = None,
    *,
    mail_servers: tuple[str, ...] = (),
    check: bool = False,
    **more: Any,
) -> tuple[list[Report], list[dict[str, str]]]:
    """Run the module's resource for Thanh Hóa; returns its reports and the mailboxes it names."""
    hosts = HostsOfMailboxes(copies, mail_servers)
    request = world.request("thanh_hoa", check=check, **more)
    reports = provision(hosts, request, world.connect)
    return reports, mailboxes_of(reports)["mailboxes"]


def hosts_of(world: World, dns: Iterable[str]) -> list[str]:
    """The hosts that entries name; empty where they name none."""
    state = world.state()
    return [b"".join(state[dn.lower()].get("mailhost", frozenset())).decode() for dn in dns]


@pytest.fixture
def policy(world: World) -> Policy:
    """The shipped policy, with a host for everybody and another for Quảng Ngãi."""
    return replace(world.request().policy, mail_hosts=MailHosts(ONE, {"quang_ngai": TWO}))


def test_one_host_needs_no_name(world: World) -> None:
    """As shipped nobody has a mailHost, and the module has nothing to do or to ask."""
    world.provision()
    reports, mailboxes = place(world, Archives())
    assert not [report for report in reports if report.plan.changes or report.failed]
    assert mailboxes == []
    assert not [entry for entry in world.state().values() if "mailhost" in entry]


def test_a_new_mailbox_gets_its_host(world: World, policy: Policy) -> None:
    """The record's own, its province's, everybody's; agencies too, where they have a mailbox."""
    world.person("thanh_hoa", 2)["mail_host"] = TWO
    world.save()
    for resource in RESOURCES:
        assert not [p for r in world.run(resource, policy=policy) for p in says(r)]
    wanted = {
        person_dn("thanh_hoa", 1): ONE,
        person_dn("thanh_hoa", 2): TWO,
        person_dn("quang_ngai", 1): TWO,
        agency_dn("quang_ngai"): TWO,
        agency_dn("thanh_hoa"): ONE,
        agency_dn("thanh_hoa", "dong"): "",  # has no mailbox
    }
    assert hosts_of(world, wanted) == list(wanted.values())


def test_no_other_module_moves_it(world: World, policy: Policy) -> None:
    """Once it is there the provisioning leaves it alone, whatever the inventory says."""
    world.provision()
    world.person("thanh_hoa", 2)["mail_host"] = TWO
    world.save()
    for resource in RESOURCES:
        assert not [r for r in world.run(resource, policy=policy) if r.plan.changes or r.failed]


def test_the_apply_does_what_the_check_said(world: World, policy: Policy) -> None:
    """The check tells what has to move; the apply switches what was copied, and nothing else."""
    world.provision()
    world.person("thanh_hoa", 2)["mail_host"] = TWO
    world.save()
    before = world.state()
    checked, mailboxes = place(
        world, answers(mail1={"thanh-hoa-0002": "there"}), check=True, policy=policy
    )
    assert {
        "id": "thanh-hoa-0002",
        "address": "nguoi2.thanhhoa@moj.gov.vn",
        "host": TWO,
    } in mailboxes
    assert len(mailboxes) == 7  # the province's own and six people
    told = "\n".join(report_lines(checked[0], policy, check=True))
    assert "7 to add, 0 to change" in told
    assert f"7 letters, 2K to move from mail1 to {TWO}" in told
    assert world.state() == before
    done, _ = place(world, answers(mail1={"thanh-hoa-0002": "copied"}), policy=policy)
    assert plans(done) == plans(checked)
    assert world.state() == foretold(before, [report.plan for report in checked])
    again, _ = place(world, answers(mail1={"thanh-hoa-0002": "moved"}), policy=policy)
    assert not again[0].plan.changes
    assert "the old copy" in "\n".join(report_lines(again[0], policy, check=False))


@pytest.mark.parametrize(
    ("copies", "code"),
    [
        (None, "mail-hosts.no-mail-server"),
        (Archives(), "mail-hosts.no-mail-server"),
        (answers(mail1={"thanh-hoa-0002": "there"}), "mail-hosts.not-copied"),
        (answers(mail1={"thanh-hoa-0002": "failed"}), "mail-hosts.not-copied"),
        (Archives.of_answers([{"server": "mail2", "msg": "unreachable"}]), "mail-hosts.silent"),
    ],
)
def test_what_was_not_copied_is_not_switched(
    world: World, policy: Policy, copies: Archives | None, code: str
) -> None:
    """The province stays as it is, and is told why."""
    world.provision()
    before = world.state()
    reports, mailboxes = place(world, copies, policy=policy)
    assert codes(by_province(reports)["thanh_hoa"]) == [code]
    assert mailboxes == []  # and nothing is put aside
    assert world.state() == before


def test_a_province_that_is_planned_again_leaves_the_others_known(
    world: World, policy: Policy
) -> None:
    """Somebody logs in between plan and apply: all provinces' mailboxes are moved all the same."""
    world.provision()
    copies = answers(mail1={})
    connect = between(
        world, lambda: world.replace(person_dn("quang_ngai", 1), description="logged in")
    )
    reports = provision(HostsOfMailboxes(copies), world.request(policy=policy), connect)
    assert not [problem for report in reports for problem in says(report)]
    assert all(report.written for report in reports)
    ids = [each["id"] for each in mailboxes_of(reports)["mailboxes"]]
    assert len(ids) == len(set(ids)) == 3 * 7
    assert {"thanh-hoa-0001", "quang-ngai-0001", "bac-giang-0001"} <= set(ids)


def test_other_scripts_at_the_new_host_are_told(world: World, policy: Policy) -> None:
    """The letters move all the same; whose filter rules count stands in the report."""
    world.provision()
    told = {"id": "thanh-hoa-0002", "state": "copied", "scripts": "other"}
    answer = {"server": "mail1", "rc": 0, "stdout": json.dumps({"boxes": [told]})}
    reports, _ = place(world, Archives.of_answers([answer]), policy=policy)
    report = by_province(reports)["thanh_hoa"]
    assert not report.failed
    assert "mail-hosts.other-scripts" in [notice.code for notice in report.plan.notices]


@pytest.mark.parametrize("check", [True, False])
def test_a_host_that_is_no_mail_server_is_refused(
    world: World, policy: Policy, check: bool
) -> None:
    """A mistyped name, of a record or of everybody, is told once, with or without letters."""
    world.provision()
    world.person("thanh_hoa", 2)["mail_host"] = "mial2.moj.gov.vn"
    world.save()
    before = world.state()
    copies = answers(mail1={})
    for known, wrong in (((ONE, TWO), ["mial2"]), ((TWO,), ["mail1", "mial2"])):
        reports, mailboxes = place(world, copies, check=check, policy=policy, mail_servers=known)
        report = by_province(reports)["thanh_hoa"]
        assert codes(report) == ["mail-hosts.unknown-host"] * len(wrong)
        told = sorted(problem.text().partition(".")[0] for problem in says(report))
        assert told == wrong
        assert mailboxes == []
    assert world.state() == before
    names = (ONE.upper(), TWO, "mial2.moj.gov.vn")
    reports, _ = place(world, copies, check=check, policy=policy, mail_servers=names)
    assert not by_province(reports)["thanh_hoa"].failed
