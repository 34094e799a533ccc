"""The other end of a socket, which answers as a test wants: what no real server does on demand."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hopthu.servers.directory.channel import Channel
from hopthu.servers.directory.wire.ber import OCTET_STRING, SEQUENCE, integer, tlv
from hopthu.servers.directory.wire.decode import ADD_DONE, EXTENDED_DONE, Frame
from hopthu.servers.directory.wire.frames import Frames
from hopthu.text.errors import Place

EXTENDED, ADD = 0x77, 0x68
PLACE = Place("ldap://scripted")


class Server:
    """Reads requests and writes answers; keeps what it has read in ``requests``."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.requests: list[Frame] = []
        self._frames = Frames()

    def read(self) -> Frame | None:
        """The next request; None when the client is gone."""
        while (request := self._frames.next()) is None:
            piece = self.socket.recv(65536)
            if not piece:
                return None
            self._frames.feed(piece)
        self.requests.append(request)
        return request

    def answer(
        self, identifier: int, tag: int, code: int = 0, words: bytes = b"", more: bytes = b""
    ) -> None:
        """Write a result."""
        content = integer(code, 0x0A) + tlv(OCTET_STRING, b"") + tlv(OCTET_STRING, words) + more
        self.send(identifier, tlv(tag, content))

    def send(self, identifier: int, content: bytes) -> None:
        """Write any answer."""
        self.socket.sendall(tlv(SEQUENCE, integer(identifier) + content))

    def obey(self) -> None:
        """Answer every request with success, until the client is gone."""
        while (request := self.read()) is not None:
            self.answer(request.identifier, ADD_DONE if request.tag == ADD else EXTENDED_DONE)


@contextmanager
def scripted(
    script: Callable[[Server], None], timeout: float = 5.0
) -> Iterator[tuple[Channel, Server]]:
    """A channel to a server that runs ``script`` and then hangs up."""
    ours, theirs = socket.socketpair()
    server = Server(theirs)
    failures: list[Exception] = []

    def run() -> None:
        try:
            with theirs:
                script(server)
        except OSError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield Channel(ours, timeout, PLACE), server
    finally:
        ours.close()
        thread.join()
