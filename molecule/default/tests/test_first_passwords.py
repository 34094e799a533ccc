"""First passwords on the ministry's server: what their owners can do, and when they end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from directory_client import SUFFIX, Server, login

from hopthu.handover.password import first_password, hashed

PERSON = f"uid=thanh-hoa-0002,ou=people,{SUFFIX}"
EXPIRE = f"SUFFIX={SUFFIX} DAYS=%s hopthu-expire-first-passwords"


@pytest.fixture
def first(server: Server) -> Iterator[str]:
    """The first password of a person, set as hopthu sets it; afterwards the person has none."""
    password = first_password()
    (value,) = hashed([password])
    text = f"replace: userPassword\nuserPassword: {value.decode()}\n-\n"
    change(server, f"{text}replace: pwdReset\npwdReset: TRUE\n")
    yield password
    change(server, "replace: userPassword\n")


def change(server: Server, lines: str) -> None:
    """Let hopthu's account change the person."""
    text = f"dn: {PERSON}\nchangetype: modify\n{lines}"
    answer = server.client("ldapmodify", *login("hopthu"), text=text)
    assert answer.returncode == 0, answer.stderr


def accepts(server: Server, password: str) -> bool:
    """Whether the person can log in with it."""
    who = server.client("ldapwhoami", "-D", PERSON, "-w", password)
    return "Invalid credentials" not in who.stderr


def test_owner_can_only_choose_another(server: Server, first: str) -> None:
    """Nothing is shown before; the new one must be long enough and must be new."""
    search = server.client("ldapsearch", "-D", PERSON, "-w", first, "-b", PERSON, "-s", "base")
    assert "Operations are restricted" in search.stdout + search.stderr

    def choose(new: str, old: str = first) -> bool:
        done = server.client("ldappasswd", "-D", PERSON, "-w", old, "-a", old, "-s", new)
        return done.returncode == 0

    assert not choose("ngan")
    assert not choose(first)
    assert choose("mat-khau-rieng-1")
    assert not choose(first, old="mat-khau-rieng-1")
    assert accepts(server, "mat-khau-rieng-1")
    assert not accepts(server, first)
    server.shell.run_expect([0], EXPIRE % -1)
    assert accepts(server, "mat-khau-rieng-1")


def test_unused_first_password_ends(server: Server, first: str) -> None:
    """Not before its time, and not for somebody else."""
    server.shell.run_expect([0], EXPIRE % 30)
    assert accepts(server, first)
    ended = server.shell.run_expect([0], EXPIRE % -1)
    assert f"dn: {PERSON}" in ended.stdout.splitlines()
    assert not accepts(server, first)


def test_it_is_looked_for_every_night(server: Server) -> None:
    """The timer runs, and its service does what the policy says."""
    assert server.shell.service("hopthu-expire-first-passwords.timer").is_running
    server.shell.run_expect([0], "systemctl start hopthu-expire-first-passwords")
    assert "DAYS=30" in server.shell.run("systemctl cat hopthu-expire-first-passwords").stdout
