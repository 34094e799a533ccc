"""Start the service: ``python3 -m hopthu_author [--check] FILE``."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from hopthu_policy.connection import Connection
from hopthu_policy.settings import Unusable

from .book import Book
from .brake import KINDS, Brake
from .herald import Herald
from .judge import Judge
from .rights import Rights
from .settings import AuthorSettings, read_settings

# Postfix keeps a connection as long as its client's session lasts.
_PATIENCE = 7200


def main() -> int:
    """Return 0 after SIGTERM, 2 when the service cannot start and says why."""
    parser = argparse.ArgumentParser(prog="hopthu-author", description=__doc__)
    parser.add_argument("file", type=Path, help="the configuration")
    parser.add_argument("--check", action="store_true", help="look whether it is right, and end")
    options = parser.parse_args()
    # The journal adds time and name.
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        settings = read_settings(options.file)
    except Unusable as error:
        sys.stderr.write("\n".join(map(str, error.args)) + "\n")
        return 2
    if not options.check:
        from .milter import serve  # libmilter is on mail hosts alone

        serve(_judge(settings), settings.socket, _PATIENCE)
    return 0


def _judge(settings: AuthorSettings) -> Judge:
    book = Book(settings.book)
    herald = Herald(book, settings.tell, settings.host)
    limits = {kind: getattr(settings, kind) for kind in KINDS}
    brake = Brake(book, limits, settings.held_after, herald.tell)
    # libmilter waits for these in a thread of its own; no other may be ended by them.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
    herald.start()
    return Judge(Rights(Connection(settings), settings.domains), brake)


sys.exit(main())
