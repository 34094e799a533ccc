"""A wrong password counts on every mail host, wherever it was tried."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hopthu_bans.book import BanBook
from hopthu_bans.guard import MINUTE, BanLimits, Guard
from hopthu_bans.peers import RIGHT, WRONG, Note, Peers

LAN, DUNG = "lan@moj.gov.vn", "dung@moj.gov.vn"
HERE, OFFICE, WEB = "203.0.113.9", "10.1.2.3", "10.9.9.9"
START = 1_790_000_000.0
HOSTS = ("127.0.0.1", "127.0.0.2")
NOTE = Note(WRONG, START, HERE, LAN)


class Host:
    """A mail host at an address of this machine, whose notes are counted when they came."""

    def __init__(self, folder: Path, here: str, port: int, key: str = "key") -> None:
        self.now = START
        self.book = BanBook(folder / f"{here}.db")
        others = [host for host in HOSTS if host != here]
        self.peers = Peers(others, port, key, here)
        self.guard = Guard(
            *(self.book, BanLimits(tries=3, accounts=3, within=10, lasts=30), [WEB]),
            *(["10.1.0.0/16"], lambda: self.now),
            tell=self.peers.tell,
        )
        self._came = threading.Semaphore(0)
        self.peers.start(self._hear)

    def _hear(self, note: Note) -> None:
        self.guard.hear(note)
        self._came.release()

    def hears(self, notes: int) -> None:
        """Wait until so many have come."""
        assert all(self._came.acquire(timeout=20) for _ in range(notes))

    def allows(self, login: str = LAN, address: str = HERE) -> bool:
        """Whether a password may be tried; it is not."""
        allowed = self.guard.allows(address, login)
        self.guard.over(address, login)
        return allowed


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[Host, Host]]]:
    """Two hosts, with one key or with two."""
    started: list[Host] = []

    def make(*keys: str) -> tuple[Host, Host]:
        with socket.socket(type=socket.SOCK_DGRAM) as free:
            free.bind(("", 0))
            port = int(free.getsockname()[1])
        one, two = (Host(tmp_path, here, port, key) for here, key in zip(HOSTS, keys, strict=True))
        started.extend((one, two))
        return one, two

    yield make
    for host in started:
        host.book.close()


def test_tries_at_several_hosts_are_counted_together(
    start: Callable[..., tuple[Host, Host]],
) -> None:
    """The third is the last at all of them; others go on, and what is told is told to no third."""
    one, two = start("key", "key")
    one.guard.wrong(HERE, LAN)
    two.now += 1
    two.guard.wrong(HERE, LAN)
    one.hears(1)
    two.hears(1)
    assert one.allows()
    assert two.allows()
    one.now += 2
    one.guard.wrong(HERE, LAN.upper())
    two.hears(1)
    assert not one.allows()
    assert not two.allows()
    assert two.allows(DUNG)
    assert two.allows(address=OFFICE)


def test_an_office_that_one_host_knows_is_known_to_all(
    start: Callable[..., tuple[Host, Host]],
) -> None:
    """Wrong tries on many accounts ban a stranger everywhere, and not where somebody logged in."""
    one, two = start("key", "key")
    one.guard.right(HERE)
    two.hears(1)
    for number in range(3):
        one.guard.wrong(HERE, f"u{number}")
        one.guard.wrong("198.51.100.7", f"u{number}")
    two.hears(6)
    assert two.allows()
    assert not two.allows(address="198.51.100.7")


def test_other_keys_are_not_heard(start: Callable[..., tuple[Host, Host]]) -> None:
    """Whoever has not the key can ban nobody."""
    one, two = start("key", "another")
    for _ in range(5):
        one.guard.wrong(HERE, LAN)
    one.peers.send(NOTE, HOSTS[0])  # itself, which has the key
    one.hears(1)
    assert two.allows()


def test_the_same_note_again_counts_once(tmp_path: Path) -> None:
    """Somebody may have kept it; neither does one from long ago or from a time to come count."""
    host = Host(tmp_path, HOSTS[0], 0)
    for _ in range(9):
        host.guard.hear(NOTE)
        host.guard.hear(NOTE._replace(at=START - 10 * MINUTE))
        host.guard.hear(NOTE._replace(at=START + 10 * MINUTE))
        host.guard.hear(NOTE._replace(kind="else", at=START + 1))
    assert host.allows()
    for after in (1.0, 2.0):
        host.guard.hear(NOTE._replace(at=START + after))
    assert not host.allows()
    host.book.close()


@pytest.mark.parametrize("address", ["", "nonsense", WEB, "203.0.113.9/8"])
def test_what_is_not_counted_here_is_not_heard(tmp_path: Path, address: str) -> None:
    """An address that is none, and the web host, whoever says it."""
    host = Host(tmp_path, HOSTS[0], 0)
    for number in range(9):
        host.guard.hear(Note(WRONG, START + number / 10, address, LAN))
        host.guard.hear(Note(RIGHT, START, address, ""))
    with host.book.look() as page:
        assert not page.bans(START)
        assert not page.known_since(address)
    host.book.close()


@pytest.mark.parametrize("datagram", [b"", b" ", b"x" * 70, b"0" * 64 + b" [1]", b"\xff" * 100])
def test_anything_else_is_no_note(datagram: bytes) -> None:
    """Whatever a stranger sends."""
    assert Peers([], 1, "key").read(datagram) is None


def test_a_note_of_another_shape_ends_no_hearing(
    start: Callable[..., tuple[Host, Host]], capfd: pytest.CaptureFixture[str]
) -> None:
    """As a host with another version may send it: the next one is heard."""
    one, two = start("key", "key")
    strange: Any = ["wrong", START]
    one.peers.send(strange, HOSTS[1])
    one.guard.wrong(HERE, LAN)
    two.hears(1)
    assert "is not counted" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["no-host.invalid", f"{'x' * 70}.invalid"])
def test_a_name_that_is_not_found_is_told_once(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The notes for the others go on."""
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind((HOSTS[1], 0))
        other.settimeout(20)
        port = int(other.getsockname()[1])
        peers = Peers([name, HOSTS[1]], port, "key", HOSTS[0])
        peers.start(lambda _: None)
        for number in range(3):
            peers.tell(NOTE._replace(at=START + number))
        heard = [peers.read(other.recv(2048)) for _ in range(3)]
    assert [note.at for note in heard if note] == [START, START + 1, START + 2]
    assert capfd.readouterr().err.count(f"{name} is not told of wrong passwords") == 1
