"""Answer slapd about passwords, on the socket of systemd: python3 -m hopthu_passwords FILE.

FILE (JSON) has ``uri``, ``account`` and ``password`` (of slapd's socket), ``shortest``
(characters), ``minutes`` (between two changes), ``house`` (words of the service), and
``administrator`` (a DN that is not judged).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path

from .people import People
from .service import PasswordServer, settings_rules

_FIRST_SOCKET = 3  # where sd_listen_fds(3) puts what systemd hands over


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM; 2 without a socket or a file."""
    if len(arguments) != 1 or os.environ.get("LISTEN_PID") != str(os.getpid()):
        sys.stderr.write("start hopthu-passwords.socket: it starts this service with a socket\n")
        return 2
    settings = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    people = People(settings["uri"], settings["account"], settings["password"])
    listening = socket.socket(fileno=_FIRST_SOCKET)
    server = PasswordServer(listening, settings_rules(settings), people, settings["administrator"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
