"""A copy becomes the mailbox: whole, once, and by whatever is there already."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hopthu_copies import taking
from hopthu_copies.note import Copy, Note
from hopthu_copies.settings import Copies, Settings, Spots
from hopthu_copies.taking import answering, begin, end, looked_at, noted_of, taken_up
from hopthu_mailbox import doveadm
from hopthu_mailbox.places import Box, Failed

from .conftest import BOX, HERE, THERE, Dovecot, fill

WRITER = """
import fcntl, os, sys, time
lock = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(lock, fcntl.LOCK_EX)
os.write(lock, str(os.getpid()).encode())
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def copies(two: Spots, dovecot: Dovecot) -> Copies:
    """Copies of the first host's mailboxes, one of them, as the last round left it."""
    dovecot.store = two.places.store
    found = two.copies(HERE)
    fill(found.of(BOX.owner))
    (found.of(BOX.owner) / "copied-letters").write_text("1.a\n2.b\n3.c\n")
    note = Note(HERE, THERE, copies={BOX.owner: Copy(BOX.address, 900, as_of=1000)})
    found.note.write_text(note.text())
    return found


def names(place: Path) -> list[str]:
    """The files of letters."""
    return sorted(path.name for part in ("cur", "new") for path in place.glob(f"**/{part}/*"))


def test_a_copy_becomes_the_mailbox(copies: Copies, settings: Settings) -> None:
    """With the list of what it had; a second time there is nothing to do."""
    home = copies.places.home(BOX.owner)
    assert looked_at(BOX, copies, noted_of(copies)) == {
        "state": "standby",
        "messages": 3,
        "as_of": 1000,
    }
    begin(copies)
    told = taken_up(BOX, copies, noted_of(copies), settings)
    end(copies)
    assert told == {"state": "taken", "messages": 3, "as_of": 1000}
    assert names(home) == ["1.a:2,S", "2.b", "3.c:2,S"]
    assert (home / "copied-letters").read_text() == "1.a\n2.b\n3.c\n"
    assert copies.over.exists()
    assert (
        taken_up(BOX, copies, noted_of(copies), settings)
        == looked_at(BOX, copies, noted_of(copies))
        == {"state": "taken"}
    )


def test_without_a_copy_nothing_comes_up(copies: Copies, settings: Settings) -> None:
    """And nothing is made of nothing."""
    shutil.rmtree(copies.folder)
    begin(copies)
    assert taken_up(BOX, copies, noted_of(copies), settings) == {"state": "absent"}
    end(copies)
    assert not copies.places.home(BOX.owner).exists()


def test_an_empty_mailbox_makes_way(copies: Copies, settings: Settings) -> None:
    """Dovecot makes folders for whoever it is asked about."""
    home = copies.places.home(BOX.owner)
    (home / "inbox/new").mkdir(parents=True)
    (home / "sieve/tmp").mkdir(parents=True)  # no script
    taken_up(BOX, copies, noted_of(copies), settings)
    assert len(names(home)) == 3
    assert len(list((copies.places.store / ".moved").iterdir())) == 1


def test_letters_that_came_here_meanwhile_stay(
    copies: Copies, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is put into the mailbox; where a letter of it did not arrive, it stays."""
    home = copies.places.home(BOX.owner)
    (home / "inbox/new").mkdir(parents=True)
    (home / "inbox/new/9.z").write_text("x")
    monkeypatch.setattr(doveadm, "merge_from", lambda _address, _place: None)
    with pytest.raises(Failed, match="3 letters of"):
        taken_up(BOX, copies, noted_of(copies), settings)
    assert len(names(copies.of(BOX.owner))) == 3

    def merge(_address: str, place: Path) -> None:
        for part in ("inbox", "folders"):
            shutil.copytree(place / part, home / part, dirs_exist_ok=True)

    monkeypatch.setattr(doveadm, "merge_from", merge)
    assert taken_up(BOX, copies, noted_of(copies), settings)["state"] == "taken"
    assert names(home) == ["1.a:2,S", "2.b", "3.c:2,S", "9.z"]
    assert (home / "copied-letters").read_text() == "1.a\n2.b\n3.c\n"
    assert not copies.of(BOX.owner).exists()


def test_a_copy_that_was_being_written_tells_what_it_has(
    copies: Copies, settings: Settings
) -> None:
    """Its writer is ended, and the list made anew: a letter that arrived is known to have."""
    (copies.of(BOX.owner) / "copied-letters").unlink()
    (copies.of(BOX.owner) / "inbox/new/7.late").write_text("x")
    command = [sys.executable, "-c", WRITER, str(copies.lock(BOX.owner))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "held\n"
        taken_up(BOX, copies, noted_of(copies), settings)
        assert writer.wait() != 0
    base = (copies.places.home(BOX.owner) / "copied-letters").read_text()
    assert base == "1.a\n2.b\n3.c\n7.late\n"


def test_a_writer_that_does_not_end_keeps_the_copy(
    copies: Copies, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is renamed below the hands of somebody."""
    monkeypatch.setattr(taking, "_ENDING", 0.2)
    held = os.open(copies.lock(BOX.owner), os.O_RDWR | os.O_CREAT)  # names no process
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(Failed, match="does not end"):
        taken_up(BOX, copies, noted_of(copies), settings)
    os.close(held)
    assert taken_up(BOX, copies, noted_of(copies), settings)["state"] == "taken"


def test_what_the_other_host_did_not_tell_is_unknown(copies: Copies) -> None:
    """No note, an odd one, one without the mailbox."""
    for text in ("{", '{"copies": {}}'):
        copies.note.write_text(text)
        assert looked_at(BOX, copies, noted_of(copies))["as_of"] == 0
    copies.note.unlink()
    assert looked_at(BOX, copies, noted_of(copies))["as_of"] == 0


def test_who_had_no_letters_lacks_none(copies: Copies) -> None:
    """Where the last round found nothing to copy; one that could not be copied lacks all."""
    other = Box("thanh-hoa-0009", "x@moj.gov.vn")
    for reason, state in (("", "none"), ("no room", "absent")):
        note = Note(HERE, THERE, copies={other.owner: Copy(other.address, 900, reason=reason)})
        copies.note.write_text(note.text())
        assert looked_at(other, copies, noted_of(copies)) == {"state": state}


def test_a_host_answers_at_some_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that listens does; one that refuses, and a name of nobody's, do not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(taking, "_PORTS", (port,))
        assert answering("127.0.0.1") == [port]
    assert answering("127.0.0.1") == []
    assert answering("mail9.invalid") == []
