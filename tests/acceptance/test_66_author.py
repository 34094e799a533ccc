"""hopthu-author as Postfix meets it: real libmilter, real directory."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd

from .author_service import PATIENCE, Author, Mail, author_configuration, running_author
from .frozen import frozen
from .policy_service import PYTHON, environment

LAN, MINISTER = "chi@moj.gov.vn", "bo.truong@moj.gov.vn"
TAKEN = "a"


def _has_milter() -> bool:
    asked = [PYTHON, "-Ic", "import Milter, ldap"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not _has_milter(), reason="python3-milter is not installed")


@pytest.fixture
def author(
    tmp_path: Path, containers: Slapd, load: Callable[[Slapd, str], None]
) -> Iterator[Author]:
    """The service beside a directory of people, agencies and lists."""
    yield from running_author(tmp_path, containers, load)


def by_sieve(sender: str, *head: tuple[str, bytes]) -> Mail:
    """A letter that Sieve sends for a mailbox."""
    return Mail(sender=sender, head=list(head), daemon="sieve")


# Login, as whom it writes, and whether it may.
RIGHTS = [
    ("chi", "chi", True),
    ("CHI", "Chi", True),
    ("chi", "lechi.cu", True),  # another address of hers
    ("chi", "vanthu.bimson", True),  # a role that she holds
    ("chi", "dung", False),
    ("chi", "bo.truong", False),
    ("chi", "congkhai", False),  # a list that she is a member of
    ("chi", "thads.bimson", False),  # an agency that she does not manage
    ("dung", "thads.bimson", True),
    ("dung", "bimson", True),
    ("dung", "vanthu.bimson", False),
    ("chi", "*", False),
    ("chi", "khong.co", False),
]


def test_who_may_write_as_whom(author: Author) -> None:
    """In From and in Sender, as the map ``senders`` says of the envelope."""
    for login, wrote, allowed in RIGHTS:
        own, address = (f"{each}@moj.gov.vn".encode() for each in (login, wrote))
        for head in ([("From", address)], [("From", own), ("Sender", address)]):
            answer = author.send(Mail(own.decode(), head=head)).answer
            assert (answer == TAKEN) is allowed, (login, wrote, answer)
            assert allowed or answer.startswith("550 5.7.1 You may not write as ")
            assert answer.isascii()
    assert "chi@moj.gov.vn writes as lechi.cu@moj.gov.vn" in author.log()


def test_what_cannot_be_read_is_refused(author: Author) -> None:
    """With the reason, in both languages."""
    for head in (
        [],
        [("From", b"chi@moj.gov.vn"), ("FROM", MINISTER.encode())],
        [("From", b"\xff")],
    ):
        answer = author.send(Mail(LAN, head=head)).answer
        assert answer.startswith("550 5.6.0 Who wrote this letter is not clear"), answer
        assert " / Khong ro ai viet thu nay" in answer


def test_a_percent_sign_in_an_address_is_answered(author: Author) -> None:
    """It has a meaning of its own on the way to Postfix."""
    said = author.send(Mail(LAN, head=[("From", b"a%s@example.com")]))
    assert "You may not write as a?s@example.com:" in said.answer


def test_nobody_is_refused(author: Author) -> None:
    """A letter without a login on these ports is a fault of the configuration."""
    assert author.send(Mail("", head=[("From", LAN.encode())])).answer.startswith("550 5.7.1 ")


def test_sieve_writes_as_the_mailbox(author: Author) -> None:
    """An answer goes out without a sender, and never in another's name."""
    auto = ("Auto-Submitted", b"auto-replied (vacation)")
    said = author.send(by_sieve(LAN, ("From", LAN.encode()), auto))
    assert (said.answer, said.sender) == (TAKEN, "<>")
    for other in (MINISTER, "thads.bimson@moj.gov.vn"):
        said = author.send(by_sieve(LAN, ("From", other.encode()), auto))
        assert said.answer.startswith("550 5.7.1 "), said
    agency = "thads.bimson@moj.gov.vn"
    assert author.send(by_sieve(agency, ("From", agency.encode()), auto)).answer == TAKEN


