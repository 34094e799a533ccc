"""A login leaves the directory as it is; what others write beside a run stops nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import ldap3
import pytest

from hopthu.servers.directory.first_passwords import with_first_password
from hopthu.servers.directory.session import Committed, Directory
from hopthu.servers.mail.logins import Logins

from .sessions import committing
from .world import PROJECT, SUFFIX, World, codes, person_dn, play

PASSWORD = "mot-mat-khau-dai"


def log_in(world: World, dn: str, password: str = PASSWORD) -> bool:
    """Whether somebody is let in, as by the mail server: a bind."""
    connection = ldap3.Connection(ldap3.Server(world.slapd.uri), dn, password)
    try:
        accepted: bool = connection.bind()
        return accepted
    finally:
        connection.unbind()


def give_password(world: World, *dns: str) -> None:
    """Let people have a password of their own."""
    for dn in dns:
        world.replace(dn, userPassword=PASSWORD)
        world.replace(dn, pwdReset=[])


def state_of(world: World, dn: str, name: str) -> str:
    """The first value of an attribute, operational ones too, as the owner sees it."""
    text = world.search("-b", dn, "-s", "base", "(objectClass=*)", name)
    values = [line.partition(": ")[2] for line in text.splitlines() if line.startswith(f"{name}:")]
    return values[0] if values else ""


def happening(world: World, happen: Callable[[], None]) -> Callable[[], Directory]:
    """A connect() to real sessions; something happens outside before every commit."""

    def commit(real: Callable[[], Committed]) -> Committed:
        happen()
        return real()

    return committing(world, commit)


@pytest.fixture
def made(world: World) -> World:
    """Three provinces with accounts; the first two people of Thanh Hóa have a password."""
    world.provision()
    give_password(world, person_dn("thanh_hoa", 1), person_dn("thanh_hoa", 2))
    return world


def test_a_login_writes_nothing(made: World) -> None:
    """The entry stays what it is, to the last of the server's own attributes."""
    dn = person_dn("thanh_hoa", 1)
    before = made.search("-b", dn, "-s", "base", "(objectClass=*)", "*", "+")
    assert log_in(made, dn)
    assert not log_in(made, dn, "falsch")
    assert made.search("-b", dn, "-s", "base", "(objectClass=*)", "*", "+") == before
    for resource in ("agencies", "accounts", "quotas", "aliases"):
        assert not any(report.plan.changes for report in made.check(resource))


def test_whose_password_is_the_first(made: World) -> None:
    """The directory tells it, wherever somebody is; a password of one's own ends it."""
    for number in (1, 2):
        made.replace(person_dn("thanh_hoa", number), pwdReset="TRUE")
    made.replace(person_dn("quang_ngai", 4), pwdReset="TRUE")
    made.replace(person_dn("thanh_hoa", 1), pwdReset=[])
    with made.connect() as directory:
        found = with_first_password(directory, SUFFIX)
    assert found == {"thanh-hoa-0002", "quang-ngai-0004"}


@pytest.mark.parametrize("resource", ["accounts", "quotas", "aliases"])
def test_a_touch_between_plan_and_apply(made: World, resource: str) -> None:
    """What others write into those who are changed, while they are changed, stops nothing."""
    for number in (1, 2, 3):
        made.person("thanh_hoa", number).update(
            title="Chi cục trưởng", quota="4G", aliases=[f"khac{number}.thanhhoa"]
        )
    made.save()
    before = made.check(resource, "thanh_hoa")[0]
    turns = count(1)
    dns = [person_dn("thanh_hoa", number) for number in (1, 2)]

    def next_is_touched() -> None:
        turn = next(turns)
        if turn <= len(dns):
            csn = state_of(made, dns[turn - 1], "entryCSN")
            made.replace(dns[turn - 1], description="x")
            assert state_of(made, dns[turn - 1], "entryCSN") != csn

    (report,) = made.run(resource, "thanh_hoa", connect=happening(made, next_is_touched))
    assert codes(report) == []
    assert report.plan.digest == before.plan.digest
    assert report.written == len(before.plan.changes) >= 3
    assert next(turns) == 4  # it was sent three times
    assert made.check(resource, "thanh_hoa")[0].plan.changes == ()


