"""What mail hosts tell each other of logins, so that a guess counts wherever it was made.

A note is one datagram: a hash with the key that the hosts share, a space, and JSON ``[kind, at,
address, login]``. It says nothing of passwords. Nobody waits for it and none is sent twice: where
one is lost, a host counts one try less. One that comes again counts no more than once, because the
book has it already.
"""

from __future__ import annotations

import hmac
import json
import queue
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

WRONG, RIGHT = "wrong", "right"
_LONGEST = 2048  # bytes
_WAITING = 1000  # notes; more of them are lost, which happens where a name is long in being found


class Note(NamedTuple):
    """A try of a ``kind`` at a time (seconds), from an address, on a login (none where right)."""

    kind: str
    at: float
    address: str
    login: str


class Peers:
    """The other mail hosts, by their names, at the same port of UDP.

    ``here`` is the address to hear at, all of the host's where it is empty.
    """

    def __init__(self, names: Sequence[str], port: int, key: str, here: str = "") -> None:
        self._here = here
        self._names, self._port, self._key = tuple(names), port, key.encode()
        self._waiting: queue.Queue[Note] = queue.Queue(_WAITING)

    def tell(self, note: Note) -> None:
        """Have a note sent, soon."""
        if self._names:
            try:
                self._waiting.put_nowait(note)
            except queue.Full:
                sys.stderr.write("other mail hosts are not told: too much waits to be sent\n")

    def start(self, hear: Callable[[Note], None]) -> None:
        """Send and hear from now on, each in a thread of its own; without peers nothing is done."""
        if self._names:
            heard = _opened(self._here, self._port)
            for work in (self._send_all, lambda: self._hear_all(heard, hear)):
                threading.Thread(target=work, daemon=True).start()

    def _send_all(self) -> None:
        away: set[str] = set()
        while True:
            note = self._waiting.get()
            for name in self._names:
                try:
                    self.send(note, name)
                    away.discard(name)
                except (OSError, UnicodeError) as error:  # a name that can be none
                    if name not in away:
                        sys.stderr.write(f"{name} is not told of wrong passwords: {error}\n")
                    away.add(name)

    def send(self, note: Note, name: str) -> None:
        """Send a note to a host; raises OSError or UnicodeError where its name is not found."""
        body = json.dumps(note).encode()
        family, kind, *_, where = socket.getaddrinfo(name, self._port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as sender:
            sender.sendto(self._sealed(body), where)

    def _hear_all(self, heard: socket.socket, hear: Callable[[Note], None]) -> None:
        while True:
            datagram = heard.recv(_LONGEST)
            try:
                note = self.read(datagram)
                if note is not None:
                    hear(note)
            except Exception as error:  # the next one is to be heard
                sys.stderr.write(f"what another mail host told is not counted: {error}\n")

    def read(self, datagram: bytes) -> Note | None:
        """Return the note of a datagram; None where it is none of a host that has the key."""
        _, _, body = datagram.partition(b" ")
        if not hmac.compare_digest(self._sealed(body), datagram):
            return None
        kind, at, address, login = json.loads(body)
        return Note(str(kind), float(at), str(address), str(login))

    def _sealed(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256").hex().encode() + b" " + body


def _opened(here: str, port: int) -> socket.socket:
    """Hear at an address or at all; the firewall lets mail hosts in alone."""
    both = not here and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    heard = socket.socket(family, socket.SOCK_DGRAM)
    if both:
        heard.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    heard.bind((here, port))
    return heard
