"""What rspamd has learned, and letters that it can learn from."""

from __future__ import annotations

import time
from typing import NamedTuple

from .mail_client import PATIENCE, Post

# Its own figures are a minute old; the store has them as they are.
ASK = (
    "$(command -v valkey-cli || command -v redis-cli) -s /run/hopthu-filter-store/store.sock"
    " hmget RS learns_spam learns_ham"
)


class Learned(NamedTuple):
    """How many letters rspamd has learned of either kind."""

    spam: int
    ham: int


def learned(post: Post) -> Learned:
    """What it has learned by now."""
    spam, ham = post.shell.run_expect([0], ASK).stdout.split("\n")[:2]
    return Learned(int(spam or 0), int(ham or 0))


def await_learned(post: Post, spam: int, ham: int) -> None:
    """Wait until rspamd has learned so many letters, no more and no fewer."""
    end = time.monotonic() + PATIENCE
    while (found := learned(post)) != (spam, ham):
        assert time.monotonic() < end, (found, spam, ham, post.shell.check_output(LOG))
        time.sleep(0.3)


LOG = "journalctl -q --no-pager -u hopthu-learn -u dovecot -n 30; ls -l /var/lib/hopthu-learn"


def wordy_letter(post: Post, writer: str, reader: str) -> str:
    """Send one whose words are its own, and return its subject."""
    subject = f"hoc-{time.monotonic_ns()}"
    words = " ".join(f"chữ{n}-{time.monotonic_ns()}" for n in range(40))
    letter = f"From: {writer}\r\nTo: {reader}\r\nSubject: {subject}\r\n\r\n{words}\r\n"
    with post.smtp(587, writer) as client:
        client.sendmail(writer, [reader], letter.encode())
    post.await_queue()
    return subject
