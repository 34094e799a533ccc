"""Three hundred letters of every kind go in by SMTP: none is lost, none changed, each is found."""

from __future__ import annotations

import imaplib
import re
import time
from collections.abc import Iterator

import pytest

from .corpus import COUNT, Sample, bare, composed, decomposed, samples, tone_apart
from .mail_client import PATIENCE, Post

READER = 42
STRANGER = "ai@example.org"
TYPED = (composed, decomposed, tone_apart, bare)


@pytest.fixture(scope="module")
def sent(post: Post) -> Iterator[tuple[imaplib.IMAP4, list[Sample]]]:
    """The inbox of somebody who has them all and nothing else, and what was sent."""
    reader = post.person(READER)
    post.shell.check_output(f"doveadm expunge -u {reader} mailbox INBOX all")
    letters = list(samples(STRANGER, reader))
    with post.smtp(25) as client:
        for each in letters:
            client.sendmail(STRANGER, [reader], each.letter, ["BODY=8BITMIME"])
    post.await_queue()
    with post.imap(reader) as client:
        client.select("INBOX", readonly=True)
        yield client, letters
    post.shell.check_output(f"doveadm expunge -u {reader} mailbox INBOX all")


def test_none_is_lost_and_none_is_changed(sent: tuple[imaplib.IMAP4, list[Sample]]) -> None:
    """Byte for byte, below what says the way that it came."""
    client, letters = sent
    found = client.fetch("1:*", "(BODY.PEEK[])")[1]
    held = [each[1] for each in found if isinstance(each, tuple)]
    assert len(held) == COUNT
    known = {}
    for whole in held:
        assert isinstance(whole, bytes)
        start = whole.index(b"\r\nFrom: <") + 2
        assert re.fullmatch(rb"(?:[A-Z][\w-]*:.*(?:\r\n[ \t].*)*\r\n)+", whole[:start])
        name = re.search(rb"Message-ID: <thu\.(\d+)@", whole)
        assert name is not None
        known[int(name[1])] = whole[start:]
    changed = [s.kind for n, s in enumerate(letters) if known[n] != s.letter]
    assert changed == []


def test_each_is_found_by_each_way_of_typing(sent: tuple[imaplib.IMAP4, list[Sample]]) -> None:
    """By the sentence that it alone says; once the last is indexed, all are."""
    client, letters = sent
    end = time.monotonic() + PATIENCE
    while not _found(client, composed(letters[-1].sentence)) and time.monotonic() < end:
        time.sleep(0.3)
        client.noop()
    missed = [
        (each.kind, typed.__name__, number)
        for number, each in enumerate(letters)
        for typed in TYPED
        if _found(client, typed(each.sentence)) != 1
    ]
    assert missed == []


def _found(client: imaplib.IMAP4, text: str) -> int:
    client.literal = text.encode()  # type: ignore[assignment]
    status, answer = client.uid("SEARCH", "CHARSET", "UTF-8", "BODY")
    assert status == "OK", answer
    return len(answer[0].split())
