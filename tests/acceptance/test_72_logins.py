"""Who logged in and when: recorded by the real server, read by hopthu alone, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import ldap3
import pytest

from hopthu.servers.directory.logins import read_logins
from hopthu.servers.directory.session import Committed, Directory

from .sessions import committing
from .world import SUFFIX, World, codes, person_dn

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


def logging_in(world: World, log_in_now: Callable[[], None]) -> Callable[[], Directory]:
    """A connect() to real sessions; something happens outside before every commit."""

    def commit(real: Callable[[], Committed]) -> Committed:
        log_in_now()
        return real()

    return committing(world, commit)


@pytest.fixture
def made(world: World) -> World:
    """Three provinces with accounts; the first two people of Thanh Hóa have a password."""
    world.provision()
    give_password(world, person_dn("thanh_hoa", 1), person_dn("thanh_hoa", 2))
    return world


def logins(world: World, *provinces: str) -> dict[str, datetime | None]:
    """What hopthu reads."""
    with world.connect() as directory:
        return read_logins(directory, SUFFIX, provinces)


def test_a_login_is_recorded_and_read(made: World) -> None:
    """The right person at the right time, nobody else; a wrong password is no login."""
    before = datetime.now(UTC) - timedelta(seconds=2)
    assert log_in(made, person_dn("thanh_hoa", 1))
    assert not log_in(made, person_dn("thanh_hoa", 2), "falsch")
    found = logins(made, "thanh_hoa")
    assert sorted(found) == [f"thanh-hoa-{number:04}" for number in range(1, 7)]
    assert [person for person, when in found.items() if when] == ["thanh-hoa-0001"]
    when = found["thanh-hoa-0001"]
    assert when is not None
    assert before <= when <= datetime.now(UTC)
    assert len(logins(made, "thanh_hoa", "quang_ngai")) == 12
    assert logins(made) == {}


def test_a_first_password_is_no_login_yet(made: World) -> None:
    """Typed into a mail program, which is refused, or at the page that was left again."""
    dn = person_dn("thanh_hoa", 2)
    made.replace(dn, pwdReset="TRUE")
    assert log_in(made, dn)
    assert state_of(made, dn, "authTimestamp")
    assert logins(made, "thanh_hoa")["thanh-hoa-0002"] is None
    made.replace(dn, pwdReset=[])
    assert logins(made, "thanh_hoa")["thanh-hoa-0002"]


def test_it_is_not_written_at_each_login(made: World) -> None:
    """A mail program that asks every few minutes writes nothing; nor do the service accounts."""
    dn = person_dn("thanh_hoa", 1)
    assert log_in(made, dn)
    accounts = (dn, made.slapd.service_dn)
    csns = [state_of(made, account, "entryCSN") for account in accounts]
    for _ in range(3):
        assert log_in(made, dn)
        assert log_in(made, made.slapd.service_dn, made.slapd.service_password)
    assert csns == [state_of(made, account, "entryCSN") for account in accounts]


def test_only_hopthu_reads_it(made: World) -> None:
    """Neither the person nor a mail server's account sees it or can search by it."""
    dn = person_dn("thanh_hoa", 1)
    assert log_in(made, dn)
    for name in ("postfix", "dovecot"):
        made.modify(
            f"dn: cn={name},ou=services,{SUFFIX}\nobjectClass: organizationalRole\n"
            f"objectClass: simpleSecurityObject\ncn: {name}\nuserPassword: {PASSWORD}\n"
        )
    for who in (dn, *(f"cn={name},ou=services,{SUFFIX}" for name in ("postfix", "dovecot"))):
        with ldap3.Connection(ldap3.Server(made.slapd.uri), who, PASSWORD) as connection:
            assert connection.search(dn, "(objectClass=*)", attributes=["uid", "authTimestamp"])
            assert not connection.entries[0].authTimestamp
            assert not connection.search(dn, "(authTimestamp=*)")
    with made.connect() as hopthu:
        assert list(hopthu.search(dn, "(authTimestamp=*)", ("authTimestamp",)))


def test_a_login_is_no_difference(made: World) -> None:
    """Plans find nothing to do after everybody who can has logged in."""
    for number in (1, 2):
        assert log_in(made, person_dn("thanh_hoa", number))
    for resource in ("agencies", "accounts", "quotas", "aliases"):
        assert not any(report.plan.changes for report in made.check(resource))


@pytest.mark.parametrize("resource", ["accounts", "quotas", "aliases"])
def test_a_login_between_plan_and_apply(made: World, resource: str) -> None:
    """The first login of those who are changed, while they are changed: written all the same."""
    for number in (1, 2, 3):
        made.person("thanh_hoa", number).update(
            title="Chi cục trưởng", quota="4G", aliases=[f"khac{number}.thanhhoa"]
        )
    made.save()
    before = made.check(resource, "thanh_hoa")[0]
    turns = count(1)
    dns = [person_dn("thanh_hoa", number) for number in (1, 2)]

    def next_logs_in() -> None:
        turn = next(turns)
        if turn <= len(dns):
            csn = state_of(made, dns[turn - 1], "entryCSN")
            assert log_in(made, dns[turn - 1])
            assert state_of(made, dns[turn - 1], "entryCSN") != csn

    (report,) = made.run(resource, "thanh_hoa", connect=logging_in(made, next_logs_in))
    assert codes(report) == []
    assert report.plan.digest == before.plan.digest
    assert report.written == len(before.plan.changes) >= 3
    assert next(turns) == 4  # it was sent three times
    assert made.check(resource, "thanh_hoa")[0].plan.changes == ()
    assert all(logins(made, "thanh_hoa")[f"thanh-hoa-{number:04}"] for number in (1, 2))


def test_another_change_between_plan_and_apply_still_stops_it(made: World) -> None:
    """What hopthu would write over is not written over, login or no login."""
    dn = person_dn("thanh_hoa", 1)
    made.person("thanh_hoa", 1)["title"] = "Kế toán"
    made.save()

    def somebody_else() -> None:
        made.replace(dn, title="Văn thư")
        assert log_in(made, dn)

    (report,) = made.run("accounts", "thanh_hoa", connect=logging_in(made, somebody_else))
    assert codes(report) == ["apply.refused"]
    assert "Văn thư".encode() in made.state()[dn.lower()]["title"]


def test_what_others_write_stays_and_stops_nothing(made: World) -> None:
    """An attribute that hopthu does not manage, edited by hand in between, is no obstacle."""
    dn = person_dn("thanh_hoa", 1)
    made.person("thanh_hoa", 1)["title"] = "Kế toán"
    made.save()
    once = iter([lambda: made.replace(dn, description="x")])
    edit = logging_in(made, lambda: next(once, lambda: None)())
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

    (report,) = made.run("accounts", "thanh_hoa", connect=logging_in(made, touch))
    assert codes(report) == ["apply.refused"]
    assert next(turns) == 5


def test_a_server_that_records_nothing(made: World) -> None:
    """A directory of somebody else without the overlay: everybody has never logged in."""
    made.modify("dn: olcOverlay={2}lastbind,olcDatabase={1}mdb,cn=config\nchangetype: delete\n")
    assert log_in(made, person_dn("thanh_hoa", 1))
    assert set(logins(made, "thanh_hoa").values()) == {None}
