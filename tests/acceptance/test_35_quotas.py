"""Quotas on a real directory: whose they are, what is refused, what is not known."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import Any

import pytest

from hopthu.provision.applying.report import Report, report_lines
from hopthu.servers.mail.usage import Usage

from .world import World, agency_dn, by_province, codes, person_dn, says

GIB = 2**30
HEAD = "Username\tQuota name\tType\tValue\tLimit\t%\n"


def holds(**boxes: int) -> Usage:
    """What one mail server tells: KiB in use by local part."""
    rows = "".join(
        f"{box.replace('_', '.')}@moj.gov.vn\tUser quota\tSTORAGE\t{used}\t2097152\t0\n"
        for box, used in boxes.items()
    )
    return Usage.of_answers([{"server": "mail1", "rc": 0, "stdout": HEAD + rows, "stderr": ""}])


def quotas(world: World, **more: Any) -> Report:
    """Run the quotas of Thanh Hóa."""
    return by_province(world.run("quotas", "thanh_hoa", **more))["thanh_hoa"]


def quota(world: World, dn: str) -> set[bytes]:
    """What the directory holds of an entry."""
    return set(world.state()[dn.lower()].get("mailquota", ()))


def lines(world: World, report: Report, *, check: bool = False) -> str:
    """The report as an operator reads it."""
    return "\n".join(report_lines(report, world.request().policy, check=check, language="en"))


def test_everybody_gets_their_class(world: World) -> None:
    """People by title, agencies by kind, records by what they ask for; no mailbox, no quota."""
    world.person("thanh_hoa", 2)["title"] = "Phó Chi cục trưởng"
    world.person("thanh_hoa", 3)["title"] = "Kế toán viên"
    world.person("thanh_hoa", 4)["quota"] = "700M"
    world.agencies["thanh_hoa"][1] |= {"mailbox": "thads.dong", "quota": "7G"}
    world.save()
    world.provision("thanh_hoa")
    expected = {1: 2 * GIB, 2: 3 * GIB, 3: GIB, 4: 700 * 2**20}
    for number, size in expected.items():
        assert quota(world, person_dn("thanh_hoa", number)) == {b"%d" % size}
    assert quota(world, agency_dn("thanh_hoa")) == {b"%d" % (10 * GIB)}
    assert quota(world, agency_dn("thanh_hoa", "dong")) == {b"%d" % (7 * GIB)}
    assert quota(world, agency_dn("thanh_hoa", "tay")) == set()


def test_a_promotion_changes_the_quota(world: World) -> None:
    """And the report says from what to what."""
    world.provision("thanh_hoa")
    world.person("thanh_hoa", 1)["title"] = "Chi cục trưởng"
    world.save()
    report = quotas(world, usage=holds())
    assert "quotas: 0 added, 1 changed   (7 now)" in lines(world, report)
    assert "nguoi1.thanhhoa@moj.gov.vn         quota                        2G → 3G" in lines(
        world, report
    )
    assert quota(world, person_dn("thanh_hoa", 1)) == {b"%d" % (3 * GIB)}


def test_a_quota_below_the_use_is_refused(world: World) -> None:
    """With what is in use and the option that allows it, for that run; the others wait with it."""
    world.provision("thanh_hoa")
    for number in (1, 2):
        world.person("thanh_hoa", number)["quota"] = "500M"
    world.save()
    usage = holds(nguoi1_thanhhoa=600 * 1024, nguoi2_thanhhoa=400 * 1024)
    for check in (True, False):
        report = quotas(world, usage=usage, check=check)
        assert codes(report) == ["plan.over-limit"]
        told = lines(world, report, check=check)
        assert "1 to change, 1 to shrink below use" in told
        assert "nguoi1.thanhhoa@moj.gov.vn holds 600M: with 500M nothing arrives there" in told
        assert "quotas below use 1 of 4 in thanh-hoa" in told
        assert "-e hopthu_override=shrink=1" in told
    assert quota(world, person_dn("thanh_hoa", 2)) == {b"%d" % (2 * GIB)}
    report = quotas(world, usage=usage, override={"shrink": 1})
    assert (report.written, report.failed) == (2, False)
    assert quota(world, person_dn("thanh_hoa", 1)) == {b"%d" % (500 * 2**20)}


def test_what_is_exactly_full_is_not_below(world: World) -> None:
    """And whose quota grows is never refused, however full the mailbox is."""
    world.provision("thanh_hoa")
    world.person("thanh_hoa", 1)["quota"] = "500M"
    world.person("thanh_hoa", 2)["quota"] = "3G"
    world.save()
    usage = holds(nguoi1_thanhhoa=500 * 1024, nguoi2_thanhhoa=4 * 2**20)
    report = quotas(world, usage=usage)
    assert (report.written, report.failed) == (2, False)


def test_a_first_quota_may_be_too_small_as_well(world: World) -> None:
    """A mailbox that was there before hopthu knew of it."""
    world.run("agencies", "thanh_hoa")
    world.run("accounts", "thanh_hoa")
    report = quotas(world, usage=holds(nguoi1_thanhhoa=3 * 2**20))
    assert codes(report) == ["plan.over-limit"]


def test_an_unknown_use_is_told_and_refuses_nothing(world: World) -> None:
    """Without a mail server, with one that is away, and with a box that cannot be read."""
    world.provision("thanh_hoa")
    world.person("thanh_hoa", 1)["quota"] = "500M"
    world.save()
    away = Usage.of_answers([{"server": "mail1", "msg": "Connection timed out"}])
    error = "doveadm(nguoi1.thanhhoa@moj.gov.vn): Error: stat() failed: Permission denied"
    answer = {"server": "mail1", "rc": 0, "stdout": HEAD, "stderr": error}
    unreadable = Usage.of_answers([answer])
    for usage, why in (
        (Usage(), "the inventory has no mail server"),
        (away, "mail1: Connection timed out"),
        (unreadable, "the mail server could not read them"),
    ):
        report = quotas(world, usage=usage, check=True)
        assert not report.failed
        assert f"1 mailboxes get less, and what they hold is not known ({why}): nguoi1" in lines(
            world, report, check=True
        )
    assert quotas(world, usage=away).written == 1
    assert quotas(world, usage=away).plan.notices == ()


def test_a_number_that_others_wrote_is_put_right(world: World) -> None:
    """Whatever it is; none, or what is no number, the server itself does not take."""
    world.provision("thanh_hoa")
    for other in ("0", "00", "-1", "nhiều", "5G"):
        with pytest.raises(subprocess.CalledProcessError):
            world.replace(person_dn("thanh_hoa", 1), mailQuota=[other])
    world.replace(person_dn("thanh_hoa", 1), mailQuota="1")
    world.replace(person_dn("thanh_hoa", 2), mailQuota=["1", "2"])
    world.replace(agency_dn("thanh_hoa"), mailQuota=[])
    report = quotas(world)
    assert "1B → 2G" in lines(world, report)
    assert "1B, 2B → 2G" in lines(world, report)
    assert "10G provinces" in lines(world, report)
    assert not quotas(world).plan.changes


def test_entries_must_be_there(world: World) -> None:
    """An apply without the modules that come first says so; nothing is written."""
    report = quotas(world)
    assert codes(report) == ["plan.not-there"]
    assert "7 entries are not in the directory yet" in says(report)[0].text()
    assert world.state() == {}


def test_a_transfer_between_provinces_is_foreseen(world: World) -> None:
    """Who comes from another province bears that one's mark still when the check looks."""
    world.provision()
    record = world.people["thanh_hoa"].pop()
    world.people["quang_ngai"].append({**record, "agency": "quang-ngai", "quota": "3G"})
    world.save()
    checked = by_province(world.check("quotas"))["quang_ngai"]
    world.run("accounts")
    done = by_province(world.run("quotas"))["quang_ngai"]
    assert done.plan.digest == checked.plan.digest
    assert [change.fields[0].before for change in checked.plan.changes] == [(b"%d" % (2 * GIB),)]


def test_a_box_that_is_kept_keeps_its_size(world: World) -> None:
    """Leaving or being suspended changes nothing of the quota."""
    world.provision("thanh_hoa")
    world.person("thanh_hoa", 1)["state"] = "suspended"
    world.save()
    assert not quotas(world).plan.changes


def test_the_protected_are_left_alone(world: World) -> None:
    """As in every other resource."""
    world.provision("thanh_hoa")
    world.person("thanh_hoa", 1)["quota"] = "1G"
    world.save()
    guarded = replace(world.request().policy, protected=frozenset({"thanh-hoa-0001"}))
    assert codes(quotas(world, policy=guarded)) == ["plan.protected"]
