"""Messages over a connected socket, both ways at once, and never without a limit of time."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hopthu.text.errors import Message, Place

from . import messages, refusals
from .failure import Broken
from .wire import decode, encode
from .wire.ber import Malformed
from .wire.decode import Frame
from .wire.frames import Frames

_CHUNK = 256 * 1024
_FULL = 32 * 1024  # bytes of requests that are sent together
_DISCONNECTION = "1.3.6.1.4.1.1466.20036"


class Channel:
    """Sends requests and gives answers; takes over a socket that ldap3 opened, plain or TLS.

    ``timeout`` is in seconds, for every single wait. Whatever ends the connection raises
    :class:`Broken`, and from then on every call does.
    """

    def __init__(self, connected: socket.socket, timeout: float, place: Place) -> None:
        self._socket = connected
        self._socket.settimeout(0)
        self._timeout = timeout
        self._place = place
        self._outgoing = bytearray()
        self._incoming = Frames()
        self._identifier = 0
        self._abandoned: set[int] = set()
        self._in_use = False
        self._broken: Broken | None = None

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the channel for one search or one apply, so that answers are never mixed up."""
        if self._in_use:
            raise RuntimeError("a search of this connection is still being read")
        if self._broken:
            raise self._broken
        self._in_use = True
        try:
            yield
        except Malformed as error:  # where the next message begins, nobody can tell any more
            problem = error.problems[0]
            raise self._break(problem.message, **problem.values) from error
        finally:
            self._in_use = False

    def next_identifier(self) -> int:
        """Return an id that no request of this channel has."""
        self._identifier += 1
        return self._identifier

    def put(self, request: bytes) -> None:
        """Take a request; it is on its way at the latest when an answer is awaited."""
        self._outgoing += request
        if len(self._outgoing) >= _FULL:
            self.flush()

    def get(self) -> Frame:
        """Return the next answer; raises Broken, and Malformed for what is none."""
        while True:
            message = self._incoming.next()
            if message is None:
                self.flush()
                self._receive()
            elif message.identifier == 0:
                self._heed(message)
            elif message.identifier not in self._abandoned:
                return message

    def require_open(self) -> None:
        """Raise Broken where the other side has hung up already; waits for nothing."""
        self._take_in()

    def abandon(self, identifier: int) -> None:
        """Tell the server that nobody reads the answers to this request any more."""
        self._abandoned.add(identifier)
        self.put(encode.abandon(self.next_identifier(), identifier))
        self.flush()

    def flush(self) -> None:
        """Send what was put, taking in answers meanwhile so that neither side waits for ever."""
        while self._outgoing:
            try:
                del self._outgoing[: self._socket.send(self._outgoing)]
            except (BlockingIOError, ssl.SSLWantWriteError):
                if self._wait(select.POLLIN | select.POLLOUT) & select.POLLIN:
                    self._take_in()
            except ssl.SSLWantReadError:
                self._wait(select.POLLIN)
                self._take_in()
            except OSError as error:
                raise self._failed(error) from error

    def _receive(self) -> None:
        """Take in at least a piece, waiting for it."""
        while not self._take_in():
            self._wait(select.POLLIN)

    def _take_in(self) -> bool:
        """Take in what is there; returns whether there was anything."""
        try:
            piece = self._socket.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError as error:
            raise self._failed(error) from error
        if not piece:
            raise self._break(messages.LOST_CLOSED)
        self._incoming.feed(piece)
        return True

    def _wait(self, events: int) -> int:
        """Wait until the socket can read or write; returns what it can."""
        poll = select.poll()
        poll.register(self._socket, events)
        ready = poll.poll(self._timeout * 1000)
        if not ready:
            raise self._break(messages.LOST_SILENT, seconds=f"{self._timeout:g}")
        # An error or a hang-up shows when reading, with its reason.
        return ready[0][1] | (select.POLLIN if ready[0][1] & ~events else 0)

    def _heed(self, message: Frame) -> None:
        """Read a notice that nobody asked for; the only one that matters is the last one."""
        if message.tag != decode.EXTENDED_DONE:
            return
        notice = decode.result(message)
        if notice.name == _DISCONNECTION:
            answer = refusals.answer(notice.code, notice.diagnostic)
            raise self._break(messages.LOST_NOTICE, answer=answer)

    def _failed(self, error: OSError) -> Broken:
        """Build the error of a socket; what the server said before it hung up tells more."""
        with suppress(OSError):
            while piece := self._socket.recv(_CHUNK):
                self._incoming.feed(piece)
        with suppress(Malformed):
            while message := self._incoming.next():
                if message.identifier == 0:
                    self._heed(message)
        return self._break(messages.LOST_BROKEN, reason=error.strerror or error)

    def _break(self, message: Message, **values: object) -> Broken:
        self._broken = Broken(message, self._place, **values)
        return self._broken
