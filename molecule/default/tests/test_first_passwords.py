"""First passwords on the ministry's server: what their owners can do, and when they end."""

from __future__ import annotations

import contextlib
import imaplib
import json
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from hopthu.provision.handover.password import first_password, hashed
from scenario import play

from .directory_client import FOLDER, SUFFIX, Server, login
from .mail_client import Post

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


def test_no_journal_holds_it(server: Server, post: Post, first: str) -> None:
    """Neither on the directory's host nor on the mail server's, however it was used there."""
    (address,) = (
        line.partition(": ")[2]
        for line in server.search("hopthu", "ou=people", f"({PERSON.partition(',')[0]})").split(
            "\n"
        )
        if line.startswith("mail: ")
    )
    assert accepts(server, first)
    for password in (first, first[::-1]):
        with contextlib.suppress(imaplib.IMAP4.error), post.imap(address, password):
            pass
    for host in (server.shell, post.shell):
        told = host.run_expect([0], "journalctl --no-pager --output cat --since -1h").stdout
        files = host.run("find /var/log -type f -newermt -1hour -exec cat {} +").stdout_bytes
        assert told
        for password in (first, first.replace("-", ""), first[::-1]):
            assert password not in told
            assert password.encode() not in files
    assert address in post.shell.run("journalctl --no-pager --output cat --since -1h").stdout


def test_a_login_by_mail_program_is_noted(server: Server, post: Post) -> None:
    """In the mailbox, from where the playbook collects it; the directory takes no notice of it."""
    address = post.person(1)

    def entry() -> str:
        return server.search("hopthu", "ou=people", f"(mail={address})", "entryCSN", "uid")

    before = entry()
    person = before.partition("uid: ")[2].splitlines()[0]
    started = time.time()
    with post.imap(address):
        pass
    assert entry() == before
    play("logins")
    known = json.loads((FOLDER / "report" / "logins.json").read_text(encoding="utf-8"))
    when = datetime.fromisoformat(known["logins"][person])
    assert started - 2 <= when.timestamp() <= time.time() + 2
    assert list(known["asked"]) == ["mail1"]
    assert known["silent"] == {}


def test_service_accounts_have_no_first_password(server: Server) -> None:
    """What set theirs was somebody else, and still they may do their work; that was noted once."""
    command = (
        "ldapsearch -Q -Y EXTERNAL -H ldapi:/// -LLL -o ldif-wrap=no "
        f"-b ou=services,{SUFFIX} '(userPassword=*)' pwdReset pwdChangedTime pwdHistory"
    )
    found = server.shell.run_expect([0], command).stdout
    assert "pwdReset" not in found
    assert found.count("dn: ") == found.count("pwdChangedTime: ") >= 3
    assert "pwdHistory:" in found


def test_it_is_looked_for_every_night(server: Server) -> None:
    """The timer runs, and its service does what the policy says."""
    assert server.shell.service("hopthu-expire-first-passwords.timer").is_running
    server.shell.run_expect([0], "systemctl start hopthu-expire-first-passwords")
    assert "DAYS=30" in server.shell.run("systemctl cat hopthu-expire-first-passwords").stdout
