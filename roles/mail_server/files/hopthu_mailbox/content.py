"""The files of a maildir by what is in them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, TypeVar

from .places import Failed, is_there

Told = TypeVar("Told")

_LETTERS = ("cur", "new")
_TRIES = 5
# What the owner deleted of late: no part of the mailbox, and gone with it.
_EXPUNGED = "expunged"
# Dovecot makes these anew; they are as large as they are useless without its other files.
_CACHES = ("dovecot.index", "dovecot.list.index", "dovecot-uidlist.lock", "maildirfolder")


def letter_files(place: Path) -> Iterator[Path]:
    """The files that are letters, in all folders of a mailbox; none where there is no mailbox.

    OSError for what cannot be read: it must not be taken for empty.
    """
    for path in _files(place) if is_there(place) else ():
        if path.parent.name in _LETTERS and stat.S_ISREG(path.stat().st_mode):
            yield path


def kept_files(place: Path) -> Iterator[Path]:
    """The files that make the mailbox what it is, letters and others, sorted."""
    for path in sorted(_files(place)):
        is_file = stat.S_ISREG(path.lstat().st_mode)
        if is_file and path.parent.name != "tmp" and not path.name.startswith(_CACHES):
            yield path


def _files(place: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(place, onerror=_refuse):
        if Path(folder) == place:
            folders[:] = [each for each in folders if each != _EXPUNGED]
        yield from (Path(folder, name) for name in names)


def _refuse(error: OSError) -> NoReturn:
    raise error


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
    """Whether nothing is in it: doveadm makes folders for whoever it is asked about, empty ones."""
    scripts = home / "sieve"
    return not (
        steady(home, lambda: any(letter_files(home)))
        or (os.path.lexists(scripts) and not scripts.is_dir())
        or any(scripts.glob("*.sieve"))
    )


def size(place: Path) -> tuple[int, int]:
    """How many letters a mailbox has, and their bytes."""
    sizes = steady(place, lambda: [path.stat().st_size for path in letter_files(place)])
    return len(sizes), sum(sizes)


def held(*places: Path) -> dict[str, int]:
    """The same of several places, as facts for an answer."""
    sizes = [size(place) for place in places]
    return {"messages": sum(each[0] for each in sizes), "bytes": sum(each[1] for each in sizes)}


def steady(place: Path, tell: Callable[[], Told]) -> Told:
    """Have something told of a mailbox in use: who reads a letter renames its file meanwhile."""
    for _ in range(_TRIES):
        with contextlib.suppress(FileNotFoundError):
            return tell()
    raise Failed(f"{place} changes all the time: try again when it is used less")
