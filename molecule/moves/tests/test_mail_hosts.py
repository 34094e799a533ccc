"""Mailboxes on two hosts: letters, logins and quotas find them, and moving loses nothing."""

from __future__ import annotations

import smtplib
import threading
import time

import pytest

from .conftest import Ministry

TWO = "mail2.lab.test"
STAYS, LIVES, MOVES = 5, 6, 7  # numbers of people of Thanh Hóa
LETTERS = 300
DEEP = '"H&HtM- s&AaE-/N&AQM-m 2008"'  # Hồ sơ/Năm 2008


@pytest.fixture(scope="module")
def lives(ministry: Ministry) -> str:
    """The address of somebody whose mailbox is on the second host from the first letter on."""
    ministry.declare(LIVES, mail_host=TWO)
    shown = ministry.play("move_mailboxes")
    assert "1 changed" in shown
    assert f"mail1.lab.test → {TWO}" in shown
    return ministry.one.person(LIVES)


@pytest.fixture(scope="module")
def stays(ministry: Ministry) -> str:
    """The address of somebody on the first host."""
    return ministry.one.person(STAYS)


def test_a_letter_reaches_the_other_host(ministry: Ministry, lives: str, stays: str) -> None:
    """Submitted at the first host to somebody on the second, and the other way round."""
    there = ministry.one.send(stays, lives)
    back = ministry.two.send(lives, stays)
    for post in (ministry.one, ministry.two):
        post.await_queue()
    assert (ministry.one.held(lives, there), ministry.two.held(lives, there)) == (0, 1)
    assert (ministry.one.held(stays, back), ministry.two.held(stays, back)) == (1, 0)


def test_a_login_is_passed_on(ministry: Ministry, lives: str, stays: str) -> None:
    """Whichever host one logs in to, one's own mailbox is there."""
    there, here = ministry.two.send(stays, lives), ministry.one.send(lives, stays)
    for post in (ministry.one, ministry.two):
        post.await_queue()
    for post in (ministry.one, ministry.two):
        assert there in post.subjects(lives)
        assert here in post.subjects(stays)
        with pytest.raises(Exception, match=r"(?i)authentication failed"), post.imap(lives, "no"):
            pass


def test_a_full_mailbox_is_refused_at_the_other_host(
    ministry: Ministry, lives: str, stays: str
) -> None:
    """With 552 at RCPT, as on its own host; with room again, it is taken."""
    dn = f"uid=thanh-hoa-{LIVES:04},ou=people"
    quota = ministry.one.server.search("hopthu", "ou=people", f"(mail={lives})", "mailQuota")
    ministry.two.shell.check_output(
        "(printf 'Subject: x\\n\\n'; head -c 1200000 /dev/zero | base64) >/tmp/letter; "
        f"doveadm save -u {lives} /tmp/letter"
    )
    ministry.one.change(dn, mailQuota="1048576")
    for post in (ministry.one, ministry.two):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            post.send(stays, lives)
        assert refused.value.recipients[lives][0] == 552
    ministry.one.change(dn, mailQuota=quota.partition("mailQuota: ")[2].split()[0])
    assert ministry.one.send(stays, lives)


def test_a_mailbox_moves_with_all_that_is_in_it(ministry: Ministry, stays: str) -> None:
    """Folders, flags, dates and scripts; letters that come in meanwhile are not lost."""
    one, two = ministry.one, ministry.two
    moves = one.person(MOVES)
    ministry.fill(moves, ('"H&HtM- s&AaE-"', DEEP), (f"old {n}" for n in range(LETTERS)))
    fields = "mailbox guid flags date.received size.virtual"
    fetch = f"doveadm -f tab fetch -u {moves} '{fields}' header subject old"
    fetch += " | sed 's/.Recent *//' | sort"
    before = one.shell.check_output(fetch)
    assert before.count("\n") == LETTERS  # and the heading
    ministry.declare(MOVES, mail_host=TWO)
    shown = ministry.play("move_mailboxes", "--check", "--diff")
    assert f"{LETTERS} letters" in shown
    assert f"to move from mail1 to {TWO}" in shown
    assert one.shell.check_output(fetch) == before

    sent: list[str] = []
    ready = threading.Event()

    def write() -> None:
        # Ever more slowly, however long it takes: nobody may send more than 60 letters an hour.
        while not ready.is_set() and len(sent) < 45:
            sent.append((one if len(sent) % 2 else two).send(stays, moves))
            time.sleep(0.2 + len(sent) / 50)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        shown = ministry.play("move_mailboxes")
    finally:
        ready.set()
        writer.join()
    assert f"moved from mail1 to {TWO}; the old copy: /srv/vmail/.moved/thanh-hoa-0007-" in shown
    for post in (one, two):
        post.await_queue()
    assert two.shell.check_output(fetch) == before
    assert len(sent) > 5
    assert set(sent) <= set(one.subjects(moves))  # through the first host, from the second
    assert one.shell.check_output("ls /srv/vmail/.moved").count("thanh-hoa-0007-") >= 1
    assert "own" in two.shell.check_output(f"doveadm sieve list -u {moves}")
    assert not one.shell.run("grep hopthu-mailbox /root/.ssh/authorized_keys").stdout
    assert "changed=0" in ministry.play("move_mailboxes")


def test_a_move_that_was_cut_off_comes_to_its_end(ministry: Ministry) -> None:
    """What a run had put aside and not compared is read from there as vmail, and brought."""
    one, two = ministry.one, ministry.two
    aside = f"/srv/vmail/.moving-thanh-hoa-{MOVES:04}"
    one.shell.check_output(
        f"cp -a $(ls -d /srv/vmail/.moved/thanh-hoa-{MOVES:04}-* | head -1) {aside} && "
        f"printf 'Subject: cut off\n\nx\n' >{aside}/inbox/new/1227000000.M1P1.mail1 && "
        f"chown vmail: {aside}/inbox/new/1227000000.M1P1.mail1"
    )
    assert f"to move from mail1 to {TWO}" in ministry.play("move_mailboxes", "--check", "--diff")
    assert "the old copy: /srv/vmail/.moved/" in ministry.play("move_mailboxes")
    assert two.held(one.person(MOVES), "cut off") == 1
    assert not one.shell.run(f"test -e {aside}").succeeded
    assert "changed=0" in ministry.play("move_mailboxes")


def test_keys_of_a_killed_run_go(ministry: Ministry) -> None:
    """Also where nothing is to be moved."""
    for post in (ministry.one, ministry.two):
        post.shell.check_output(
            "mkdir -p -m 700 /run/hopthu-mailbox && touch /run/hopthu-mailbox/key && "
            "printf '# BEGIN hopthu-mailbox\nx\n# END hopthu-mailbox\n' "
            ">>/root/.ssh/authorized_keys"
        )
    ministry.play("move_mailboxes")
    for post in (ministry.one, ministry.two):
        assert not post.shell.run("test -e /run/hopthu-mailbox").succeeded
        assert not post.shell.run("grep hopthu-mailbox /root/.ssh/authorized_keys").stdout