def test_another_change_between_plan_and_apply_still_stops_it(made: World) -> None:
    """What hopthu would write over is not written over."""
    dn = person_dn("thanh_hoa", 1)
    made.person("thanh_hoa", 1)["title"] = "Kế toán"
    made.save()

    def somebody_else() -> None:
        made.replace(dn, title="Văn thư")

    (report,) = made.run("accounts", "thanh_hoa", connect=happening(made, somebody_else))
    assert codes(report) == ["apply.refused"]
    assert "Văn thư".encode() in made.state()[dn.lower()]["title"]


def test_what_others_write_stays_and_stops_nothing(made: World) -> None:
    """An attribute that hopthu does not manage, edited by hand in between, is no obstacle."""
    dn = person_dn("thanh_hoa", 1)
    made.person("thanh_hoa", 1)["title"] = "Kế toán"
    made.save()
    once = iter([lambda: made.replace(dn, description="x")])
    edit = happening(made, lambda: next(once, lambda: None)())
    (report,) = made.run("accounts", "thanh_hoa", connect=edit)
    assert report.written == 1
    assert made.state()[dn.lower()]["title"] == {"Kế toán".encode()}
    assert made.state()[dn.lower()]["description"] == {b"x"}


def test_somebody_who_never_stops(made: World) -> None:
    """An entry that is touched each time it is tried is given up after a few times, and told."""
    made.person("thanh_hoa", 1)["title"] = "Kế toán"
    made.save()
    turns = count(1)

    def touch() -> None:
        made.replace(person_dn("thanh_hoa", 1), description=str(next(turns)))

    (report,) = made.run("accounts", "thanh_hoa", connect=happening(made, touch))
    assert codes(report) == ["apply.refused"]
    assert next(turns) == 5


def mail_hosts(tmp_path: Path, *names: str) -> tuple[str, dict[str, str]]:
    """Hosts that are this machine, on whose disks (tmp_path/NAME) the hosts' own program looks.

    Returns the inventory file and the variables of the environment to run with.
    """
    program = tmp_path / "bin" / "hopthu-mailbox"
    program.parent.mkdir(exist_ok=True)
    program.write_text(
        f"#!{sys.executable}\nimport json, os, pathlib, sys, time\n"
        f"sys.path.insert(0, {str(PROJECT / 'roles' / 'mail_server' / 'files')!r})\n"
        "from hopthu_mailbox.logins import noted\nfrom hopthu_mailbox.places import Places\n"
        "assert sys.argv[1:] == ['logins']\n"
        "store = pathlib.Path(os.environ['STORE'])\n"
        "print(json.dumps({'now': int(time.time()), **noted(Places(store))}))\n"
    )
    program.chmod(0o755)
    hosts = {
        name: {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        for name in names
    }
    path = tmp_path / "mail.yml"
    path.write_text(json.dumps({"all": {"children": {"mail_servers": {"hosts": hosts}}}}))
    return str(path), {"PATH": f"{program.parent}:{os.environ['PATH']}"}


def test_they_are_collected(made: World, tmp_path: Path) -> None:
    """By the playbook, from a host's real notes; one that does not tell takes nothing away."""
    box = tmp_path / "store" / "thanh-hoa-0001"
    box.mkdir(parents=True)
    (box / "last-login").write_text("shared/last-login/an@moj.gov.vn\n1795982618\n")
    inventory, variables = mail_hosts(tmp_path, "mail1")
    variables["STORE"] = str(tmp_path / "store")
    check = play(made, "-i", inventory, "--check", playbook="logins", **variables)
    assert check.returncode == 0, check.stdout
    file = made.root / "report" / "logins.json"
    assert not file.exists()
    run = play(made, "-i", inventory, playbook="logins", **variables)
    assert run.returncode == 0, run.stdout
    assert "1 of 18 people have logged in, as far as the mail hosts tell." in run.stdout
    assert "changed=0" in run.stdout
    known = Logins.read(file)
    assert known.times == {"thanh-hoa-0001": datetime.fromtimestamp(1795982618, UTC)}
    assert list(known.asked) == ["mail1"]
    variables["STORE"] = str(tmp_path / "nowhere")
    away = play(made, "-i", inventory, playbook="logins", **variables)
    assert away.returncode != 0
    assert "mail1 has not told all: " in away.stdout
    assert Logins.read(file).times == known.times
