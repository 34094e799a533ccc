"""What people are told by programs: in both languages, and whom nobody answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from .directory_client import SUFFIX, login
from .mail_client import DOMAIN, PASSWORD, PATIENCE, Post, at

WRITER, ABSENT = 21, 23
DN = f"uid=thanh-hoa-00{ABSENT},ou=people"
FORMER, ROLE, LIST = at("ten.cu.vang"), "vanthu.vang", "danhsach.vang"


def _arrived(post: Post, user: str, text: str) -> list[EmailMessage]:
    """The letters with a text in them, once there is one."""
    end = time.monotonic() + PATIENCE
    while True:
        found = [each for each in post.letters(user) if text in each.as_bytes().decode("latin-1")]
        if found or time.monotonic() > end:
            return found
        time.sleep(0.3)


def _words(letter: EmailMessage) -> str:
    (first, *_) = letter.iter_parts() if letter.is_multipart() else [letter]
    assert isinstance(first, EmailMessage)
    return str(first.get_content())


# --- Postfix ---------------------------------------------------------------------------------


def test_what_cannot_be_delivered_is_told_in_both_languages(post: Post) -> None:
    """Vietnamese first; the head is what every program reads."""
    writer, nobody = post.person(WRITER), f"khong.co.{time.time_ns()}@moj.gov.vn"
    post.shell.check_output(f"echo 'Subject: x' | sendmail -f {writer} {nobody}")
    (notice,) = _arrived(post, writer, nobody)
    assert str(notice["Subject"]) == "Không gửi được thư / Undelivered mail"
    text = _words(notice)
    assert text.index("không đến được") < text.index("could not be delivered")
    assert nobody in text
    assert "postmaster@moj.gov.vn" in text


def test_every_notice_of_postfix_is_in_both_languages(post: Post) -> None:
    """As Postfix itself expands them; no name of a setting is left."""
    shown = post.shell.check_output("postconf -b /etc/postfix/hopthu/notices")
    for name in ("failure", "delay", "success", "verify"):
        template = shown.split(f"expanded_{name}_text = <<EOF")[1].partition("\nEOF")[0]
        assert "Đây là hệ thống thư điện tử ở máy chủ mail1.lab.test." in template
        assert "This is the mail system at host mail1.lab.test." in template
        assert "$" not in template
    assert "4 giờ" in shown


# --- Lists -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def absent(post: Post) -> Iterator[str]:
    """Somebody with a former address, in a list and in a role, who is away."""
    person = post.person(ABSENT)
    post.change(DN, mailAlternateAddress=FORMER)
    post.add_list(LIST, "manual", [""], [person])
    post.add_list(ROLE, "role", [], [person])
    script = 'require "vacation"; vacation "Toi di vang.";'
    with post.sieve(person, PASSWORD) as ask:
        ask(f'PUTSCRIPT "vang" {{{len(script)}+}}\r\n{script}')
        ask('SETACTIVE "vang"')
    yield person
    with post.sieve(person, PASSWORD) as ask:
        ask('SETACTIVE ""')
    post.change(DN, mailAlternateAddress="")
    for name in (LIST, ROLE):
        post.server.client("ldapdelete", *login("hopthu"), f"cn={name},ou=lists,{SUFFIX}")


def _write(post: Post, envelope: str, to: str, head: str = "", port: int = 587) -> str:
    """Have one of ours write, or at port 25 a stranger; returns the subject."""
    sender = "ai@example.org" if port == 25 else post.person(WRITER)
    subject = f"vang {time.time_ns()}"
    field = f"To: {to}\r\n" if to else ""
    letter = f"From: {sender}\r\n{field}Subject: {subject}\r\n{head}\r\nThu.\r\n"
    with post.smtp(port, "" if port == 25 else sender) as client:
        client.sendmail(sender, [envelope], letter.encode())
    post.await_queue()
    return subject


def _answers(post: Post, absent: str, envelope: str, to: str, head: str = "") -> list[str]:
    """Of whom a letter brings absence notices; somebody who wrote before is new again."""
    post.shell.check_output(f"rm -f /srv/vmail/thanh-hoa-00{ABSENT}/.dovecot.lda-dupes")
    subject = _write(post, envelope, to, head)
    assert subject in post.subjects(absent)
    own = [e for e in post.letters(post.person(WRITER)) if subject in str(e["Subject"])]
    assert all("Toi di vang." in e.get_content() for e in own)
    return [str(each["From"]) for each in own]


@pytest.mark.parametrize("address", ["", FORMER, at(ROLE)])
def test_an_absence_is_told_whatever_address_was_written_to(
    post: Post, absent: str, address: str
) -> None:
    """One of today, a former one, that of an office; once, from the address of today."""
    to = address or absent
    (sender,) = _answers(post, absent, to, f"Vang <{to.upper()}>")
    assert absent in sender
    subject = _write(post, to, to)
    assert not [each for each in post.subjects(post.person(WRITER)) if subject in each]


@pytest.mark.parametrize(
    ("envelope", "to", "head"),
    [
        (at(LIST), at(LIST), ""),
        (at(LIST), FORMER, ""),
        ("", "", ""),
        ("", "ai.do@example.net", ""),
        ("", FORMER, "Precedence: bulk\r\n"),
        ("", FORMER, "Auto-Submitted: auto-generated\r\n"),
        ("", FORMER, "List-Unsubscribe: <https://example.org/>\r\n"),
    ],
)
def test_an_absence_is_no_answer_to_a_list_or_a_mass_of_letters(
    post: Post, absent: str, envelope: str, to: str, head: str
) -> None:
    """Nor to a letter that names none of those who get it."""
    assert _answers(post, absent, envelope or absent, to, head) == []


@pytest.mark.parametrize("port", [25, 587])
def test_a_letter_to_a_list_says_so(post: Post, absent: str, port: int) -> None:
    """In the mailbox of each reader, whoever wrote; once, where it said so itself."""
    for head, own in (("", 0), ("List-Id: <x.example.org>\r\nList-Post: NO\r\n", 1)):
        subject = _write(post, at(LIST), at(LIST), head, port)
        (letter,) = [e for e in post.letters(absent) if e["Subject"] == subject]
        expected = "<x.example.org>" if own else f"<{LIST}.{DOMAIN}>"
        assert letter.get_all("List-Id") == [expected]
        assert letter.get_all("List-Post") == ["NO" if own else f"<mailto:{at(LIST)}>"]
        assert letter.get_all("Precedence") == ["list"]
    _write(post, absent, absent, "Auto-Submitted: auto-generated\r\n", port)
    assert post.letters(absent)[-1]["List-Id"] is None
