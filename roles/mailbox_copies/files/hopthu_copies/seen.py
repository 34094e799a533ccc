"""Whether a mailbox is another than it was, without opening a letter."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from hopthu_mailbox.places import Failed

SCRIPTS, ACTIVE = "sieve", ".dovecot.sieve"
_LETTERS = ("cur", "new")
# The head of Dovecot's list of a folder's letters: among others the next UID and its GUID.
_HEAD = re.compile(
    r"3 (?=.*\bV(?P<validity>\d+))(?=.*\bN(?P<next>\d+))(?=.*\bG(?P<guid>[0-9a-f]{32})\b)"
)
_LONGEST = 512


def fingerprint(home: Path) -> str:
    """What changes when a letter comes, goes, moves or is marked, and with folders and scripts.

    A file is renamed for each of these, which its folder notes. Dovecot's indexes are not looked
    at: reading changes them.
    """
    whole = hashlib.sha256()
    for line in sorted(_lines(home)):
        whole.update(line.encode("utf-8", "surrogateescape") + b"\0")
    return whole.hexdigest()


def _lines(home: Path) -> Iterator[str]:
    for top in ("inbox", "folders"):
        for folder, inner, names in os.walk(home / top):
            for name in inner:
                if name in _LETTERS:
                    yield _line(Path(folder, name))
            inner[:] = [name for name in inner if name not in (*_LETTERS, "tmp")]
            if "subscriptions" in names:
                yield _line(Path(folder, "subscriptions"))
    for folder, _, names in os.walk(home / SCRIPTS):
        for name in names:
            yield _line(Path(folder, name))
    yield _line(home / ACTIVE)


def _line(path: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return f"{path} {path.lstat().st_mtime_ns}"
    return ""


def identity(place: Path) -> tuple[str, int] | None:
    """The GUID of the inbox at a place, and its next UID; None where there is no mailbox yet.

    Failed where Dovecot's list is there and cannot be read: it must not be taken for none.
    """
    path = place / "inbox" / "dovecot-uidlist"
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(file, "rb") as opened:
        head = opened.readline(_LONGEST).decode("ascii", "replace")
    match = _HEAD.match(head)
    if match is None:
        raise Failed(f"{path} does not begin as Dovecot's lists do")
    return match["guid"], int(match["next"])
