"""Two operators at once, and a server that dies in the middle: nothing is lost or half-written."""

from __future__ import annotations

import os
import re
import select
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import pytest

from hopthu.provision.applying.report import report_lines
from hopthu.provision.plan.plan import Plan
from hopthu.provision.resource import Basis
from hopthu.provision.resources.accounts import Accounts
from hopthu.provision.run import provision
from hopthu.servers.directory.operation import Add, Operation
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.directory.writer import Writer
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError

from .sessions import between
from .world import PEOPLE, PROVINCES, World, by_province, codes, people_of, person_dn, says


def kill(slapd: Slapd) -> None:
    """End our own server as a power cut would."""
    assert slapd.pid
    handle = os.pidfd_open(slapd.pid)
    signal.pidfd_send_signal(handle, signal.SIGKILL)
    select.select([handle], [], [])  # until its last thread has let go of the sockets
    os.close(handle)
    slapd.stop()  # takes the status of the dead


def undisturbed(world: World) -> dict[str, Any]:
    """The state that a whole run reaches, as a second world reaches it; without the CSNs."""
    other = Slapd(world.slapd.folder.with_name("undisturbed"))
    other.start()
    try:
        copy = World(world.root.with_name("copy"), other)
        copy.agencies, copy.people = world.agencies, world.people
        copy.save()
        copy.provision()
        return copy.state()
    finally:
        other.destroy()


def only_whole_provinces(world: World) -> dict[str, int]:
    """How many accounts each province has; each must have all or none."""
    marks = [
        next(iter(entry["hopthuprovince"])).decode()
        for dn, entry in world.state().items()
        if dn.startswith("uid=")
    ]
    counts = {name: marks.count(name) for name in PROVINCES}
    assert all(count in (0, len(world.people[name])) for name, count in counts.items())
    return counts


def test_the_slower_operator_fails_and_converges(world: World) -> None:
    """Another apply between plan and apply: "changed after it was read", nothing half-written."""
    world.provision()
    for number in (1, 2, 3):
        world.person("thanh_hoa", number)["title"] = "Kế toán"
    world.save()

    def other_operator() -> None:
        (report,) = world.run("accounts", "thanh_hoa")
        assert report.written == 3
        world.person("thanh_hoa", 2)["title"] = "Văn thư"
        world.save()
        (report,) = world.run("accounts", "thanh_hoa")
        assert report.written == 1

    (loser,) = world.run("accounts", "thanh_hoa", connect=between(world, other_operator))
    assert codes(loser) == ["apply.refused"]
    assert loser.written == 0
    text = "\n".join(report_lines(loser, world.request().policy, check=False))
    # They go ahead together, and the server tells of the one that it takes up first.
    assert re.search(r"thanh-hoa-000[123] \(Nguyễn Văn [ABC]\)", text)
    assert "changed the entry after it was read" in text
    assert "Nothing was written for Thanh Hóa." in text
    (again,) = world.run("accounts", "thanh_hoa")
    assert again.plan.changes == ()
    assert world.state()[person_dn("thanh_hoa", 2).lower()]["title"] == {"Văn thư".encode()}


def test_both_add_the_same_people(world: World) -> None:
    """Two first loads of one province: one adds all, the other nothing, and both end well."""
    world.run("agencies")
    done: list[int] = []
    (loser,) = world.run(
        "accounts",
        "thanh_hoa",
        connect=between(world, lambda: done.append(world.run("accounts", "thanh_hoa")[0].written)),
    )
    assert done == [6]
    assert codes(loser) == ["apply.refused"]
    assert loser.written == 0
    assert "entryAlreadyExists 68" in says(loser)[0].text()
    assert world.run("accounts", "thanh_hoa")[0].plan.changes == ()


def test_a_hand_edit_is_not_overwritten(world: World) -> None:
    """One attribute of one person edited by hand in between stops the province, not the others."""
    world.provision()
    for province in PROVINCES:
        for person in world.people[province]:
            person["title"] = "Kế toán"
    world.save()

    def edit() -> None:
        world.replace(person_dn("quang_ngai", 4), title="x")

    reports = by_province(world.run("accounts", connect=between(world, edit)))
    assert {name: report.written for name, report in reports.items()} == {
        "bac_giang": 6,
        "quang_ngai": 0,
        "thanh_hoa": 6,
    }
    assert "quang-ngai-0004" in says(reports["quang_ngai"])[0].text()
    assert [r.written for r in world.run("accounts")] == [0, 6, 0]


