"""An agency's mailbox as its managers' mail programs meet it: what is done in it stays in it."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Iterator

import pytest

from .mail_client import Post, at

AGENCY = at("thads.thanhhoa")
DN = "ou=thanh-hoa,ou=thads,ou=moj,ou=agencies"
FIRST, SECOND = 3, 24
SEEN = "C&AaE- quan/thads.thanhhoa"  # “Cơ quan”, as IMAP writes it


@pytest.fixture(scope="module")
def managers(post: Post) -> Iterator[tuple[str, str]]:
    """Two who manage the same agency."""
    before = post.server.search("hopthu", "ou=agencies", f"(mail={AGENCY})", "hopthuManager")
    people = [f"uid=thanh-hoa-{each:04},ou=people,dc=moj,dc=gov,dc=vn" for each in (FIRST, SECOND)]
    first, second = post.person(FIRST), post.person(SECOND)
    post.change(DN, hopthuManager=people)
    _served(post)
    yield first, second
    owners = [line.partition(": ")[2] for line in before.splitlines() if "hopthuManager: " in line]
    post.change(DN, hopthuManager=owners)
    _served(post)


def _served(post: Post) -> None:
    post.shell.check_output("systemctl start hopthu-agency-access")


def _held(client: imaplib.IMAP4, folder: str, marker: str) -> int:
    assert client.select(f'"{folder}"', readonly=True)[0] == "OK", folder
    return len(client.search(None, "HEADER", "X-Marker", marker)[1][0].split())


def _letter(sender: str, marker: str) -> bytes:
    text = (
        f"From: <{sender}>\r\nTo: <ai@example.org>\r\nSubject: {marker}\r\nX-Marker: {marker}\r\n"
    )
    return f"{text}\r\nThư.\r\n".encode()


def test_what_is_sent_in_its_name_is_in_its_own_sent(post: Post, managers: tuple[str, str]) -> None:
    """A program puts its copy into the manager's; one's own letters stay there."""
    marker = f"gui-{time.time_ns()}"
    with post.imap(managers[0]) as client:
        for sender in (AGENCY.upper(), managers[0]):
            client.append(
                "Sent", r"\Seen", "", _letter(sender, f"{marker}-{sender == managers[0]}")
            )
        assert _held(client, f"{SEEN}/Sent", f"{marker}-False") == 1
        assert _held(client, "Sent", f"{marker}-False") == 0
        assert _held(client, "Sent", f"{marker}-True") == 1
        assert client.search(None, "SEEN", "HEADER", "X-Marker", marker)[1][0]
    with post.imap(managers[1]) as client:
        assert _held(client, f"{SEEN}/Sent", f"{marker}-False") == 1


@pytest.mark.parametrize("command", ["MOVE", "COPY"])
def test_what_is_deleted_in_it_is_in_its_own_trash(
    post: Post, managers: tuple[str, str], command: str
) -> None:
    """A letter that came; what one deletes of one's own goes to one's own."""
    subject, own = (post.send(managers[1], to) for to in (AGENCY, managers[0]))
    post.await_queue()
    with post.imap(managers[0]) as client:
        for folder, text in ((SEEN, subject), ("INBOX", own)):
            client.select(f'"{folder}"')
            client.literal = text.encode()  # type: ignore[assignment]
            found = client.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT")[1][0].split()[-1].decode()
            assert client.uid(command, found, "Trash")[0] == "OK"
    assert subject in post.subjects(managers[1], f'"{SEEN}/Trash"')
    trash = post.subjects(managers[0], "Trash")
    assert own in trash
    assert subject not in trash


def test_all_managers_see_what_one_makes(post: Post, managers: tuple[str, str]) -> None:
    """In their programs, which show what is subscribed; what is removed goes."""
    folder = f"{SEEN}/V&AQM-n b&Hqc-n {time.time_ns()}"
    with post.imap(managers[0]) as client:
        assert client.create(f'"{folder}"')[0] == "OK"
    for removed in (False, True):
        _served(post)
        for each in managers:
            with post.imap(each) as client:
                shown = str(client.lsub()[1])
                assert (folder in shown) is not removed
                assert f"{SEEN}/Sent" in shown
        with post.imap(managers[1]) as client:
            if not removed:
                assert client.delete(f'"{folder}"')[0] == "OK"


def test_who_read_and_answered_is_told(post: Post, managers: tuple[str, str]) -> None:
    """To every manager, by whatever program: who read it first, and each who answered it."""
    subject = post.send(managers[1], AGENCY)
    post.await_queue()
    first, second = (each.partition("@")[0] for each in managers)
    for who, told in zip(managers, (f"$Answered-{first}", f"$Answered-{second}"), strict=True):
        with post.imap(who) as client:
            client.select(f'"{SEEN}"')
            client.literal = subject.encode()  # type: ignore[assignment]
            letter = client.uid("SEARCH", "CHARSET", "UTF-8", "SUBJECT")[1][0].split()[-1].decode()
            assert told not in _flags(client, letter)
            client.uid("FETCH", letter, "(BODY[TEXT])")
            assert {r"\Seen", f"$Read-{first}"} <= _flags(client, letter)
            client.uid("STORE", letter, "-FLAGS", r"(\Answered)")
            client.uid("STORE", letter, "+FLAGS", r"(\Answered)")
            flags = _flags(client, letter)
            assert {r"\Answered", told} <= flags
            assert f"$Read-{second}" not in flags
    # Who read a letter of one's own is no question.
    with post.imap(managers[0]) as client:
        client.append("INBOX", "", "", _letter(managers[1], subject))
        client.select("INBOX")
        letter = client.uid("SEARCH", "ALL")[1][0].split()[-1].decode()
        client.uid("STORE", letter, "+FLAGS", r"(\Seen \Answered)")
        assert not {each for each in _flags(client, letter) if each.startswith("$")}


def _flags(client: imaplib.IMAP4, letter: str) -> set[str]:
    found = client.uid("FETCH", letter, "(FLAGS)")[1][-1]
    return set(found.partition(b"FLAGS (")[2].partition(b")")[0].decode().split())
