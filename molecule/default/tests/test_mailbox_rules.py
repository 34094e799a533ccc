"""An agency's rules and its absence notice: set by those who manage it, and by nobody else."""

from __future__ import annotations

import contextlib
import imaplib
import re
import smtplib
import time
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage

import pytest

from .directory_client import SUFFIX, Server
from .mail_client import PASSWORD, Post, at
from .test_hosts_bans import Guesser
from .test_hosts_sessions import dn, ended, happens, mailbox, rule, suspended

AGENCY, FORMER = at("thads.thanhhoa"), at("thads.cu.vang")
DN = "ou=thanh-hoa,ou=thads,ou=moj,ou=agencies"
FIRST, SECOND, OTHER, WRITER = 13, 14, 15, 21
HOME = "/srv/vmail/thanh-hoa"
NOTICE = "Co quan nghi le."


def _manage(post: Post, *numbers: int) -> None:
    post.manage(DN, "thanh-hoa", [f"{dn(each)},{SUFFIX}" for each in numbers])


@pytest.fixture(scope="module")
def people(post: Post) -> Iterator[tuple[str, str]]:
    """Two who manage the same agency, which has a former address."""
    found = post.server.search("hopthu", "ou=agencies", f"(mail={AGENCY})", "hopthuManager")
    people = post.person(FIRST), post.person(SECOND)
    _manage(post, FIRST, SECOND)
    post.change(DN, mailAlternateAddress=FORMER)
    yield people
    before = [line.partition(": ")[2] for line in found.splitlines() if "hopthuManager: " in line]
    post.manage(DN, "thanh-hoa", before)
    post.change(DN, mailAlternateAddress="")


