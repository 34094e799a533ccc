"""Say which addresses are refused because they guessed passwords, or let them try again.

hopthu-bans; hopthu-bans lift [--check] ADDRESS|LOGIN...; hopthu-bans serve FILE;
hopthu-bans away ADDRESS

FILE (JSON) has ``port``, ``password``, ``limits``, ``uncounted`` and ``offices`` (networks),
``peers`` (names of the other mail hosts), ``peers_port``, ``peers_key``,
``directory`` (ldaps://…, several separated by spaces) and ``authority`` (a file of certificates).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from pathlib import Path

from hopthu_policy.ledger import as_owner

from .away import tell_away
from .book import BanBook
from .guard import BanLimits, Guard, source_of, str_of, told
from .peers import Peers
from .reach import Reach
from .server import BanServer

BOOK = Path("/var/lib/hopthu-bans/bans.db")


def main(book: Path = BOOK) -> int:
    """Return 0; 1 if nothing was to be lifted, 2 where nothing was ever counted."""
    parser = argparse.ArgumentParser(prog="hopthu-bans", description=__doc__)
    verbs = parser.add_subparsers(dest="verb")
    lift = verbs.add_parser("lift", help="let addresses try again, or all addresses at a login")
    lift.add_argument("--check", action="store_true", help="say what would happen")
    lift.add_argument("names", nargs="+", metavar="ADDRESS|LOGIN")
    verbs.add_parser("serve", help="answer Dovecot").add_argument("file", type=Path)
    verbs.add_parser("away", help="tell that the service does not run").add_argument("to")
    options = parser.parse_args()
    if options.verb == "away":
        tell_away(options.to)
        return 0
    if options.verb == "serve":
        return _serve(options.file, book)
    if not as_owner(book):
        return 2
    with contextlib.closing(BanBook(book)) as opened:
        if options.verb == "lift":
            return _lift(opened, options.names, check=options.check)
        _show(opened)
    return 0


def _serve(file: Path, book: Path) -> int:
    settings = json.loads(file.read_text(encoding="utf-8"))
    os.umask(0o077)
    peers = Peers(settings["peers"], settings["peers_port"], settings["peers_key"])
    limits = BanLimits(**settings["limits"])
    networks = settings["uncounted"], settings["offices"]
    guard = Guard(BanBook(book), limits, *networks, tell=peers.tell)
    peers.start(guard.hear)
    reach = Reach(settings["directory"].split(), settings["authority"])
    BanServer(settings["port"], settings["password"], guard, reach).serve_forever()
    return 0


def _show(book: BanBook) -> None:
    with book.look() as page:
        for ban in page.bans(time.time()):
            print(told(ban))


def _lift(book: BanBook, names: list[str], *, check: bool) -> int:
    status, now = 0, time.time()
    for name in map(_written, names):
        with book.page() as page:
            held = [ban for ban in page.bans(now) if name in (ban.address, ban.login)]
            if not check:
                page.lift(name)
        for ban in held:
            print(f"{'would be lifted' if check else 'lifted'}: {told(ban)}")
        if not held:
            print(f"{name} is not banned")
            status = 1
    return status


def _written(name: str) -> str:
    source = source_of(name.partition("/")[0])
    return name.lower() if source is None else str_of(source)


if __name__ == "__main__":
    sys.exit(main())
