"""Parts of the filter are killed while strangers write: no letter is lost, none comes in unseen."""

from __future__ import annotations

import smtplib
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.utils import formatdate, make_msgid

import pytest

from default.tests.mail_client import PATIENCE, Post

from .outside import STRANGER, Outside, await_answer
from .test_forgeries import GTUBE

READER = 16
PARTS = ("rspamd", "hopthu-filter-store", "clamav-daemon")
WRITERS = 2


@dataclass
class Ledger:
    """What became of the letters of one that tries again, as a mail server does."""

    taken: list[str] = field(default_factory=list)
    put_off: int = 0
    refused: list[str] = field(default_factory=list)


def _write(outside: Outside, reader: str, subject: str, over: threading.Event) -> Ledger:
    """Write until it is over, every fifth letter one that nobody may get."""
    ledger = Ledger()
    for number in range(sys.maxsize):
        name, bad = make_msgid(domain="outside.test"), number % 5 == 4
        head = f"From: {STRANGER}\r\nTo: {reader}\r\nSubject: {subject}\r\nDate: {formatdate()}"
        text = f"{head}\r\nMessage-ID: {name}\r\n\r\n{GTUBE if bad else 'Kính gửi'}\r\n"
        end = time.monotonic() + 2 * PATIENCE
        while (code := _bring(outside, text.encode(), reader)) < 500 and code != 250:
            if time.monotonic() > end:
                raise TimeoutError(f"put off for ever: {code}")
            ledger.put_off += 1
            time.sleep(0.3)
        if code == 250:
            ledger.taken.append(name)
        if (code == 250) is bad:
            ledger.refused.append(f"{code} {text}")
        if over.is_set():
            return ledger
    raise AssertionError


def _bring(outside: Outside, letter: bytes, reader: str) -> int:
    """Bring a letter once; return what is answered, 400 where the connection ends."""
    try:
        outside.bring(letter, reader)
    except smtplib.SMTPResponseException as error:
        return error.smtp_code
    except smtplib.SMTPRecipientsRefused as error:
        return next(iter(error.recipients.values()))[0]
    except (smtplib.SMTPException, OSError):
        return 400
    return 250


@pytest.fixture
def parts(post: Post) -> Iterator[list[str]]:
    """Those of them that the host has; all are there again afterwards."""
    asked = "systemctl is-active %s"
    found = [each for each in PARTS if post.shell.run(asked, each).stdout.strip() == "active"]
    yield found
    post.shell.run(f"systemctl reset-failed {' '.join(found)}; systemctl start {' '.join(found)}")
    await_answer(post, "250")


def test_killed_under_traffic(
    post: Post, outside: Outside, parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever was taken is there, once, and was looked at; what is spam never came in."""
    reader, over = post.person(READER), threading.Event()
    subject = f"so-cai-{time.monotonic_ns()}"
    with ThreadPoolExecutor(WRITERS) as crowd:
        writers = [crowd.submit(_write, outside, reader, subject, over) for _ in range(WRITERS)]
        try:
            for part in parts * 2:
                time.sleep(1)
                post.shell.check_output(f"systemctl kill -s KILL {part}")
                await_answer(post, "250")
        finally:
            over.set()
        ledgers = [each.result(timeout=3 * PATIENCE) for each in writers]
    post.await_queue()
    fields = "'hdr.message-id hdr.x-hopthu-filter'"
    query = f"doveadm -f tab fetch -u {reader} {fields} header subject {subject}"
    found = [line.split("\t") for line in post.shell.check_output(query).splitlines()[1:]]
    taken = [name for ledger in ledgers for name in ledger.taken]
    put_off = sum(ledger.put_off for ledger in ledgers)
    with capsys.disabled():
        told = f"{len(taken)} letters taken, {put_off} times put off, while killed: {parts}"
        sys.stdout.write(f"\n{told}\n")
    assert [each for ledger in ledgers for each in ledger.refused] == []
    assert sorted(name for name, _ in found) == sorted(taken)
    assert all("score=" in seen for _, seen in found)
    assert put_off > 0
    assert len(taken) > len(parts)
