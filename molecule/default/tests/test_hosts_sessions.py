"""A right that ended ends what is open: sessions, letters that wait, rules that send letters on."""

from __future__ import annotations

import contextlib
import imaplib
import json
import secrets
import smtplib
import time
from collections.abc import Callable, Iterator

import pytest

from .directory_client import SUFFIX, login
from .mail_client import PASSWORD, PATIENCE, Post, at

WHO, OTHER, CHANGING = 10, 8, 9
AGENCY = at("thads.thanhhoa")


def dn(number: int) -> str:
    """Whose entry it is, below the suffix."""
    return f"uid=thanh-hoa-{number:04},ou=people"


def mailbox(post: Post, number: int) -> str:
    """Return somebody's address, without the domain."""
    found = post.server.search("hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})", "mail")
    return found.partition("mail: ")[2].partition("@")[0]


@contextlib.contextmanager
def read(post: Post, who: str, password: str = PASSWORD) -> Iterator[imaplib.IMAP4_SSL]:
    """Log in at port 993; the session may have ended when it is left."""
    client = imaplib.IMAP4_SSL(post.name, 993, ssl_context=post.trust)
    try:
        client.login(who, password)
        yield client
    finally:
        client.shutdown()


@contextlib.contextmanager
def rule(post: Post, who: str) -> Iterator[Callable[[str], bytes]]:
    """Log in at ManageSieve; the session may have ended when it is left."""
    session = post.sieve(who, PASSWORD)
    ask = session.__enter__()
    try:
        yield ask
    finally:
        with contextlib.suppress(OSError, AssertionError):
            session.__exit__(None, None, None)


@contextlib.contextmanager
def suspended(post: Post, number: int) -> Iterator[None]:
    """Suspend somebody for a while."""
    post.change(dn(number), hopthuState="suspended")
    try:
        yield
    finally:
        post.change(dn(number), hopthuState="active")


def ended(session: Callable[[], object]) -> bool:
    """Whether a session is over, at the latest after a while."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            session()
        except (imaplib.IMAP4.abort, OSError, AssertionError):
            return True
        time.sleep(0.5)
    return False


def happens(what: Callable[[], object]) -> bool:
    """Whether something is so, at the latest after a while."""
    end = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < end:
        time.sleep(0.5)
    return bool(what())


def queue(post: Post) -> dict[str, str]:
    """Return in which queue each letter is, by its sender."""
    lines = map(json.loads, post.shell.check_output("postqueue -j").splitlines())
    return {line["sender"]: line["queue_name"] for line in lines}


def test_suspension_ends_sessions(post: Post) -> None:
    """IMAP and ManageSieve, of the suspended and of nobody else; no letter is taken either."""
    who, other = post.person(WHO), post.person(OTHER)
    with (
        read(post, who) as reading,
        read(post, other) as undisturbed,
        rule(post, who) as rules,
        post.smtp(465, who) as writing,
    ):
        reading.select()
        with suspended(post, WHO):
            assert ended(reading.noop)
            assert ended(lambda: rules("NOOP"))
            writing.mail(who)
            assert writing.rcpt(other)[0] == 554
        assert undisturbed.noop()[0] == "OK"
        writing.close()


def asleep(post: Post, who: str) -> bool:
    """Whether somebody's sessions are all where they need no process of their own."""
    found = post.shell.run("doveadm -f tab who %s", who).stdout.splitlines()[1:]
    return bool(found) and all("\timap-hibernate\t" in line for line in found)


def heard(client: imaplib.IMAP4_SSL) -> bytes:
    """The next line; not that the server is still there, as it says now and then."""
    lines = iter(client.readline, None)
    return next(line for line in lines if not line.startswith(b"* OK Still here"))


def test_who_only_waits_is_ended_alone(post: Post) -> None:
    """One process holds them all; the others go on there, and hear of letters."""
    kernel = post.shell.file("/etc/sysctl.d/60-hopthu-mail.conf").content_string
    assert kernel == "fs.inotify.max_user_instances = 65536\n"
    if "2.3." in post.shell.check_output("dovecot --version"):
        pytest.skip("there nobody's session sleeps, since it could not be ended alone")
    who, other = post.person(WHO), post.person(OTHER)
    with read(post, who) as reading, read(post, other) as undisturbed:
        for client in (reading, undisturbed):
            client.select()
            client.send(b"x IDLE\r\n")
            assert client.readline().startswith(b"+")
        assert happens(lambda: asleep(post, who) and asleep(post, other))
        for client in (reading, undisturbed):
            client.sock.settimeout(PATIENCE)
        with suspended(post, WHO):
            assert heard(reading).startswith(b"* BYE")
            assert reading.readline() == b""
        # A way that anvil keeps to that process takes a whole processor once the process is gone.
        ways = post.shell.check_output("ss -x state established")
        assert "srv.imap-hibernate" not in ways
        post.send(other, other)
        assert b"EXISTS" in heard(undisturbed)
        undisturbed.send(b"DONE\r\n")
        lines = iter(undisturbed.readline, b"")
        assert next(line for line in lines if line.startswith(b"x ")).startswith(b"x OK")


