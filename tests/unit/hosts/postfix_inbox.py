"""A Postfix that takes letters for the postmaster, unless it is shut."""

from __future__ import annotations

import socketserver
import threading


class Inbox(socketserver.ThreadingTCPServer):
    """Takes letters by SMTP, unless it is shut."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Smtp)
        self.shut = False
        self.letters: list[bytes] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class _Smtp(socketserver.StreamRequestHandler):
    server: Inbox

    def handle(self) -> None:
        self.wfile.write(b"421 no\r\n" if self.server.shut else b"220 here\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
