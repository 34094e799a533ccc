"""Letters are found however they were typed and however somebody types what is looked for."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Iterator
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import NamedTuple

import pytest

from .corpus import FORMS, PLACES, bare, composed
from .mail_client import PATIENCE, Post

WRITER, READER = 1, 40
SAMPLES = [f"Quyết định số {n + 1}/QĐ-THADS {place}" for n, place in enumerate(PLACES)]

TYPED: dict[str, Callable[[str], str]] = {
    **{form.__name__: form for form in FORMS},
    "without marks": bare,
    "in capitals": lambda text: composed(text).upper(),
}


@pytest.fixture(scope="module")
def corpus(post: Post) -> Iterator[Inbox]:
    """The inbox of somebody who has each sample's letter in each form: 39 letters."""
    sender, reader = post.person(WRITER), post.person(READER)
    post.shell.check_output(f"doveadm expunge -u {reader} mailbox INBOX all")
    with post.smtp(587, sender) as client:
        for number, sample in enumerate(SAMPLES):
            for form in FORMS:
                client.sendmail(sender, [reader], _letter(sender, reader, form, number, sample))
    post.await_queue()
    with post.imap(reader) as client:
        client.select("INBOX", readonly=True)
        inbox = Inbox(reader, client)
        assert inbox.found("SUBJECT", "kham-tim", 39) == 39
        yield inbox
    post.shell.check_output(f"doveadm expunge -u {reader} mailbox INBOX all")


class Inbox(NamedTuple):
    """Somebody's, in a session that lasts as long as the tests."""

    address: str
    client: imaplib.IMAP4

    def found(self, key: str, text: str, expected: int) -> int:
        """How many letters the server finds; what just came is indexed a moment later."""
        end = time.monotonic() + PATIENCE
        while True:
            self.client.literal = text.encode()  # type: ignore[assignment]
            status, answer = self.client.uid("SEARCH", "CHARSET", "UTF-8", key)
            assert status == "OK", answer
            count = len(answer[0].split())
            if count == expected or time.monotonic() > end:
                return count
            time.sleep(0.2)
            self.client.noop()


def _letter(sender: str, to: str, form: Callable[[str], str], number: int, sample: str) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["To"] = to
    letter.set_content(
        form(f"Thi hành án dân sự tại {PLACES[number]}: chấp hành viên.\n"), cte="8bit"
    )
    letter.add_attachment(
        b"%PDF",
        maintype="application",
        subtype="pdf",
        filename=form(f"Biên bản cưỡng chế {number:02}.pdf"),
    )
    # EmailMessage of Python 3.11 loses spaces where it folds a header.
    name = Header(form("Đỗ Thị Hường"), "utf-8").encode()
    subject = Header(form(f"[kham-tim] {sample}"), "utf-8", header_name="Subject").encode()
    head = f"From: {name} <{sender}>\nSubject: {subject}\n".replace("\n", "\r\n")
    return head.encode() + letter.as_bytes()


@pytest.mark.parametrize("typed", TYPED)
def test_each_form_is_found_by_each_way_of_typing(corpus: Inbox, typed: str) -> None:
    """By the subject, by the text, by a file's name; as many as there are, and no others."""
    way = TYPED[typed]
    for number, (sample, place) in enumerate(zip(SAMPLES, PLACES, strict=True)):
        assert corpus.found("SUBJECT", way(sample), 3) == 3, sample
        assert corpus.found("BODY", way(f"dân sự tại {place}:"), 3) == 3, place
        name = f"cưỡng chế {number:02}.pdf"
        assert corpus.found("TEXT", way(name), 3) == 3, name
    assert corpus.found("FROM", way("Đỗ Thị Hường"), 39) == 39


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("SUBJECT", "QĐ-THAD", 39),
        ("SUBJECT", "uyet din", 39),
        ("BODY", "p hành vi", 39),
        ("BODY", "hanh thi", 0),
        ("TEXT", "hoà", 9),
        ("TEXT", "7/QĐ", 3),
        ("FROM", "dothi", 0),
    ],
)
def test_what_is_looked_for_stands_in_the_letter(
    corpus: Inbox, key: str, text: str, expected: int
) -> None:
    """In the middle of words, across words, in this order; not the words somewhere."""
    assert corpus.found(key, text, expected) == expected


def test_a_search_goes_on_without_the_index(corpus: Inbox, post: Post) -> None:
    """Dovecot then reads the letters themselves, and new ones are indexed afterwards."""
    post.shell.check_output("systemctl stop hopthu-search")
    try:
        assert corpus.found("BODY", "chấp hành viên", 13) == 13
        post.send(post.person(WRITER), corpus.address)
        post.await_queue()
    finally:
        post.shell.check_output("systemctl start hopthu-search")
    assert corpus.found("BODY", "kinh gui cac dong chi", 1) == 1


def test_what_no_folder_has_any_more_goes(corpus: Inbox, post: Post) -> None:
    """The index of a folder that was removed, not those of others."""
    left = "/srv/vmail/.search/00/00000000000000000000000000000000.db"
    post.shell.check_output(f"install -d -o vmail -g vmail {Path(left).parent}; touch {left}")
    post.shell.check_output("find /srv/vmail/.search -name '*.db' -exec touch -d -2days {} +")
    post.shell.check_output("systemctl start hopthu-search-tidy")
    assert post.shell.run("test -e %s", left).rc != 0
    assert corpus.found("BODY", "chap hanh vien", 39) == 39