@pytest.mark.parametrize("before", [1, 2, 3], ids=["first", "second", "third"])
def test_the_server_is_killed(world: World, before: int) -> None:
    """Before any of three provinces: those done stay, the others say so, a new run converges."""
    wanted = undisturbed(world)
    world.run("agencies")
    connect = between(world, lambda: kill(world.slapd), before)
    reports = world.run("accounts", connect=connect)
    assert [report.written for report in reports] == [6] * (before - 1) + [0] * (4 - before)
    policy = world.request().policy
    for report in reports[before - 1 :]:
        assert report.failed
        text = "\n".join(report_lines(report, policy, check=False))
        assert "Traceback" not in text
        assert str(world.slapd.uri) in text
    # Whether the dying server heard the last end, only the first to be cut off cannot know.
    said = [
        "\n".join(report_lines(report, policy, check=False)) for report in reports[before - 1 :]
    ]
    assert all("Nothing was written" in text for text in said[1:])
    assert "Nothing was written" in said[0] or "The server went away" in said[0]
    world.slapd.start()
    assert sum(only_whole_provinces(world).values()) == 6 * (before - 1)
    world.provision()
    assert world.state() == wanted
    assert not any(report.plan.changes for report in world.run("accounts"))


def test_the_server_is_killed_while_two_are_ending(world: World) -> None:
    """Of neither is it known what became of it, and both say so; a new run converges."""
    wanted = undisturbed(world)
    world.run("agencies")
    ends = count(1)

    class Killed(Directory):
        def begin(self, operations: Sequence[Operation], batch: int = 1000) -> Writer:
            writer = super().begin(operations, batch)
            real = writer.end

            def end() -> None:
                real()
                if next(ends) == 2:
                    kill(world.slapd)

            writer.end = end  # type: ignore[method-assign]  # of this one alone
            return writer

    reports = world.run("accounts", connect=partial(Killed.connect, world.slapd.settings()))
    assert [report.plan.province for report in reports] == list(PROVINCES)
    policy = world.request().policy
    for report in reports[:2]:
        text = "\n".join(report_lines(report, policy, check=False))
        assert report.written == 6 or "The server went away" in text
    assert reports[2].written == 0
    assert reports[2].failed
    world.slapd.start()
    there = only_whole_provinces(world)
    surely = {report.plan.province for report in reports if report.written}
    assert surely <= {name for name, accounts in there.items() if accounts}
    world.provision()
    assert world.state() == wanted
    assert not any(report.plan.changes for report in world.run("accounts"))


def test_the_server_is_gone_before_the_plan(world: World) -> None:
    """No server at all is one problem of the run, with the address and what to do."""
    world.provision("thanh_hoa")
    kill(world.slapd)
    with pytest.raises(HopthuError) as caught:
        world.run("accounts")
    assert len(caught.value.problems) == 1
    assert "scripts/directory start" in caught.value.render()


def test_reconnects_after_a_restart(world: World) -> None:
    """A restart of the server before the end of a transaction is asked for costs nothing."""
    world.run("agencies")

    def restart() -> None:
        world.slapd.stop()
        world.slapd.start()

    reports = world.run("accounts", connect=between(world, restart, before=2))
    assert [report.written for report in reports] == [6, 6, 6]
    assert not any(report.failed for report in reports)
    assert not any(report.plan.changes for report in world.run("accounts"))


def test_a_restart_between_two_provinces_that_are_sent(world: World) -> None:
    """What is sent on a connection that turns out to be lost is sent again on another one."""
    world.run("agencies")
    numbers = count(1)

    class Restarted(Directory):
        def begin(self, operations: Sequence[Operation], batch: int = 1000) -> Writer:
            if next(numbers) == 2:
                world.slapd.stop()
                world.slapd.start()
            return super().begin(operations, batch)

    connect = partial(Restarted.connect, world.slapd.settings())
    assert [report.written for report in world.run("accounts", connect=connect)] == [6, 6, 6]
    assert not any(report.plan.changes for report in world.run("accounts"))


def test_somebody_presses_ctrl_c(world: World) -> None:
    """What is under way is withdrawn: whole provinces, a living server, and a run that mends."""
    world.run("agencies")

    def press() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run("accounts", connect=between(world, press, before=2))
    assert only_whole_provinces(world) == {"bac_giang": 6, "quang_ngai": 0, "thanh_hoa": 0}
    assert [report.written for report in world.run("accounts")] == [0, 6, 6]


