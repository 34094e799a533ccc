"""``hopthu-copies`` as systemd, ssh and Ansible call it."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hopthu_copies import commands, way
from hopthu_copies import settings as settings_module
from hopthu_copies.commands import main
from hopthu_copies.herald import tell_of_delay
from hopthu_copies.listing import digest, letters
from hopthu_copies.note import Copy, Note, summary
from hopthu_copies.settings import Settings, Spots, read_settings
from hopthu_copies.way import Way
from hopthu_mailbox import doveadm
from hopthu_mailbox.places import Box, Failed

from .conftest import BOX, GUID, HERE, THERE, Dovecot, fill

Run = Callable[..., tuple[int, str, str]]
HERALD = "hopthu_copies.herald.tell_postmaster"


class Directory:
    """Says which mailboxes a host keeps, while it answers."""

    def __init__(self) -> None:
        self.boxes: dict[str, list[Box]] = {HERE: [BOX]}
        self.away = False

    def __call__(self, host: str, _reader: dict[str, str]) -> list[Box]:
        """As ``owned.boxes_of``."""
        if self.away:
            raise Failed("the directory does not answer: x")
        return self.boxes.get(host, [])


@pytest.fixture
def directory() -> Directory:
    """Of both hosts."""
    return Directory()


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], directory: Directory
) -> Run:
    """Run the command on a host; returns its status, its output and its errors."""

    def run_on(spots: Spots, settings: Settings, *arguments: str, given: object = None) -> Any:
        monkeypatch.setattr(commands, "Spots", lambda: spots)
        monkeypatch.setattr(commands, "read_settings", lambda: settings)
        monkeypatch.setattr(sys, "argv", ["hopthu-copies", *arguments])
        text = given if isinstance(given, str) else json.dumps(given)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        mask = os.umask(0o022)
        status = main(directory)
        os.umask(mask)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run_on


def test_settings_are_read(tmp_path: Path) -> None:
    """As the roles write them; without one of them there is no round."""
    own, reader = tmp_path / "settings.json", tmp_path / "reader.json"
    own.write_text(
        json.dumps({"here": HERE, "to": THERE, "bound": 300, "workers": 2, "postmaster": "p@x"})
    )
    reader.write_text(json.dumps({"uri": "ldaps://x", "folder": "Cơ quan"}))
    found = read_settings(own, reader)
    assert (found.here, found.to, found.shared) == (HERE, THERE, "Cơ quan")
    reader.unlink()
    with pytest.raises(FileNotFoundError):
        read_settings(own, reader)
    assert Path("/etc/hopthu-copies/settings.json") == settings_module.SETTINGS


@pytest.mark.usefixtures("dovecot")
def test_a_round_tells_of_its_delay(
    run: Run, one: Spots, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the other host does not answer, it fails, and the postmaster is told once."""
    monkeypatch.setattr(way, "_CONNECTING", 5)
    monkeypatch.setenv("PATH", "")  # no ssh
    sent: list[Any] = []
    monkeypatch.setattr(HERALD, lambda *given, **_: sent.append(given))
    for _ in range(2):
        status, output, errors = run(one, settings, "round")
        assert status == 1
        assert "1 mailboxes" in output
        assert "ssh" in errors
    assert len(sent) == 1
    assert THERE in sent[0][2]
    status, output, _ = run(one, settings, "state", "--late")
    assert status == 1
    assert json.loads(output)["round"]["problem"]
    assert run(one, settings, "state")[0] == 0


def test_a_host_without_copies_has_no_rounds(run: Run, one: Spots, settings: Settings) -> None:
    """The timer may run for a moment yet."""
    alone = dataclasses.replace(settings, to="")
    assert run(one, alone, "round")[0] == 0


