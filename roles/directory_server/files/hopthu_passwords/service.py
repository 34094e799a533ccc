"""The service: slapd connects for each question, and waits for the answer."""

from __future__ import annotations

import socket
import socketserver
import sys
from typing import Any, Protocol

from .judge import AwayError, Person, Rules
from .request import Change, read_change

GO_ON = "CONTINUE\n"
_CONSTRAINT, _PROTOCOL, _BUSY = 19, 2, 51  # results of LDAP
_LONGEST = 1 << 20  # bytes of a line
_IDLE = 10.0  # seconds


class Directory(Protocol):
    """Where people are found: see :class:`people.People`."""

    def find(self, dn: str) -> tuple[str, Person] | None:
        """Return a person and the DN as the directory writes it. Raises AwayError."""


class PasswordServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers on a socket that listens already. ``administrator``: a DN that is not judged."""

    daemon_threads = True

    def __init__(
        self, listening: socket.socket, rules: Rules, people: Directory, administrator: str
    ) -> None:
        super().__init__("", _Question, bind_and_activate=False)
        self.socket.close()
        self.socket, self.rules, self.people = listening, rules, people
        self._administrator = administrator.lower()

    def answer(self, lines: list[str]) -> str:
        """Return what slapd is told: to go on, or a result of its own with a text."""
        try:
            change = read_change(lines)
            return GO_ON if change is None else self._judge(change)
        except ValueError:
            return self._refuse(_PROTOCOL, "unclear")
        except AwayError as error:
            sys.stderr.write(f"a password could not be judged: {error}\n")
            return self._refuse(_BUSY, "away")

    def _judge(self, change: Change) -> str:
        # Who makes the account that looks people up, too.
        if change.binder.lower() == self._administrator:
            return GO_ON
        found = self.people.find(change.dn)
        if found is None:
            return GO_ON
        dn, person = found
        by_owner = change.binder.lower() == dn.lower()
        reason = self.rules.fault(change.password, person, by_owner=by_owner)
        return self._refuse(_CONSTRAINT, reason) if reason else GO_ON

    def _refuse(self, result: int, reason: str) -> str:
        return f"RESULT\ncode: {result}\ninfo: {self.rules.told(reason)}\n\n"


class _Question(socketserver.StreamRequestHandler):
    timeout = _IDLE
    server: PasswordServer

    def handle(self) -> None:
        """Read up to the empty line; what is cut off gets no answer, which slapd takes as no."""
        lines: list[str] = []
        while line := self.rfile.readline(_LONGEST):
            if line == b"\n":
                self.wfile.write(self.server.answer(lines).encode())
                return
            lines.append(line.decode("utf-8", "surrogateescape").rstrip("\n"))


def settings_rules(settings: dict[str, Any]) -> Rules:
    """Return the rules of a file of settings."""
    return Rules(settings["shortest"], settings["minutes"], tuple(settings["house"]))
