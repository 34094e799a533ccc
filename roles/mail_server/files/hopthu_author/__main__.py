"""Start the service: ``python3 -m hopthu_author [--check] FILE``."""

from __future__ import annotations

import signal
import sys

from hopthu_policy.command import main
from hopthu_policy.connection import Connection

from .book import Book
from .brake import KINDS, Brake
from .herald import Herald
from .judge import Judge
from .lists import Lists
from .rights import Rights
from .settings import AuthorSettings, read_settings

# Postfix keeps a connection as long as its client's session lasts.
_PATIENCE = 7200


def _serve(settings: AuthorSettings) -> None:
    from .milter import serve  # libmilter is on mail hosts alone

    serve(_judge(settings), settings.socket, _PATIENCE)


def _judge(settings: AuthorSettings) -> Judge:
    book = Book(settings.book)
    herald = Herald(book, settings.tell, settings.host)
    limits = {kind: getattr(settings, kind) for kind in KINDS}
    brake = Brake(book, limits, settings.held_after, herald.tell)
    # libmilter waits for these in a thread of its own; no other may be ended by them.
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))
    herald.start()
    connection = Connection(settings)
    lists = Lists(connection, settings.base, settings.domains)
    return Judge(Rights(connection, settings.domains), brake, lists)


sys.exit(main("hopthu-author", __doc__, read_settings, _serve))