@pytest.fixture
def managers(post: Post, people: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The two; the agency has no rules yet."""
    yield people
    post.shell.check_output(f"rm -rf {HOME}/sieve {HOME}/.dovecot.sieve {HOME}/.dovecot.lda-dupes")
    post.shell.run(f"doveadm mailbox delete -u {AGENCY} Cong-van")


def _rules(
    post: Post, person: str, agency: str = AGENCY
) -> contextlib.AbstractContextManager[Callable[[str], bytes]]:
    """Log in at ManageSieve for an agency; the session may have ended when it is left."""
    return rule(post, f"{agency}*{person}")


def _put(ask: Callable[[str], bytes], script: str) -> None:
    ask(f'PUTSCRIPT "luat" {{{len(script.encode())}+}}\r\n{script}')
    ask('SETACTIVE "luat"')


def _may(post: Post, person: str, agency: str = AGENCY) -> bool:
    with contextlib.suppress(AssertionError), _rules(post, person, agency) as ask:
        return b"OK" in ask("LISTSCRIPTS")
    return False


def _write(post: Post, to: str, head: str = "") -> str:
    """Have one of ours write; returns the subject."""
    sender, subject = post.person(WRITER), f"nghi {time.time_ns()}"
    letter = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n{head}\r\nThu.\r\n"
    with post.smtp(587, sender) as client:
        client.sendmail(sender, [to], letter.encode())
    post.await_queue()
    return subject


def _folder(post: Post, subject: str) -> str:
    """Which of the agency's folders holds a letter."""
    found = post.shell.check_output(f"doveadm fetch -u {AGENCY} mailbox subject '{subject}'")
    return found.strip().removeprefix("mailbox: ")


def _answers(post: Post, subject: str) -> list[EmailMessage]:
    return [e for e in post.letters(post.person(WRITER)) if subject in str(e["Subject"])]


def test_all_managers_have_the_same_rules(post: Post, managers: tuple[str, str]) -> None:
    """What one sets the other sees and changes; the host's journal has whose password it was."""
    first, second = managers
    since = post.shell.check_output("date +@%s")
    rule = 'require ["fileinto", "mailbox"]; fileinto :create "Cong-van";'
    with _rules(post, first) as ask:
        _put(ask, rule)
    with _rules(post, second) as ask:
        assert b'"luat" ACTIVE' in ask("LISTSCRIPTS")
        assert rule.encode() in ask('GETSCRIPT "luat"')
        assert _folder(post, _write(post, AGENCY)) == "Cong-van"
        ask('SETACTIVE ""')
    assert _folder(post, _write(post, AGENCY)) == "INBOX"
    noted = post.shell.check_output(f"journalctl -u dovecot -o cat --since {since}")
    for each in managers:
        logged_in = f"Log(?:ged )?in: user=<{AGENCY}>, by=<{each}>, .*session=<(.*)>"
        session = re.findall(logged_in, noted)[-1]
        left = f"<{re.escape(session)}>: .* put={int(each == first)} deleted=0 renamed=0"
        assert re.search(left, noted)


@pytest.mark.parametrize("to", [AGENCY, FORMER])
def test_an_agency_tells_that_it_is_away(post: Post, managers: tuple[str, str], to: str) -> None:
    """Once, from its own address, whichever of its addresses was written to."""
    with _rules(post, managers[1]) as ask:
        _put(ask, f'require "vacation"; vacation "{NOTICE}";')
    (answer,) = _answers(post, _write(post, to))
    assert AGENCY in str(answer["From"])
    assert str(answer["Auto-Submitted"]).startswith("auto-replied")
    assert NOTICE in answer.get_content()
    assert _answers(post, _write(post, to)) == []


@pytest.mark.parametrize(
    ("to", "head"),
    [
        ("ai.do@example.net", ""),
        (AGENCY, "Precedence: bulk\r\n"),
        (AGENCY, "Auto-Submitted: auto-replied\r\n"),
        (AGENCY, "List-Id: <x.example.org>\r\n"),
    ],
)
def test_an_agency_is_silent_to_programs_and_lists(
    post: Post, managers: tuple[str, str], to: str, head: str
) -> None:
    """And where the letter names none of its addresses; a letter after it is answered."""
    with _rules(post, managers[0]) as ask:
        _put(ask, f'require "vacation"; vacation "{NOTICE}";')
    sender, subject = post.person(WRITER), f"nghi {time.time_ns()}"
    letter = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n{head}\r\nThu.\r\n"
    with post.smtp(587, sender) as client:
        client.sendmail(sender, [AGENCY], letter.encode())
    post.await_queue()
    assert post.held(AGENCY, subject) == 1
    assert _answers(post, subject) == []
    assert len(_answers(post, _write(post, AGENCY))) == 1


def test_what_an_agency_passes_on_is_bounded(post: Post, managers: tuple[str, str]) -> None:
    """As for a person: to so many addresses, and no refusal in the name of a forged sender."""
    people = [at(mailbox(post, each)) for each in range(15, 20)]
    with _rules(post, managers[0]) as ask:
        with pytest.raises(AssertionError, match="NO"):
            _put(ask, 'require "reject"; reject "khong nhan";')
        for count, passed in ((5, False), (4, True)):
            _put(ask, "".join(f'redirect "{each}";' for each in people[:count]))
            subject = _write(post, AGENCY)
            assert [post.held(each, subject) for each in people[:4]] == [int(passed)] * 4
            assert post.held(AGENCY, subject) == int(not passed)


def _as_manager_by(post: Post, login: str) -> list[str]:
    """The other doors that let an agency's manager in as the agency."""
    doors = []
    with contextlib.suppress(imaplib.IMAP4.error), post.imap(login):
        doors.append("IMAP")
    for port in (465, 587):
        with contextlib.suppress(smtplib.SMTPException), post.smtp(port, login):
            doors.append(f"submission {port}")
    return doors


def test_nobody_else_sets_them(post: Post, managers: tuple[str, str]) -> None:
    """Neither who manages none, nor by another's right; and nothing but rules is opened so."""
    first, other = managers[0], post.person(OTHER)
    assert _may(post, first)
    assert not _may(post, other)
    assert not _may(post, first, at("thads.bimson.thanhhoa")), "an agency of others"
    assert not _may(post, first, other), "a person"
    assert not _may(post, first, managers[1]), "another manager"
    assert not _may(post, first, "postmaster@moj.gov.vn")
    assert not _may(post, AGENCY), "the agency has no password"
    for password in ("", f"{PASSWORD}x"):
        with pytest.raises(AssertionError), post.sieve(f"{AGENCY}*{first}", password):
            pass
    for login in (f"{AGENCY}*{first}", f"{other}*{first}", f"{first}*{first}"):
        assert _as_manager_by(post, login) == []
    with post.sieve(first, PASSWORD) as ask:
        assert b"luat" not in ask("LISTSCRIPTS"), "one's own are others"


def test_under_hold_they_stay_as_they_are(post: Post, managers: tuple[str, str]) -> None:
    """A rule could throw letters away, as managers can delete none then; who is in is put out."""
    with _rules(post, managers[0]) as ask:
        post.change(DN, hopthuHold="TRUE")
        try:
            assert ended(lambda: ask("NOOP"))
            assert not _may(post, managers[0])
        finally:
            post.change(DN, hopthuHold="")
    assert _may(post, managers[0])


@pytest.mark.parametrize("end", ["manages no more", "suspended"])
def test_who_may_no_more_is_out_at_once(post: Post, managers: tuple[str, str], end: str) -> None:
    """The session that is open too; the rules stay with the agency and its other manager."""
    with _rules(post, managers[0]) as ask:
        _put(ask, f'require "vacation"; vacation "{NOTICE}";')
        with contextlib.ExitStack() as changed:
            if end == "suspended":
                changed.enter_context(suspended(post, FIRST))
            else:
                _manage(post, SECOND)
                changed.callback(_manage, post, FIRST, SECOND)
            assert ended(lambda: ask("NOOP"))
            assert not _may(post, managers[0])
            assert happens(lambda: _may(post, managers[1]))
            assert len(_answers(post, _write(post, AGENCY))) == 1


def test_wrong_passwords_count_for_the_person(
    post: Post, server: Server, managers: tuple[str, str]
) -> None:
    """Whose password is guessed, at whatever agency; the other manager is not kept out."""
    guesser = Guesser(post, server)
    doors: Sequence[str] = (AGENCY, at("thads.bimson.thanhhoa"))
    wrong = [("sieve", f"{doors[n % 2]}*{managers[0]}", f"mat-khau-{n}") for n in range(10)]
    right = [("sieve", f"{AGENCY}*{each}", PASSWORD) for each in managers]
    try:
        assert guesser.tries(*right) == [True, True]
        assert not any(guesser.tries(*wrong))
        assert guesser.tries(*right, ("imap", managers[0], PASSWORD)) == [False, True, False]
    finally:
        post.shell.run("hopthu-bans lift %s", guesser.address)