def test_a_directory_that_is_away_ends_no_copy(
    run: Run, one: Spots, settings: Settings, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is noted stays."""
    monkeypatch.setattr(HERALD, lambda *_, **__: None)
    note = Note(HERE, THERE, copies={BOX.owner: Copy(BOX.address, 900, as_of=1000)})
    note.write(one.notes / "note.json")
    directory.away = True
    status, _, errors = run(one, settings, "round")
    assert status == 1
    assert "directory" in errors
    assert set(Note.read(one.notes / "note.json", HERE, THERE).copies) == {BOX.owner}


def test_the_postmaster_is_told_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """And again when it begins again; a Postfix that is away is asked again the next time."""
    copies = {BOX.owner: Copy(BOX.address, 0, as_of=1000, reason="no route")}
    told = summary(Note(HERE, THERE, copies=copies), 300, 2000)
    sent: list[str] = []

    def send(to: str, subject: str, text: str, *, message_id: str) -> None:
        sent.append(f"{to}\n{subject}\n{text}\n{message_id}")

    def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(HERALD, away)
    assert tell_of_delay(told, 0, "p@moj.gov.vn") == 0
    monkeypatch.setattr(HERALD, send)
    assert tell_of_delay(told, 0, "p@moj.gov.vn") == 2000
    assert tell_of_delay(told, 1900, "p@moj.gov.vn") == 1900
    assert tell_of_delay({**told, "now": 90000}, 1900, "p@moj.gov.vn") == 90000
    assert len(sent) == 2
    assert "no route" in sent[0]
    assert tell_of_delay({**told, "late": 0}, 1900, "p@moj.gov.vn") == 0


def test_what_another_host_may_ask_for(
    run: Run,
    two: Spots,
    settings: Settings,
    dovecot: Dovecot,
    directory: Directory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A copy by Dovecot, at its own place; scripts; a comparison; a note of its own."""
    dovecot.store = two.places.store
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execvp", lambda _name, command: became.append(command))

    def ask(request: str, given: object = None) -> tuple[int, str, str]:
        monkeypatch.setenv("SSH_ORIGINAL_COMMAND", request)
        found: tuple[int, str, str] = run(two, settings, "receive", HERE, given=given)
        return found

    assert ask("ready")[0] == 0
    place = two.copies(HERE).of(BOX.owner)
    request = f"copy {GUID} 4 {BOX.address} dsync-server -u {BOX.address}"
    assert ask(request)[0] == 0
    assert f"mail_path={place}/folders" in became[0]
    assert became[0][-3:] == ["dsync-server", "-u", BOX.address]
    assert re.fullmatch(r"\d+", two.copies(HERE).lock(BOX.owner).read_text())
    assert not two.places.home(BOX.owner).exists()

    place.rmdir()
    fill(place)
    assert ask(f"copy {'f' * 32} 9 {BOX.address}")[0] == 1
    asked = {"id": BOX.owner, "address": BOX.address}
    same = digest(letters(BOX.address, "", place))
    boxes = [{**asked, "digest": same}, {"id": "a-1", "address": "a@x", "digest": ""}]
    status, output, _ = ask("compare", boxes)
    assert (status, json.loads(output)) == (0, {"same": [BOX.owner]})
    assert json.loads(ask("compare", [{**asked, "digest": "x"}])[1]) == {"same": []}
    assert ask(f"scripts {BOX.address}", "")[0] == 0
    assert not (place / "sieve").exists()

    assert ask("note", Note(HERE, THERE).text())[0] == 0
    assert ask("note", Note(THERE, HERE).text())[0] == 1
    for odd in ("letters x", "copy x", f"copy {GUID} 4 nobody@moj.gov.vn", "sh -c id", ""):
        assert ask(odd)[0] == 1
    assert len(became) == 1

    # Its mailboxes are kept here: until the directory names it again.
    two.copies(HERE).over.touch()
    directory.boxes = {}
    for request in ("ready", f"copy {GUID} 4 {BOX.address}"):
        assert "kept here now" in ask(request)[2]
    directory.boxes = {HERE: [BOX]}
    assert ask("ready")[0] == 0
    assert not two.copies(HERE).over.exists()


def test_two_do_not_write_to_one_copy(
    run: Run, two: Spots, settings: Settings, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is refused while the first is at it."""
    dovecot.store = two.places.store
    monkeypatch.setattr(os, "execvp", lambda *_: None)
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", f"copy {GUID} 4 {BOX.address}")
    assert run(two, settings, "receive", HERE)[0] == 0  # whose process goes on
    status, _, errors = run(two, settings, "receive", HERE)
    assert status == 1
    assert "already" in errors


def test_copies_are_looked_at_and_taken_up(
    run: Run, two: Spots, settings: Settings, dovecot: Dovecot
) -> None:
    """Of those mailboxes that are to be this host's; one that fails takes no other's answer."""
    there = dataclasses.replace(settings, here=THERE, to="")
    dovecot.store = two.places.store
    fill(two.copies(HERE).of(BOX.owner))
    (two.copies(HERE).of(BOX.owner) / "copied-letters").write_text("1.a\n")
    boxes = [
        {"id": BOX.owner, "address": BOX.address, "host": THERE.upper()},
        {"id": "a-1", "address": "a@moj.gov.vn", "host": HERE},
        {"id": "../x", "address": "x@moj.gov.vn", "host": THERE},
    ]

    def states(command: str) -> dict[str, str]:
        status, output, _ = run(two, there, command, HERE, given={"boxes": boxes})
        assert status == 0
        return {each["id"]: each["state"] for each in json.loads(output)["boxes"]}

    assert states("look") == {BOX.owner: "standby", "../x": "failed"}
    assert states("take-up") == {BOX.owner: "taken", "../x": "failed"}
    assert states("look") == {BOX.owner: "taken", "../x": "failed"}


def test_a_host_that_answers_is_told(
    run: Run, two: Spots, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a status by which a play stops."""
    monkeypatch.setattr(commands, "answering", lambda _host: [25])
    assert run(two, settings, "reach", HERE)[:2] == (1, '{"ports": [25]}\n')
    monkeypatch.setattr(commands, "answering", lambda _host: [])
    assert run(two, settings, "reach", HERE)[0] == 0
    with pytest.raises(SystemExit):
        run(two, settings, "reach", "-oProxyCommand=x")


class TestWay:
    """What is run to reach the other host."""

    @pytest.fixture
    def ran(self, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """The commands; ssh answers as the other host would."""
        found: list[list[str]] = []

        def done(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
            found.append(command)
            failed = "note" in command[-1]
            out = b'{"same": ["thanh-hoa-0003"]}'
            return subprocess.CompletedProcess(command, int(failed), out, b"x\nno room\n")

        monkeypatch.setattr(subprocess, "run", done)
        return found

    def test_one_connection_for_all(self, one: Spots, ran: list[list[str]]) -> None:
        """It is opened, used and closed, with the one key."""
        found = Way(THERE, one)
        with found.opened():
            assert found.compare({BOX: "x"}) == {BOX.owner}
            assert found.compare({}) == set()
            found.scripts(BOX, b"")
            with pytest.raises(Failed, match=r"mail2.* no room"):
                found.tell("{}")
        told = [command[1:3] if command[1] == "-O" else command[-1] for command in ran]
        assert told[0] == told[-1] == ["-O", "exit"]
        assert told[2:-1] == ["ready", "compare", f"scripts {BOX.address}", "note"]
        assert all(f"IdentityFile={one.keys}/key" in command for command in ran)

    def test_dovecot_copies_over_it(self, one: Spots, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is at the other end is said with the request."""
        found: list[tuple[str, ...]] = []
        monkeypatch.setattr(doveadm, "run", lambda *given, **_: found.append(given))
        Way(THERE, one).copy(BOX, GUID, 4)
        (command,) = found
        assert command[:2] == ("doveadm", "backup")
        assert command[-1] == f"copy {GUID} 4 {BOX.address}"
