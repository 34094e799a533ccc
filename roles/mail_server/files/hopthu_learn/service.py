"""Two sockets for Dovecot's Sieve: what it brings to the one is spam, to the other it is not."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from typing import Any

from . import asked
from .spool import HAM, LONGEST, SPAM, Spool

_IDLE = 10.0  # seconds; who moves a letter waits no longer than Dovecot itself lets them
_AT_ONCE = 16
Request = socket.socket | tuple[bytes, socket.socket]


class Service:
    """Listens in ``folder`` as ``spam`` and ``ham``, each with its thread."""

    def __init__(self, folder: Path, spool: Spool) -> None:
        self.doors = [_Door(folder / kind, kind, spool) for kind in (SPAM, HAM)]

    def start(self) -> None:
        """Take letters from now on, beside whatever the process does."""
        for door in self.doors:
            threading.Thread(target=door.serve_forever, daemon=True).start()


class _Door(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, kind: str, spool: Spool) -> None:
        path.unlink(missing_ok=True)  # of a process that was killed
        super().__init__(str(path), _Call)
        self.kind, self.spool = kind, spool
        self.places = threading.BoundedSemaphore(_AT_ONCE)

    def process_request(self, request: Request, client_address: Any) -> None:
        """Take a call, unless there are many: Dovecot then goes on at once."""
        if self.places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Request, client_address: Any) -> None:
        """Let the next call in afterwards."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, *_: object) -> None:
        """Say in a line what went wrong; a letter's content is in none."""
        sys.stderr.write(f"a letter was not taken: {sys.exc_info()[1]}\n")


class _Call(StreamRequestHandler):
    timeout = _IDLE
    server: _Door

    def handle(self) -> None:
        """Take one letter."""
        brought = asked.read(self.rfile, LONGEST)
        login = brought.arguments[0] if brought.arguments else ""
        if brought.content:
            self.server.spool.put(self.server.kind, login, brought.content)
        self.wfile.write(asked.DONE)
