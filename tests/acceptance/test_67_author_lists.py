"""What hopthu-author adds to a letter, so that it is sorted, and answered by those it is to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .author_service import Author, Mail, running_author
from .frozen import frozen
from .test_66_author import LAN, TAKEN, by_sieve, pytestmark

__all__ = ["pytestmark"]

STRANGER = "ai@example.com"
SILENCE = {"X-Auto-Response-Suppress": "OOF"}
OPEN = {
    "Precedence": "list",
    "List-Id": "<congkhai.moj.gov.vn>",
    "List-Post": "<mailto:congkhai@moj.gov.vn>",
}


@pytest.fixture
def author(
    tmp_path: Path, containers: Slapd, load: Callable[[Slapd, str], None]
) -> Iterator[Author]:
    """The service beside a directory of people, agencies and lists."""
    yield from running_author(tmp_path, containers, load)


def _at(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}@moj.gov.vn" for name in names)


def _from_outside(to: tuple[str, ...], *head: tuple[str, str]) -> Mail:
    fields = [(name, value.encode()) for name, value in head]
    return Mail(sender=STRANGER, recipients=to, head=fields, daemon="outside")


def _of_ours(to: tuple[str, ...], *head: tuple[str, str]) -> Mail:
    fields = [("From", LAN.encode()), *((name, value.encode()) for name, value in head)]
    return Mail(LAN, LAN, to, fields)


def test_a_letter_to_a_list_bears_its_name(author: Author) -> None:
    """Whoever writes, under whichever address of the list; “NO” where not everybody may write."""
    to = ("To", "congkhai@moj.gov.vn")
    for letter in (_from_outside, _of_ours):
        said = author.send(letter(_at("congkhai"), to))
        assert (said.answer, said.fields) == (TAKEN, OPEN)
        for address in ("danhsach.rieng", "rieng"):
            said = author.send(letter(_at(address, "dung"), to))
            assert said.fields["List-Id"] == "<rieng.moj.gov.vn>"
            assert said.fields["List-Post"] == "NO"
        # A letter bears one name, and none is the name of two lists.
        said = author.send(letter(_at("congkhai", "rieng"), to))
        assert said.fields == {"Precedence": "list"}


def test_what_a_letter_says_already_is_not_said_again(author: Author) -> None:
    """Of a list outside that ours is a reader of; in any case of letters."""
    head = [("LIST-ID", "<x.example.com>"), ("list-post", "NO"), ("Precedence", "bulk")]
    to = ("To", "congkhai@moj.gov.vn")
    assert author.send(_from_outside(_at("congkhai"), to, *head)).fields == {}
    fields = author.send(_from_outside(_at("congkhai"), to, head[0])).fields
    assert fields == {name: value for name, value in OPEN.items() if name != "List-Id"}
    silent = ("X-Auto-Response-Suppress", "All")
    assert author.send(_from_outside(_at("chi"), silent)).fields == {}


# An address as the envelope has it, and the field of the head that names it.
NAMED = [
    ("chi", "To: chi@moj.gov.vn"),
    ("chi", "Cc: ai@example.com, Lê Chi <CHI@MOJ.gov.VN>"),
    ("lechi.cu", 'To: "Chi"\r\n <lechi.cu@moj.gov.vn>'),  # a former address
    ("vanthu.bimson", "To: vanthu.bimson@moj.gov.vn"),  # a role is no list
    ("bimson", "Resent-To: bimson@moj.gov.vn"),
    ("thads.bimson", "Bcc: thads.bimson@moj.gov.vn"),
]


def test_whoever_is_named_may_answer(author: Author) -> None:
    """By any address of theirs; a letter that names none of its readers asks for silence."""
    for to, field in NAMED:
        name, _, value = field.partition(": ")
        assert author.send(_from_outside(_at(to), (name, value))).fields == {}, field
        assert author.send(_from_outside(_at(to, "dung"), (name, value))).fields == {}, field
        assert author.send(_from_outside(_at("em"), (name, value))).fields == SILENCE, field
    assert author.send(_from_outside(_at("chi"))).fields == SILENCE
    # Nobody of ours gets it.
    assert author.send(_of_ours((STRANGER,))).fields == {}


def test_what_sieve_passes_on_is_to_somebody_else(author: Author) -> None:
    """The next reader's absence is no business of who wrote to this one."""
    mail = by_sieve(LAN, ("X-Sieve-Redirected-From", LAN.encode()), ("To", LAN.encode()))
    mail.recipients = _at("dung")
    assert author.send(mail).fields == SILENCE


def test_strangers_are_not_judged(author: Author) -> None:
    """What they write as is the filter's business, with the directory or without it."""
    odd = [("From", "bo.truong@moj.gov.vn"), ("From", "x"), ("To", "chi@moj.gov.vn")]
    assert author.send(_from_outside(_at("chi"), *odd)).answer == TAKEN
    with frozen(author.slapd):
        said = author.send(_from_outside(_at("postmaster"), ("To", "postmaster@moj.gov.vn")))
        assert (said.answer, said.fields) == (TAKEN, {})


def test_a_long_head_is_read_at_once(author: Author) -> None:
    """As long as Postfix lets one be."""
    said = author.send(_from_outside(_at("chi"), ("To", "a" * 60_000), ("Cc", "<" * 60_000)))
    assert said.fields == SILENCE
