"""Say who is refused at the directory for guessing passwords, or let an address try again.

hopthu-ldap-bans; hopthu-ldap-bans lift ADDRESS...; hopthu-ldap-bans watch FILE

FILE (JSON) has ``tries``, ``within`` and ``lasts`` (minutes), and ``uncounted`` (networks,
addresses and names of hosts).
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from . import kernel
from .count import Counter, source_of
from .log import Reader

LIFTED = Path("/run/hopthu-ldap-bans.lifted")
_JOURNAL = ("journalctl", "--follow", "--output=short-unix", "--unit=slapd", "--quiet")


def main() -> int:
    """Return 0; 1 if nothing was to be lifted, or no rules can be set."""
    parser = argparse.ArgumentParser(prog="hopthu-ldap-bans", description=__doc__)
    verbs = parser.add_subparsers(dest="verb")
    verbs.add_parser("lift").add_argument("addresses", nargs="+")
    verbs.add_parser("watch").add_argument("file", type=Path)
    options = parser.parse_args()
    try:
        if options.verb == "watch":
            return _watch(json.loads(options.file.read_text(encoding="utf-8")))
        if options.verb == "lift":
            LIFTED.touch()
            lifted = [kernel.allow(source_of(each)) for each in options.addresses]
            return 0 if all(lifted) else 1
        for network, left in kernel.refused().items():
            print(f"{network} for another {left}")
    except subprocess.CalledProcessError as error:
        sys.stderr.write(error.stderr)
        return 1
    except OSError as error:
        # A host that logs in for others could be counted: rather nobody is.
        sys.stderr.write(f"{options.verb}: {error}\n")
        return 1
    return 0


def _watch(settings: dict[str, Any]) -> int:
    """Read what the journal has of the last minutes, and what comes; ends where the journal does.

    A container that may set no rules is left out, and that is said.
    """
    uncounted = [at for each in settings["uncounted"] for at in networks(each)]
    try:
        kernel.prepare(uncounted)
    except subprocess.CalledProcessError as error:
        if subprocess.run(["systemd-detect-virt", "-q", "-c"], check=False).returncode:
            raise
        sys.stderr.write(f"left out, this container may set no rules: {error.stderr}")
        return 0
    with subprocess.Popen(
        [*_JOURNAL, f"--since=@{since(settings['within']):.0f}"], stdout=subprocess.PIPE, text=True
    ) as journal:
        count_lines(journal.stdout or (), {**settings, "uncounted": uncounted})
    return 1


def since(minutes: int) -> float:
    """Return from when on tries count: so many minutes, and not from before somebody was let go."""
    lifted = LIFTED.stat().st_mtime if LIFTED.exists() else 0.0
    return max(time.time() - minutes * 60, lifted)


def networks(name: str) -> list[str]:
    """Return a network or an address as it is, a name's addresses. OSError: it has none."""
    try:
        return [str(ip_network(name, strict=False))]
    except ValueError:
        pass
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(name, None)})
    except OSError as error:
        raise OSError(f"{name}: {error}") from error


def count_lines(lines: Iterable[str], settings: dict[str, Any]) -> None:
    """Refuse who is found guessing in lines of the journal, as long as it would last from there."""
    lasts: int = settings["lasts"]
    uncounted = [at for each in settings["uncounted"] for at in networks(each)]
    counter, reader = Counter(settings["tries"], settings["within"], uncounted), Reader()
    for line in lines:
        login = reader.read(line)
        at = float(line.partition(" ")[0]) if login else 0.0
        network = counter.wrong(login, at) if login else ""
        if network and time.time() < at + lasts * 60:
            kernel.refuse(network, lasts)
            sys.stderr.write(f"refused: {network} for {lasts} minutes\n")


if __name__ == "__main__":
    sys.exit(main())
