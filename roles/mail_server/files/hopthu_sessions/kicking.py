"""All sessions of a login on this host end: in use, asleep, or passed on to another host.

``doveadm kick`` does it through anvil, which in Dovecot 2.4.1 never closes its way to a process
that holds several sessions; once that process is gone, as with every new configuration, anvil takes
a whole processor until Dovecot is started anew. So these processes are asked here, and one that
serves a single session is ended as the host ends any.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_RUN = Path("/run/dovecot")
# Services of which one process holds the sessions of several people.
_SHARED = ("imap-hibernate", "imap-login", "managesieve-login")
_HELLO = b"VERSION\tmaster-admin-client\t1\t0\n"
_PATIENCE = 5.0  # seconds for an answer
_LOOKS, _PAUSE = 5, 0.2  # one may go to sleep, or wake, between two looks


def end_sessions(login: str) -> None:
    """End them, IMAP and ManageSieve; there may be none. What goes wrong is told in the journal."""
    silent: set[Path] = set()
    for _ in range(_LOOKS):
        found = list(shared())
        silent |= {place for place in found if place not in silent and not _asked(place, login)}
        if not found:  # Dovecot 2.3: none sleeps, and anvil speaks to nobody
            _run("doveadm", "kick", login, fine=(0, 67, 68))
        table = _run("doveadm", "-f", "tab", "who", login)
        for process in processes(table, login):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)
        if len(table.splitlines()) < 2:
            return
        time.sleep(_PAUSE)
    sys.stderr.write(f"{login}: some sessions go on\n")


def shared() -> Iterator[Path]:
    """Where processes that hold several sessions can be asked."""
    for service in _SHARED:
        yield from sorted((_RUN / f"srv.{service}").glob("*"))


def _asked(place: Path, login: str) -> bool:
    """Tell a process to end a login's sessions, wait until it has; False where it does not."""
    order = f"KICK-USER\t{''.join(filter(str.isprintable, login))}\n".encode()
    try:
        with socket.socket(socket.AF_UNIX) as way:
            way.settimeout(_PATIENCE)
            way.connect(str(place))
            way.sendall(_HELLO + order)
            answer = way.makefile("rb")
            if answer.readline() and answer.readline().startswith(b"+"):
                return True
            sys.stderr.write(f"{place}: sessions of {login} were not ended\n")
    except (FileNotFoundError, ConnectionRefusedError):
        return True  # it has just ended
    except OSError as error:
        sys.stderr.write(f"{place}: {error}\n")
    return False


def processes(table: str, login: str) -> list[int]:
    """Return the processes of ``doveadm who`` that serve a login alone."""
    rows = [line.split("\t") for line in table.splitlines()[1:]]
    return [
        int(process)
        for user, _, service, found, *_ in rows
        if user == login and service in ("imap", "sieve", "managesieve")
        for process in found.strip("()").split()
        if _serves_one(process)
    ]


def _serves_one(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip() in ("imap", "managesieve")
    except OSError:
        return False


def _run(*command: str, fine: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in fine:
        sys.stderr.write(f"{' '.join(command)}: {done.stderr.strip()}\n")
    return done.stdout
