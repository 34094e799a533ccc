"""What leaves is signed once the zone shows the key, and is known when it comes back."""

from __future__ import annotations

import smtplib

import pytest

from default.tests.mail_client import Post
from scenario import play

from .outside import STRANGER, Outside, await_answer

WRITER, READER = 3, 1


def _delivered(post: Post, reader: str, subject: str) -> bytes:
    with post.imap(reader) as client:
        client.select("INBOX", readonly=True)
        numbers = client.search(None, "ALL")[1][0].split()
        found = [client.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers]
    whole = [each[1] for each in found if isinstance(each, tuple)]
    marker = subject.encode()
    (letter,) = [each for each in whole if marker in each]
    return letter


def test_a_key_signs_when_the_zone_shows_it(post: Post, outside: Outside) -> None:
    """Not before; dkimpy takes the signature, a list of strangers may bring the letter back."""
    writer, reader = post.person(WRITER), post.person(READER)
    waits = play("dkim", "-e", "mail_filter_dkim_patience=0", status=2)
    assert "does not have it" in waits
    outside.publish(outside.line_of_key())
    play("dkim")
    post.shell.check_output("systemctl restart rspamd")  # else the map is read in half a minute
    await_answer(post, "250")
    with post.smtp(587, writer) as client:
        letter = f"From: {writer}\r\nTo: {reader}\r\nSubject: da-ky\r\n\r\nKính gửi\r\n"
        client.sendmail(writer, [reader], letter.encode())
    post.await_queue()
    whole = _delivered(post, reader, "da-ky")
    signed = whole[whole.index(b"DKIM-Signature:") :]
    assert outside.judge(signed) == "True"
    outside.bring(
        signed.replace(b"\r\nSubject:", b"\r\nList-Id: <x.outside.test>\r\nSubject:"), reader
    )
    with pytest.raises(smtplib.SMTPDataError, match="554"):
        outside.bring(signed.replace(b"Subject: da-ky", b"Subject: da-sua"), reader, STRANGER)
