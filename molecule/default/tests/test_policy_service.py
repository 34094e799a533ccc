"""hopthu-policy between the real Postfix, Dovecot and OpenLDAP, as letters from outside meet it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest

from .directory_client import SUFFIX
from .mail_client import Post

NUMBERS = (31, 32)
SIZE = 200_000


@pytest.fixture(scope="module")
def boxes(post: Post) -> Iterator[list[str]]:
    """Two mailboxes that are too small for a letter of SIZE; their quotas come back."""
    entries = {number: f"uid=thanh-hoa-{number:04},ou=people" for number in NUMBERS}
    before = {}
    for number, entry in entries.items():
        shown = post.server.search("hopthu", "ou=people", f"(uid=thanh-hoa-{number:04})")
        before[entry] = {
            name: shown.partition(f"\n{name}: ")[2].split("\n")[0] for name in ("mail", "mailQuota")
        }
        post.change(entry, mailQuota="100000")
        post.shell.check_output(f"doveadm expunge -u {before[entry]['mail']} mailbox '*' all")
    yield [values["mail"] for values in before.values()]
    for entry, values in before.items():
        post.change(entry, mailQuota=values["mailQuota"])


def answer(post: Post, to: str, size: int = SIZE) -> str:
    """Return the answer to RCPT of a letter from outside that announces its size."""
    with post.smtp(25) as client:
        client.mail("a@example.org", [f"size={size}"])
        code, text = client.rcpt(to)
    return f"{code} {text.decode()}"


def test_list_is_refused_when_nobody_in_it_has_room(post: Post, boxes: list[str]) -> None:
    """Through a list in a list too; with room in one of the mailboxes it is taken."""
    inner = post.add_list("day1", "manual", [""], boxes)
    outer = post.add_list("day2", "manual", [""], [inner])
    for to in (*boxes, inner, outer):
        assert answer(post, to).startswith("552 5.2.2"), to
        assert answer(post, to, size=1000).startswith("250"), to
    post.change(f"uid=thanh-hoa-{NUMBERS[1]:04},ou=people", mailQuota="100000000")
    assert answer(post, outer).startswith("250")
    assert answer(post, boxes[0]).startswith("552 5.2.2")


def test_sender_hears_whose_mailbox_had_no_room(post: Post, boxes: list[str]) -> None:
    """Of a list that was taken those with room get the letter, and Postfix tells who did not."""
    post.change(f"uid=thanh-hoa-{NUMBERS[1]:04},ou=people", mailQuota="100000000")
    some = post.add_list("day3", "manual", [""], boxes)
    sender = post.person(33)
    sent = post.send(sender, some, size=SIZE)
    post.await_queue()
    assert post.held(boxes[1], sent) == 1
    assert post.held(boxes[0], sent) == 0
    notices = [each for each in post.letters(sender) if "Undelivered" in str(each["Subject"])]
    assert boxes[0] in notices[-1].as_string()


def test_nobody_writes_to_a_list_that_names_no_writer(post: Post, boxes: list[str]) -> None:
    """Nor does anybody from outside to one that names somebody."""
    closed = post.add_list("kin2", "manual", [], boxes)
    named = post.add_list("kin3", "manual", ["uid=thanh-hoa-0033,ou=people"], boxes)
    for to in (closed, named, named.upper()):
        assert answer(post, to, size=1000).startswith("550 5.7.2"), to


def test_lost_directory_puts_letters_off(post: Post, boxes: list[str]) -> None:
    """Nothing is refused for good, and nothing let through; afterwards all is as before."""
    with post.without_directory():
        assert answer(post, boxes[0], size=1000).startswith("4")
    assert answer(post, boxes[0], size=1000).startswith(("250", "4"))


def test_service_lost_puts_letters_off(post: Post, boxes: list[str]) -> None:
    """Its socket starts it again; without the socket Postfix asks to come back later."""
    post.shell.check_output("systemctl kill -s KILL hopthu-policy.service")
    assert answer(post, boxes[1], size=1000).startswith("250")
    post.shell.check_output("systemctl stop hopthu-policy.socket hopthu-policy.service")
    try:
        assert answer(post, boxes[1], size=1000).startswith("4")
    finally:
        post.shell.check_output("systemctl start hopthu-policy.socket")
    assert answer(post, boxes[1], size=1000).startswith("250")


def test_service_may_do_little(post: Post) -> None:
    """It runs as a user of its own, that can read its password and change nothing of it."""
    pid = post.shell.check_output("systemctl show -P MainPID hopthu-policy.service")
    status = post.shell.check_output(f"cat /proc/{pid}/status")
    uid = post.shell.check_output("id -u hopthu-policy")
    assert f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}" in status
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
    password = post.shell.file("/etc/hopthu-policy/password")
    assert (password.user, password.group, password.mode) == ("root", "hopthu-policy", 0o640)


def test_names_in_answers_are_plain(post: Post, boxes: list[str]) -> None:
    """SMTP carries ASCII; the reason is there in both languages."""
    closed = post.add_list("kin2", "manual", [], boxes)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post.send("a@example.org", closed, port=25)
    ((_, text),) = refused.value.recipients.values()
    assert text.isascii()
    assert b"may write to this list" in text
    assert b"duoc gui vao danh sach nay" in text
    assert SUFFIX.encode() not in text
