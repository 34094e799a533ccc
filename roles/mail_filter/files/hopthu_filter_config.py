"""Make the staged configuration the one that the mail filter runs with (hopthu_host/staged.py).

The files below /etc/hopthu-filter are those that belong below /etc/rspamd.
"""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hopthu_host.commands import Wrong, must, run
from hopthu_host.staged import Configuration, Server, main

STAGED, LIVE = Path("/etc/hopthu-filter"), Path("/etc/rspamd")
STATE = Path("/var/lib/hopthu-filter")
SETTINGS = Path("hopthu/settings.json")
STORE = Path("hopthu/store.conf")
CONTROLLER, MILTER = Path("/run/rspamd/controller.sock"), Path("/run/rspamd/milter.sock")
# How a mail server begins (Sendmail's libmilter): version 6, all actions, all steps.
_NEGOTIATION = b"\0\0\0\x0dO\0\0\0\x06\0\0\x01\xff\0\x1f\xff\xff"


@dataclass
class Unit(Server):
    """A unit of systemd: ``name``, and whether a staged file is one that it reads."""

    name: str
    store: bool = False

    def sources(self) -> Iterable[Path]:
        """Its staged files."""
        return self.places().values()

    def places(self) -> Mapping[Path, Path]:
        """Single files: Debian's are beside them."""
        staged = sorted(path for path in STAGED.rglob("*") if path.is_file())
        return {
            LIVE / path.relative_to(STAGED): path
            for path in staged
            if (path == STAGED / STORE) is self.store
        }

    def runs(self) -> bool:
        """By systemd's answer."""
        return run("systemctl", "is-active", "--quiet", self.name).returncode == 0

    def reread(self) -> None:
        """Start it again: letters are put off for the seconds that it takes."""
        must("systemctl", "restart", self.name)


class Filter(Configuration):
    """The store first: without it strangers' letters are put off."""

    state = STATE
    servers = (Unit("hopthu-filter-store", store=True), Unit("rspamd"))
    # At its first start rspamd translates thousands of patterns: minutes on a busy machine.
    patience = 400.0

    def check(self) -> None:
        """By rspamd's own tool."""
        json.loads((STAGED / SETTINGS).read_text())
        must("rspamadm", f"--var=LOCAL_CONFDIR={STAGED}", "configtest", "-q")

    def ask(self) -> None:
        """It talks to Postfix, and refuses a stranger who writes as one of ours."""
        with _connect(MILTER, self.patience) as milter:
            milter.sendall(_NEGOTIATION)
            if milter.recv(5)[4:] != b"O":
                raise Wrong("rspamd does not speak to mail servers")
        domain = json.loads((LIVE / SETTINGS).read_text())["domain"]
        letter = f"From: hopthu-nobody@{domain}\r\nSubject: test\r\n\r\ntest\r\n"
        found = _look(letter, self.patience)
        if "HOPTHU_OURS_FORGED" not in found["symbols"]:
            raise Wrong(f"rspamd would take a letter that is not ours: {found}")


def _look(letter: str, patience: float) -> dict[str, dict[str, object]]:
    """What rspamd finds in a letter from outside."""
    connection = http.client.HTTPConnection("localhost", timeout=patience)
    with _connect(CONTROLLER, patience) as connection.sock:
        connection.request("POST", "/checkv2", letter, {"IP": "192.0.2.1", "From": "a@example.org"})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    if answer.status != http.client.OK:
        raise Wrong(f"rspamd does not look at letters: {answer.status} {text}")
    found: dict[str, dict[str, object]] = json.loads(text)
    return found


def _connect(path: Path, patience: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(patience)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


if __name__ == "__main__":
    sys.exit(main(Filter()))
