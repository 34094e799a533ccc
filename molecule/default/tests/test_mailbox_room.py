"""A mailbox that fills up: its owner is told once, and may still delete."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator

import pytest

from .mail_client import PATIENCE, Post

PERSON = 41
DN = "uid=thanh-hoa-0041,ou=people"
ROOM = 1_000_000


@pytest.fixture
def small(post: Post) -> Iterator[str]:
    """The address of somebody with room for a megabyte, of which nothing is used."""
    address = post.person(PERSON)
    before = post.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0041)", "mailQuota")
    post.change(DN, mailQuota=str(ROOM))
    _empty(post, address)
    post.shell.check_output(f"rm -f /srv/vmail/.told/{address}-*")
    yield address
    _empty(post, address)
    post.change(DN, mailQuota=before.partition("mailQuota: ")[2].split()[0])


def _empty(post: Post, address: str) -> None:
    for folder in ("INBOX", "Trash"):
        post.shell.check_output(f"doveadm expunge -u {address} mailbox {folder} all")


def _save(post: Post, address: str, size: int) -> None:
    """Put a letter of so many bytes into the inbox, as a mail program does, and only if it fits."""
    head = "Subject: x\\r\\n\\r\\n"
    fill = f"head -c {size - 14} /dev/zero | tr '\\\\0' x"
    post.shell.check_output(f"(printf '{head}'; {fill}) | doveadm save -u {address}")


def _notices(post: Post, address: str, expected: int) -> int:
    """How many notices came, once there are as many as expected, and a moment after that."""
    end = time.monotonic() + PATIENCE
    while True:
        count = sum("% dung lượng" in subject for subject in post.subjects(address))
        if count >= expected or time.monotonic() > end:
            post.await_queue()
            return sum("% dung lượng" in subject for subject in post.subjects(address))
        time.sleep(0.3)


def test_a_limit_is_told_once_a_day(small: str, post: Post) -> None:
    """However often it is passed."""
    for _ in range(3):
        _save(post, small, 850_000)
        post.shell.check_output(f"doveadm expunge -u {small} mailbox INBOX larger 100k")
    assert _notices(post, small, 1) == 1


def test_a_mailbox_that_is_full_to_the_byte(small: str, post: Post) -> None:
    """Its owner is told nevertheless, and what is deleted goes to Trash."""
    for size in (700_000, 80_000, ROOM - 780_000):
        _save(post, small, size)
    assert _notices(post, small, 1) == 1
    log = post.shell.check_output("journalctl -q --no-pager -u dovecot -n 200")
    assert "Traceback" not in log
    with post.imap(small) as client:
        client.select("INBOX")
        assert client.append("INBOX", "", "", b"Subject: y\r\n\r\n" + b"y" * 90_000)[0] == "NO"
        # More than the last letter of a full mailbox may be larger.
        assert client.copy("2", "Trash")[0] == "OK"


def test_a_notice_comes_where_nothing_else_does(small: str, post: Post) -> None:
    """Far over a quota that was made smaller; other letters are refused as before."""
    _save(post, small, 900_000)
    assert _notices(post, small, 1) == 1
    post.shell.check_output(f"rm -f /srv/vmail/.told/{small}-*")
    post.change(DN, mailQuota=str(ROOM // 2))
    post.shell.check_output(f"runuser -u vmail -- /usr/local/sbin/hopthu-quota-warning 95 {small}")
    assert _notices(post, small, 2) == 2
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        post.send("ai@example.org", small, port=25)


@pytest.mark.parametrize("quota", ["0", "00", "-5", "5M"])
def test_a_quota_of_nothing_is_refused(post: Post, quota: str) -> None:
    """To Dovecot it would be none; the directory takes a number of bytes."""
    with pytest.raises(AssertionError, match="Constraint violation"):
        post.change(DN, mailQuota=quota)