def noticed(post: Post, number: int) -> bool:
    """Whether the service knows when somebody's password was set."""
    entry = post.server.search(
        "hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})", "pwdChangedTime"
    )
    known = json.loads(post.shell.check_output("cat /var/lib/hopthu-sessions/known.json"))
    password = known["logins"][f"thanh-hoa-{number:04}"]["password"]
    return bool(password) and f"pwdChangedTime: {password}" in entry


def test_new_password_ends_sessions(post: Post) -> None:
    """Whoever learnt the old one is out."""
    entry, first, second = f"{dn(CHANGING)},{SUFFIX}", *(secrets.token_hex(8) for _ in range(2))
    who = at(mailbox(post, CHANGING))
    for by, password in ((login("hopthu"), first), (("-D", entry, "-w", first), second)):
        with contextlib.ExitStack() as sessions:
            reading = sessions.enter_context(read(post, who, first)) if password == second else None
            done = post.server.client("ldappasswd", *by, "-s", password, entry)
            assert done.returncode == 0, done.stderr
            assert reading is None or ended(reading.noop)
        post.server.let_pass(entry)
        # Whose first password it is could be in by it before it is noticed.
        assert happens(lambda: noticed(post, CHANGING))


def test_former_manager_reads_no_more(post: Post) -> None:
    """A session that shows an agency's mailbox ends with the right to it; others' go on."""
    found = post.server.search("hopthu", "ou=agencies", f"(mail={AGENCY})", "hopthuManager")
    entry = found.split("dn: ", 1)[1].splitlines()[0].removesuffix(",dc=moj,dc=gov,dc=vn")
    managers = [line[15:] for line in found.splitlines() if line.startswith("hopthuManager: ")]
    who = post.person(WHO)
    post.change(entry, hopthuManager=[*managers, f"{dn(WHO)},dc=moj,dc=gov,dc=vn"])
    folder = '"C&AaE- quan/thads.thanhhoa"'

    def shown() -> bool:
        with post.imap(who) as client:
            return client.select(folder, readonly=True)[0] == "OK"

    try:
        assert happens(shown)
        with read(post, who) as reading:
            reading.select(folder, readonly=True)
            post.change(entry, hopthuManager=managers)
            assert ended(reading.noop)
        assert not shown()
    finally:
        post.change(entry, hopthuManager=managers)


def test_letters_and_rules_of_the_suspended_rest(post: Post) -> None:
    """What waits to leave is held, what rules would send on stays; both go on afterwards."""
    who, other = post.person(WHO), post.person(OTHER)
    home = "/srv/vmail/thanh-hoa-0010"
    with post.sieve(who, PASSWORD) as ask:
        text = f'require "copy"; redirect :copy "{other}";'
        ask(f'PUTSCRIPT "on" {{{len(text)}+}}\r\n{text}')
        ask('SETACTIVE "on"')
    before = post.subjects(other)
    post.shell.check_output("postconf -e defer_transports=mailboxes && postfix reload")
    try:
        waiting = post.send(who, other)
        assert happens(lambda: queue(post).get(who) == "deferred")
        with suspended(post, WHO):
            assert happens(lambda: queue(post).get(who) == "hold")
            assert happens(lambda: post.shell.run(f"test -L {home}/.dovecot.sieve").rc == 1)
            post.shell.check_output("postconf -X defer_transports && postfix reload")
            sent = post.send("a@example.org", who, port=25)
            assert happens(lambda: post.held(who, sent) == 1)
        assert happens(lambda: queue(post).get(who) != "hold")
        post.await_queue()
        assert post.subjects(other) == [*before, waiting]
        assert happens(lambda: post.shell.run(f"test -L {home}/.dovecot.sieve").rc == 0)
    finally:
        post.shell.run("postconf -X defer_transports; hopthu-mail-config; postfix reload")
        with post.sieve(who, PASSWORD) as ask:
            ask('SETACTIVE ""')
            ask('DELETESCRIPT "on"')


def test_what_came_while_it_was_away_is_made_good(post: Post) -> None:
    """The service was killed, or the directory away: at the next look it ends what has to end."""
    who = post.person(WHO)
    with read(post, who) as reading:
        post.shell.check_output(
            "systemctl kill -s KILL hopthu-sessions; systemctl stop hopthu-sessions"
        )
        with suspended(post, WHO):
            assert reading.noop()[0] == "OK"
            post.shell.check_output("systemctl start hopthu-sessions")
            assert ended(reading.noop)
    time.sleep(3)  # what began to end while the right was gone ends for whoever is quick to return
    with read(post, who) as reading:
        with post.without_directory():
            time.sleep(3)
            assert reading.noop()[0] == "OK"
        asked = ("ldapwhoami", *login("hopthu"))
        assert happens(lambda: post.server.client(*asked).returncode == 0)
        assert reading.noop()[0] == "OK"


def test_nobody_is_put_out_without_a_reason(post: Post) -> None:
    """A start of the service ends no session of those for whom nothing changed."""
    who = post.person(WHO)
    with read(post, who) as reading:
        post.shell.check_output("systemctl restart hopthu-sessions && sleep 4")
        # Something that neither hopthu nor the service looks after; the next test finds it gone.
        post.change(dn(WHO), description="x")
        time.sleep(4)
        assert reading.noop()[0] == "OK"
        post.change(dn(WHO), description="")
        with pytest.raises(smtplib.SMTPAuthenticationError), post.smtp(465, who, "x"):
            pass
