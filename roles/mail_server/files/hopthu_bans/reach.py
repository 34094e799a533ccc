"""Whether the directory answers: Dovecot 2.3 does not tell that it could not check a password."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

_PATIENCE = 2.0  # seconds
_HOLDS = 1.0  # seconds in which an answer is not asked for again
# A search for the server's own entry, for no attribute, as LDAP writes it (RFC 4511).
_QUESTION = bytes.fromhex(
    "302a0201016325 0400 0a0100 0a0100 020100 020100 010100"
    "870b6f626a656374436c617373 30050403312e31"
)
_SEQUENCE = b"\x30"  # every message of LDAP begins so


class Reach:
    """Asks one server after another (ldaps://… or ldap://…), trusting ``authority`` (a file).

    ``clock`` returns seconds that never go back.
    """

    def __init__(
        self, servers: Sequence[str], authority: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._servers, self._authority, self._clock = servers, authority, clock
        self._until, self._answered = 0.0, False

    def __call__(self) -> bool:
        """Whether one of them answers."""
        if self._clock() >= self._until:
            self._answered = any(map(self._answers, self._servers))
            self._until = self._clock() + _HOLDS
        return self._answered

    def _answers(self, server: str) -> bool:
        place = urlsplit(server)
        secure = place.scheme == "ldaps"
        where = (place.hostname or "", place.port or (636 if secure else 389))
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            link = stack.enter_context(socket.create_connection(where, _PATIENCE))
            if secure:
                trust = ssl.create_default_context(cafile=self._authority)
                link = stack.enter_context(trust.wrap_socket(link, server_hostname=where[0]))
            link.sendall(_QUESTION)
            return link.recv(1) == _SEQUENCE
        return False