def test_an_attribute_that_the_schema_lacks(world: World) -> None:
    """The server refuses it while it reads: nothing of that province is written, others are."""
    world.run("agencies")

    class Strange(Accounts):
        """Gives one person of the second province an attribute that no server knows."""

        def plans(self, basis: Basis) -> list[Plan]:
            plans = super().plans(basis)
            change = plans[1].changes[3]
            assert isinstance(change.operation, Add)
            strange = {**change.operation.attributes, "noSuchThing": (b"x",)}
            wrong = replace(change, operation=Add(change.operation.dn, strange))
            changes = (*plans[1].changes[:3], wrong, *plans[1].changes[4:])
            return [plans[0], replace(plans[1], changes=changes), plans[2]]

    reports = provision(Strange(), world.request(), world.connect)
    assert [report.written for report in reports] == [6, 0, 6]
    text = says(reports[1])[0].text()
    assert reports[1].plan.changes[3].subject.id in text
    assert "undefinedAttributeType 17" in text
    assert only_whole_provinces(world) == {"bac_giang": 6, "quang_ngai": 0, "thanh_hoa": 6}


def test_a_full_disk(new_slapd: Callable[..., Slapd], world: World) -> None:
    """A province too big for what is left is refused and named; the directory still answers."""
    small = World(world.root.with_name("small"), new_slapd(max_size=2**20))
    small.people["quang_ngai"] = people_of("quang_ngai", 900)
    small.save()
    small.provision("thanh_hoa")
    reports = by_province(small.run("accounts"))
    report = reports["quang_ngai"]
    assert report.failed
    text = "\n".join(report_lines(report, small.request().policy, check=False))
    assert "may be full" in text
    assert "Nothing was written for Quảng Ngãi." in text
    counts = only_whole_provinces(small)
    assert counts["quang_ngai"] == 0
    assert counts["thanh_hoa"] == 6


def test_no_right_to_write(world: World) -> None:
    """An account that may read and not write: every province says so by itself, nothing changes."""
    world.run("agencies")
    world.modify(
        "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nreplace: olcAccess\n"
        f'olcAccess: to * by dn.exact="{world.slapd.service_dn}" read by anonymous auth\n'
    )
    before = world.state()
    for report in world.run("accounts"):
        assert codes(report) == ["apply.refused"]
        assert "insufficientAccessRights 50" in says(report)[0].text()
        # Additions are under way together: whose answer comes first is the server's affair.
        named = [change.subject.id in says(report)[0].text() for change in report.plan.changes]
        assert sum(named) == 1
    assert world.state() == before


def test_wrong_ways_to_connect(world: World, tmp_path: Any) -> None:
    """Password, address, CA and suffix that are wrong: one problem each, without the secret."""
    world.provision("thanh_hoa")
    good = world.slapd.settings()
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    cases: Iterable[tuple[Settings, str]] = (
        (replace(good, password="geheim-123"), "invalidCredentials 49"),
        (replace(good, bind_dn=f"uid=ai,{PEOPLE}"), "invalidCredentials 49"),
        (replace(good, uri="ldapi://%2Fno%2Fsocket"), "there is no socket at /no/socket"),
        (replace(good, uri="ldap://127.0.0.1:9"), "nobody answers at this address"),
        (replace(good, uri="ldaps://localhost", ca_file=str(broken)), str(broken)),
        (replace(good, uri="ldaps://localhost", ca_file="/no/ca.pem"), "/no/ca.pem"),
    )
    for settings, said in cases:
        with pytest.raises(HopthuError) as caught:
            world.run("accounts", connect=partial(Directory.connect, settings))
        assert len(caught.value.problems) == 1
        text = caught.value.render()
        assert said in text
        assert "→" in text
        assert settings.password not in text


def test_a_wrong_suffix(world: World) -> None:
    """A suffix that the server lacks is refused in its words, not taken for an empty directory."""
    world.provision("thanh_hoa")
    before = world.state()
    reports = world.run("agencies", suffix="dc=example,dc=org")
    assert all(report.failed for report in reports)
    assert all(report.written == 0 for report in reports)
    assert "dc=example,dc=org" in says(reports[0])[0].text()
    assert world.state() == before