def test_what_is_passed_on_keeps_its_author(author: Author) -> None:
    """Of a mailbox that is named; a field further down names none."""
    top = ("X-Sieve-Redirected-From", LAN.encode())
    theirs = ("From", b"Ai do <ai@example.com>")
    said = author.send(by_sieve(LAN, top, theirs))
    assert (said.answer, said.sender) == (TAKEN, None)
    assert author.send(by_sieve("", top, theirs)).answer.startswith("550 5.7.1 A notice that has")
    below = [("Received", b"x")] * 3
    assert author.send(by_sieve("", *below, top, theirs)).answer.startswith("550 5.7.1 ")
    assert author.send(by_sieve(LAN, *below, top, theirs)).answer.startswith("550 5.7.1 ")
    assert author.send(by_sieve("", ("From", LAN.encode()))).answer.startswith("550 5.7.1 ")


def test_without_directory_letters_are_put_off(author: Author) -> None:
    """And taken again when it answers."""
    mail = Mail(LAN, head=[("From", LAN.encode())])
    assert author.send(mail).answer == TAKEN
    with frozen(author.slapd):
        assert author.send(mail).answer.startswith("451 4.3.0 ")
        # What cannot be read is refused without it.
        assert author.send(Mail(LAN)).answer.startswith("550 5.6.0 ")
    end = time.monotonic() + PATIENCE
    while author.send(mail).answer != TAKEN:
        assert time.monotonic() < end
        time.sleep(0.2)


def test_letters_at_once_each_get_their_own_answer(author: Author) -> None:
    """Sessions are threads."""
    mails = [Mail(LAN, head=[("From", each.encode())]) for each in (LAN, MINISTER) * 20]
    with ThreadPoolExecutor(20) as pool:
        answers = [said.answer for said in pool.map(author.send, mails)]
    assert all(answer == TAKEN for answer in answers[::2])
    assert all(answer.startswith("550 5.7.1 ") for answer in answers[1::2])


def test_what_is_too_much_is_put_off_and_then_held(author: Author) -> None:
    """By the kind of the address it is written from, over a kill; Sieve's letters count too."""
    agency = "thads.bimson@moj.gov.vn"
    fifty = tuple(f"ai{number}@example.com" for number in range(50))

    def send(wrote: str, login: str = "dung@moj.gov.vn") -> str:
        return author.send(Mail(login, wrote, fifty, [("From", wrote.encode())])).answer

    own = "dung@moj.gov.vn"
    assert [send(own), send(own), send(own)[:8]] == [TAKEN, TAKEN, "450 4.7."]
    author.kill()
    assert [send(own)[:8], send(agency), send("bimson@moj.gov.vn")] == ["450 4.7.", TAKEN, TAKEN]
    assert send(agency).startswith("550 5.7.28 This login sent too much and is held")
    assert send(own).startswith("550 5.7.28 ")
    assert f"held: {own} goes on sending" in author.log()
    answer = by_sieve(own, ("From", own.encode()))
    assert author.send(answer).answer.startswith("550 5.7.28 ")
    passed_on = Mail("", LAN, fifty, [("X-Sieve-Redirected-From", LAN.encode())], "sieve")
    assert [author.send(passed_on).answer[:8] for _ in range(5)][1:] == [TAKEN, *["450 4.7."] * 3]
    assert send(LAN, LAN).startswith("450 4.7.28 ")


def test_configuration_is_looked_at(tmp_path: Path, containers: Slapd) -> None:
    """All mistakes at once; a right one says nothing."""
    file = tmp_path / "author.conf"
    right = author_configuration(tmp_path, containers)
    for text, faults in (
        (right, ()),
        (
            right.replace("socket = /", "socket = ")
            .replace("base =", "bases =")
            .replace("people = 100", "people =")
            .replace("held_after = 3", "held_after = 0"),
            (
                "must be four numbers",
                "held_after = 0: must be a number from 1",
                "must be a path that begins with /",
                "bases is not known",
                "base is missing",
            ),
        ),
    ):
        file.write_text(text)
        done = subprocess.run(
            [PYTHON, "-B", "-m", "hopthu_author", "--check", str(file)],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (2 if faults else 0), done.stderr
        assert all(fault in done.stderr for fault in faults)
        assert done.stderr or not faults
