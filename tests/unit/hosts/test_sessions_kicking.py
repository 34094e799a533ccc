"""Processes that hold several sessions are asked by their sockets, and what they say is heard."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hopthu_sessions import kicking

WHO = "mai@moj.gov.vn"


@contextmanager
def process(place: Path, answer: bytes, heard: list[bytes]) -> Iterator[None]:
    """One that answers as Dovecot's does."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen()
        door.settimeout(10)

        def serve() -> None:
            way, _ = door.accept()
            with way:
                way.sendall(b"VERSION\tmaster-admin-server\t1\t0\n")
                stream = way.makefile("rb")
                heard.extend((stream.readline(), stream.readline()))
                way.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Dovecot's folder, and a doveadm that knows no session."""
    monkeypatch.setattr(kicking, "_RUN", tmp_path / "run")
    monkeypatch.setattr(kicking, "_PAUSE", 0)
    tool = tmp_path / "bin" / "doveadm"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\necho "username\tconnections"\n')
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    return tmp_path / "run"


def test_they_are_asked_without_anvil(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that ended meanwhile is passed over; doveadm only tells who is there."""
    heard: list[bytes] = []
    gone = run / "srv.imap-login" / "7"
    gone.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(gone))
    with process(run / "srv.imap-hibernate" / "9", b"+1\n", heard):
        kicking.end_sessions(WHO)
    assert heard == [b"VERSION\tmaster-admin-client\t1\t0\n", f"KICK-USER\t{WHO}\n".encode()]
    assert (run.parent / "asked").read_text() == f"-f tab who {WHO}\n"
    assert capsys.readouterr().err == ""


def test_one_that_does_not_is_told(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the journal, with its place."""
    with process(run / "srv.imap-hibernate" / "9", b"-no\n", []):
        kicking.end_sessions(WHO)
    assert capsys.readouterr().err == (
        f"{run}/srv.imap-hibernate/9: sessions of {WHO} were not ended\n"
    )


def test_where_there_are_none_doveadm_does_it(run: Path) -> None:
    """Dovecot 2.3."""
    kicking.end_sessions(WHO)
    assert (run.parent / "asked").read_text() == f"kick {WHO}\n-f tab who {WHO}\n"
