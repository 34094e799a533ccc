"""Say which logins are held because they sent too much, or let them send again.

hopthu-brake; hopthu-brake release [--check] LOGIN...
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from hopthu_author.book import Book
from hopthu_policy.ledger import as_owner

BOOK = Path("/var/lib/hopthu-author/brake.db")


def main(book: Path = BOOK) -> int:
    """Return 0; 1 if a login to be released was not held, 2 where nothing was ever counted."""
    parser = argparse.ArgumentParser(prog="hopthu-brake", description=__doc__)
    verbs = parser.add_subparsers(dest="verb")
    release = verbs.add_parser("release", help="let logins send again")
    release.add_argument("--check", action="store_true", help="say what would happen")
    release.add_argument("logins", nargs="+", metavar="LOGIN")
    options = parser.parse_args()
    if not as_owner(book):
        return 2
    with contextlib.closing(Book(book)) as opened:
        if options.verb == "release":
            return _release(opened, options.logins, check=options.check)
        _show(opened)
    return 0


def _show(book: Book) -> None:
    with book.page() as page:
        for hold in page.holds():
            since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(hold.since))
            told = "" if hold.told else "; the postmaster is not told yet"
            print(f"{hold.login} is held since {since}{told}")


def _release(book: Book, logins: list[str], *, check: bool) -> int:
    status = 0
    with book.page() as page:
        for login in (each.lower() for each in logins):
            if page.is_held(login) if check else page.release(login):
                print(f"{login} {'would be' if check else 'is'} released")
            else:
                print(f"{login} is not held")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
