"""The files of a maildir by what is in them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_LETTERS = ("cur", "new")
_CHUNK = 1 << 20
# Dovecot makes these anew; they are as large as they are useless without its other files.
_CACHES = ("dovecot.index", "dovecot.list.index", "dovecot-uidlist.lock", "maildirfolder")


def letter_files(place: Path) -> Iterator[Path]:
    """The files that are letters, in all folders of a mailbox."""
    for path in place.rglob("*"):
        if path.parent.name in _LETTERS and path.is_file():
            yield path


def kept_files(place: Path) -> Iterator[Path]:
    """The files that make the mailbox what it is, letters and others, sorted."""
    for path in sorted(place.rglob("*")):
        is_file = path.is_file() and not path.is_symlink()
        if is_file and path.parent.name != "tmp" and not path.name.startswith(_CACHES):
            yield path


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(place: Path) -> Counter[tuple[str, str]]:
    """How often each folder (relative) has a letter of each SHA-256."""
    return Counter(
        (str(path.parent.parent.relative_to(place)), sha256(path)) for path in letter_files(place)
    )


def is_empty(home: Path) -> bool:
    """Whether nothing is in it: doveadm makes folders for whoever it is asked about."""
    return not any(letter_files(home)) and not (home / "sieve").exists()


def size(place: Path) -> tuple[int, int]:
    """How many letters a mailbox has, and their bytes."""
    sizes = [path.stat().st_size for path in letter_files(place)]
    return len(sizes), sum(sizes)
