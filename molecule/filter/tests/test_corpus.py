"""Office mail of many kinds comes in, and nearly nothing of it is taken for spam."""

from __future__ import annotations

import smtplib
import sys
import time

import pytest

from default.tests.mail_client import Post
from filter.corpus.letters import letters

COUNT = 500
READER = 14
# One has SPF, the other nothing at all, as many offices.
DOMAINS = ("outside.test", "thads.outside.test")
FIELDS = "mailbox hdr.x-corpus hdr.x-hopthu-filter"


@pytest.mark.usefixtures("outside")
def test_office_mail_comes_in(post: Post, capsys: pytest.CaptureFixture[str]) -> None:
    """No letter is refused, and less than one in a hundred goes to Junk."""
    reader = post.person(READER)
    refused: list[str] = []
    with post.smtp(25) as client:
        for letter in letters(COUNT, reader, DOMAINS, time.time()):
            try:
                client.sendmail(letter.sender, [reader], letter.content, ["BODY=8BITMIME"])
            except smtplib.SMTPResponseException as error:
                refused.append(f"{letter.kind}: {error}")
    post.await_queue()
    query = f"doveadm -f tab fetch -u {reader} '{FIELDS}' header x-corpus ''"
    found = [line.split("\t") for line in post.shell.check_output(query).splitlines()[1:]]
    junk = [(kind, why) for box, kind, why in found if box == "Junk"]
    scores = sorted(float(why.partition("score=")[2].partition(";")[0]) for _, _, why in found)
    kinds = len({kind.split(maxsplit=1)[1] for _, kind, _ in found})
    share = 100 * len(junk) / COUNT
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(found)} letters of {kinds} kinds: refused {len(refused)}, in Junk"
            f" {len(junk)} ({share:.1f} %), highest score {scores[-1]:.1f}\n"
        )
    assert refused == []
    assert len(found) == COUNT
    assert len(junk) < COUNT / 100, junk
