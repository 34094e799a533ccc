"""Gives rspamd the letters that wait, one after another, however long it is away."""

from __future__ import annotations

import http.client
import socket
import sys
import time
from pathlib import Path

from .spool import SPAM, Spool, Waiting

_PATIENCE = 30.0  # seconds for one letter
_PAUSE = 5.0  # seconds until rspamd is asked again that was away
_TRIES = 5  # of a letter that rspamd does not take, perhaps because its store is away
_TAKEN = (200, 204, 208)  # learned; nothing in it to learn; known already


class Away(Exception):
    """rspamd did not answer; the text says why."""


class Teacher:
    """Empties a spool into the ``controller``, a socket of rspamd's."""

    def __init__(self, spool: Spool, controller: Path, pause: float = _PAUSE) -> None:
        self._spool, self._controller, self._pause = spool, controller, pause
        self._away = ""

    def teach_for_ever(self) -> None:
        """Wait for letters, and teach them."""
        while True:
            self._spool.came.wait()
            self._spool.came.clear()
            self.teach()

    def teach(self) -> None:
        """Teach all letters that wait."""
        tries = 0
        while (waiting := self._spool.first()) is not None:
            try:
                status = self._give(waiting)
            except Away as error:
                self._tell(str(error))
                time.sleep(self._pause)
                continue
            self._tell("")
            tries += 1
            if status in _TAKEN or tries >= _TRIES:
                if status not in _TAKEN:
                    sys.stderr.write(f"rspamd learns a letter not: {status}\n")
                self._spool.remove(waiting)
                tries = 0
            else:
                time.sleep(self._pause)

    def _give(self, waiting: Waiting) -> int:
        """Return how rspamd answers; raises Away."""
        path = "/learnspam" if waiting.kind == SPAM else "/learnham"
        connection = http.client.HTTPConnection("localhost", timeout=_PATIENCE)
        try:
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.settimeout(_PATIENCE)
            connection.sock.connect(str(self._controller))
            connection.request("POST", path, waiting.path.read_bytes())
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Away(f"{type(error).__name__}: {error}") from error
        finally:
            connection.close()
        return answer.status

    def _tell(self, away: str) -> None:
        """Say once that it is away, and once that it is back."""
        if away and not self._away:
            sys.stderr.write(f"rspamd is away, letters wait: {away}\n")
        elif self._away and not away:
            sys.stderr.write("rspamd is there again\n")
        self._away = away
