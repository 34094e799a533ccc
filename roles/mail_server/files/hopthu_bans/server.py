"""The service itself: HTTP on the host's own address, for Dovecot alone, which has the password."""

from __future__ import annotations

import base64
import hmac
import json
import sqlite3
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .guard import Guard

_IDLE = 30.0  # seconds
_LONGEST = 1 << 16  # bytes of a question


class BanServer(ThreadingHTTPServer):
    """Answers Dovecot's auth process, each connection in a thread of its own.

    ``could_check`` says whether a password could be looked at just now, where Dovecot does not.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, port: int, password: str, guard: Guard, could_check: Callable[[], bool]
    ) -> None:
        super().__init__(("127.0.0.1", port), _Login)
        token = base64.b64encode(f"dovecot:{password}".encode()).decode()
        self.authorization = f"Basic {token}"
        self.guard, self.could_check = guard, could_check


class _Login(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    # Head and body of an answer are two writes; the second is not to wait for a receipt.
    disable_nagle_algorithm = True
    server: BanServer

    def do_POST(self) -> None:
        """Say whether a password may be tried, or hear what came of it."""
        length = int(self.headers.get("Content-Length", "-1"))
        given = self.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), self.server.authorization.encode()):
            self._send(401)
        elif not 0 <= length <= _LONGEST:
            self._send(400)
        else:
            self._answer(self.rfile.read(length))

    def log_message(self, *_: object) -> None:
        """Bans are told in the journal, logins are not."""

    def _answer(self, body: bytes) -> None:
        try:
            asked = json.loads(body)
            allowed = self._judge(asked) if self.path.endswith("command=allow") else True
            if self.path.endswith("command=report"):
                self._hear(asked)
        except (ValueError, KeyError, TypeError, AttributeError):
            self._send(400)
        except sqlite3.Error as error:
            # Whoever logs in does; that nothing is counted is told.
            sys.stderr.write(f"the book of tries does not open: {error}\n")
            self._send(500)
        else:
            self._send(200, {"status": 0 if allowed else -1, "msg": ""})

    def _judge(self, asked: dict[str, Any]) -> bool:
        return self.server.guard.allows(asked["remote"], asked["login"])

    def _hear(self, told: dict[str, Any]) -> None:
        try:
            self._note(told)
        finally:
            if told["policy_reject"] is not True:
                self.server.guard.over(told["remote"], told["login"])

    def _note(self, told: dict[str, Any]) -> None:
        if told["success"] is True:
            self.server.guard.right(told["remote"])
        elif told["policy_reject"] is not True and self._was_judged(told):
            self.server.guard.wrong(told["remote"], told["login"])

    def _was_judged(self, told: dict[str, Any]) -> bool:
        if "fail_type" in told:
            return str(told["fail_type"]) != _UNJUDGED
        return self.server.could_check()

    def _send(self, status: int, answer: dict[str, Any] | None = None) -> None:
        body = json.dumps(answer or {}).encode()
        self.close_connection = self.close_connection or status != 200
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


# What Dovecot says where the directory did not answer: nothing was wrong with the password.
_UNJUDGED = "internal"
