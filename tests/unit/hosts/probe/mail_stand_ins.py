"""A server that takes letters, for what a probe sends."""

from __future__ import annotations

import socketserver
import threading


class Postfix(socketserver.ThreadingTCPServer):
    """Takes letters; refuses the recipients in ``full``."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("localhost", 0), _Session)
        self.full: set[str] = set()
        self.letters: list[str] = []
        self.recipients: list[list[str]] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: Postfix

    def handle(self) -> None:
        self._say("220 ready")
        taken: list[str] = []
        for raw in self.rfile:
            line = raw.decode().strip()
            if line.upper().startswith("RCPT"):
                address = line.partition("<")[2].partition(">")[0]
                full = address in self.server.full
                taken += [] if full else [address]
                self._say("552 5.2.2 full" if full else "250 ok")
            elif line.upper() == "DATA":
                self._say("354 go")
                self._take()
                self.server.recipients.append(taken)
            else:
                self._say("221 bye" if line.upper() == "QUIT" else "250 ok")

    def _take(self) -> None:
        text = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.server.letters.append(text.decode())
        self._say("250 queued")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
