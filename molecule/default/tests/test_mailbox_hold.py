"""A mailbox under legal hold: what its owner deletes stays, and cannot be taken away."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Iterator

import pytest

from .mail_client import Post

HELD, OTHER = 45, 46
DELETED = ".EXPUNGED/letters"


@pytest.fixture
def held(post: Post) -> Iterator[str]:
    """The address of somebody under hold."""
    dn = f"uid=thanh-hoa-{HELD:04},ou=people"
    post.change(dn, hopthuHold="TRUE")
    yield post.person(HELD)
    post.change(dn, hopthuHold="")


def _kept(post: Post, address: str, subject: str) -> int:
    fetch = f"doveadm -f flow fetch -u {address} hdr.subject.utf8 mailbox {DELETED} subject"
    return post.shell.check_output(f"{fetch} '{subject}'").count(subject)


def _delete_all(client: imaplib.IMAP4, folder: str) -> bool:
    """Take everything out of a folder as a mail program does; whether the server says yes."""
    client.select(f'"{folder}"')
    stored, _ = client.store("1:*", "+FLAGS", "\\Deleted")
    return stored == client.expunge()[0] == "OK"


def _delete_for_ever(post: Post, address: str, subject: str) -> None:
    """Put a letter into the inbox, delete it, and try to delete what is kept of it."""
    with post.imap(address) as client:
        client.append("INBOX", "", "", f"Subject: {subject}\r\n\r\nx\r\n".encode())
        assert _delete_all(client, "INBOX")
    assert _kept(post, address, subject) == 1
    with post.imap(address) as client:
        try:
            _delete_all(client, DELETED)
        except imaplib.IMAP4.readonly:
            client.is_readonly = True  # else it would not even log out


def test_what_is_deleted_stays_under_hold(post: Post, held: str) -> None:
    """It has no age at which it goes, and its owner cannot take it away; others can."""
    kept, gone = f"giu-{time.time()}", f"bo-{time.time()}"
    _delete_for_ever(post, held, kept)
    assert _kept(post, held, kept) == 1
    told = post.shell.check_output(f"doveadm user {held}")
    assert [line.split()[1] for line in told.splitlines() if "autoexpunge" in line] == ["0"]
    other = post.person(OTHER)
    _delete_for_ever(post, other, gone)
    assert _kept(post, other, gone) == 0
