"""Letters are signed whichever mail host they leave by."""

from __future__ import annotations

import json
import time

from default.tests.mail_client import PATIENCE, Post

from .conftest import Ministry

WRITER = 40


def _keys(post: Post) -> dict[str, str]:
    found = json.loads(post.shell.check_output("hopthu-dkim show"))
    keys: dict[str, str] = found["keys"]
    return keys


def test_a_key_is_on_every_mail_host(ministry: Ministry) -> None:
    """The play makes it on one and gives it to the other; each signs with it once it is let."""
    # The zone is somebody else's, so the play ends before it has it sign.
    told = ministry.play_all("dkim", "-e", "mail_filter_dkim_patience=0", status=2)
    assert "Letters are not signed with" in told
    keys = _keys(ministry.one)
    assert len(keys) == 1
    assert _keys(ministry.two) == keys
    (selector,) = keys
    for post in (ministry.one, ministry.two):
        post.shell.check_output(f"hopthu-dkim sign {selector} moj.gov.vn")
        post.shell.check_output("systemctl restart rspamd")  # else it reads that in half a minute
        writer = post.person(WRITER)
        subject = f"ky-{post.name}"
        end = time.monotonic() + 3 * PATIENCE
        while True:
            with post.smtp(587, writer) as client:
                code = client.docmd("MAIL", f"FROM:<{writer}>")[0]
            if code == 250:
                break
            assert time.monotonic() < end, code
            time.sleep(0.5)
        with post.smtp(587, writer) as client:
            letter = f"From: {writer}\r\nTo: {writer}\r\nSubject: {subject}\r\n\r\nx\r\n"
            client.sendmail(writer, [writer], letter.encode())
        post.await_queue()
    ministry.two.await_queue()
    for post in (ministry.one, ministry.two):
        (signed,) = [
            str(letter["DKIM-Signature"])
            for letter in ministry.one.letters(ministry.one.person(WRITER))
            if letter["Subject"] == f"ky-{post.name}"
        ]
        assert f"s={selector};" in signed.replace(" ", "")
