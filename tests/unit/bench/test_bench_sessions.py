"""What the bench of idle sessions counts, beside a server that only plays one."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hopthu.servers.lab.tls import make_certificates
from tests.bench import sessions
from tests.bench.measure import Failed

ANSWERS = {
    b"LOGIN": b"a OK\r\n",
    b"SELECT": b"b OK\r\n",
    b"IDLE": b"+ idling\r\n",
    b"DONE": b"c OK\r\n",
}


class Ground:
    """Stands for the hosts: takes letters, and tells all who are idle."""

    people, mail1 = 3, "127.0.0.1"

    def __init__(self, folder: Path) -> None:
        make_certificates(folder)
        self.authority = str(folder / "ca.crt")
        self._trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._trust.load_cert_chain(folder / "server.crt", folder / "server.key")
        self.loses, self.opened, self.port = -1, 0, 0
        self._idle: list[asyncio.StreamWriter] = []
        self._all: list[asyncio.StreamWriter] = []
        self.loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Let all connections go, and wait until they have."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def on(self, *_: str) -> str:
        """How many kilobytes are in use."""
        return f"{(100 + self.opened) * 1024}\n"

    def deliver(self) -> None:
        """Tell everybody of a letter."""

        def tell() -> None:
            for writer in self._idle:
                writer.write(b"* 1 EXISTS\r\n")

        self.loop.call_soon_threadsafe(tell)

    async def _end(self) -> None:
        self._server.close()
        for each in self._all:
            each.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.1)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self._server = self.loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._trust)
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self.loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        number = self.opened
        self._all.append(writer)
        writer.write(b"* OK there\r\n")
        try:
            while line := await reader.readline():
                word = next(each for each in ANSWERS if each in line)
                if number == self.loses and word == b"DONE":
                    break
                if word == b"IDLE":
                    self._idle.append(writer)
                writer.write(ANSWERS[word])
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for Dovecot to put sessions to sleep."""
    monkeypatch.setattr(sessions, "_REST", 0)
    monkeypatch.setattr(sessions, "_PATIENCE", 20.0)


def measured(ground: Ground, monkeypatch: pytest.MonkeyPatch, count: int) -> dict[str, list[str]]:
    """The rows by what they are of."""
    monkeypatch.setattr(sessions, "_PORTS", (ground.port, 0))
    monkeypatch.setattr(sessions, "_deliver", lambda ground, _: ground.deliver())
    whatever: Any = ground
    rows = asyncio.run(sessions._measure(whatever, count, lambda _: None))
    return {what: row for what, *row in rows}


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    """A server, which ends with the test."""
    made = Ground(tmp_path / "tls")
    made.start()
    yield made
    made.stop()


def test_a_kernel_that_lets_too_few_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to type, before any host is started."""
    (tmp_path / "limit").write_text("128\n")
    monkeypatch.setattr(sessions, "_WATCHES", tmp_path / "limit")
    with pytest.raises(Failed, match=r"sysctl fs\.inotify\.max_user_instances=2200"):
        sessions.measure_sessions(1000, 10, lambda _: None, markdown=False)


@pytest.mark.usefixtures("no_rest")
def test_all_stay(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logins beside them are counted apart; each row says whether its limit is held."""
    rows = measured(ground, monkeypatch, 30)
    assert rows["sessions that stay, of those opened"] == ["30", "30", "yes"]
    assert rows["memory of the mail host's processes, MB"] == ["130", "< 2048", "yes"]
    assert rows["  for each session, kB"][0] == "1024"
    assert ground.opened == 30 + sessions._TIMES


@pytest.mark.usefixtures("no_rest")
def test_one_that_is_lost_is_told(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """And fails nothing else."""
    ground.loses = 2
    rows = measured(ground, monkeypatch, 8)
    assert rows["sessions that stay, of those opened"] == ["7", "8", "NO"]


@pytest.mark.usefixtures("no_rest")
def test_a_login_that_is_refused_ends_it(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what the server said."""
    monkeypatch.setitem(ANSWERS, b"LOGIN", b"a NO full\r\n")
    with pytest.raises(Failed, match=r"after 0 sessions: .*a NO full"):
        measured(ground, monkeypatch, 5)
