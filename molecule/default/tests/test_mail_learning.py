"""What people move into and out of Junk is learned; a move waits for nobody."""

from __future__ import annotations

from .learning import await_learned, learned, wordy_letter
from .mail_client import PASSWORD, Post

WRITER, READER = 1, 12
DELIVER = (
    "import smtplib; s = smtplib.LMTP('/run/dovecot/hopthu-notices'); "
    "s.sendmail('a@example.org', [{to!r}], {letter!r})"
)


def _move(post: Post, who: str, subject: str, source: str, target: str) -> None:
    with post.imap(who) as client:
        client.select(source)
        numbers = client.search(None, "SUBJECT", f'"{subject}"')[1][0].split()
        assert len(numbers) == 1
        client._simple_command("MOVE", numbers[0].decode(), target)


def test_moves_are_learned(post: Post) -> None:
    """Into Junk as spam, out of it as none; what goes to the bin from there teaches nothing."""
    writer, reader = post.person(WRITER), post.person(READER)
    spam, ham = learned(post)
    first, second = wordy_letter(post, writer, reader), wordy_letter(post, writer, reader)
    _move(post, reader, first, "INBOX", "Junk")
    _move(post, reader, second, "INBOX", "Junk")
    await_learned(post, spam + 2, ham)
    _move(post, reader, second, "Junk", "Trash")
    _move(post, reader, first, "Junk", "INBOX")
    # Learned anew: what was learned of it before is taken back.
    await_learned(post, spam + 1, ham + 1)


def test_a_move_is_done_while_the_filter_is_away(post: Post) -> None:
    """It is learned when the filter is there again; without the service itself, too, it is done."""
    writer, reader = post.person(WRITER), post.person(READER)
    first, second = wordy_letter(post, writer, reader), wordy_letter(post, writer, reader)
    before = learned(post)
    post.shell.check_output("systemctl stop rspamd")
    try:
        _move(post, reader, first, "INBOX", "Junk")
        post.shell.check_output("systemctl stop hopthu-learn")
        _move(post, reader, second, "INBOX", "Junk")
        assert {first, second} <= set(post.subjects(reader, "Junk"))
    finally:
        post.shell.check_output("systemctl start hopthu-learn rspamd")
    await_learned(post, before.spam + 1, before.ham)


def test_whose_letters_are_wanted(post: Post) -> None:
    """A letter that looks like spam comes to the inbox where the owner's own rules say so."""
    reader = post.person(READER)
    with post.sieve(reader, PASSWORD) as ask:
        text = 'require "fileinto"; if address :is "from" "wanted@example.org" {fileinto "INBOX";}'
        ask(f'PUTSCRIPT "tin-cay" {{{len(text)}+}}\r\n{text}')
    try:
        forged = "X-Hopthu-Filter: score=7.0; alike\r\n"
        for name, sender, head in (
            ("muon", "wanted@example.org", ""),
            ("la", "other@example.org", ""),
            ("gia", "wanted@example.org", forged),
        ):
            head += f"From: {sender}\r\nX-Spam: Yes\r\nSubject: {name}\r\n"
            letter = f"{head}\r\nx\r\n"
            post.shell.check_output("python3 -c %s", DELIVER.format(to=reader, letter=letter))
        assert set(post.subjects(reader)) & {"muon", "la", "gia"} == {"muon"}
        assert set(post.subjects(reader, "Junk")) & {"muon", "la", "gia"} == {"la", "gia"}
    finally:
        with post.sieve(reader, PASSWORD) as ask:
            ask('DELETESCRIPT "tin-cay"')
