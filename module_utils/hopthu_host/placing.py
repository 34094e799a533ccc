"""Files and whole folders, put in place at once and told apart."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from .commands import must


def digest(paths: Iterable[Path]) -> str:
    """Return what tells files, and all in folders, from any others: name, content, owner, mode."""
    whole = hashlib.sha256()
    for path in paths:
        for each in sorted([path, *path.rglob("*")]):
            if each.is_file():
                facts = each.stat()
                content = hashlib.sha256(each.read_bytes()).hexdigest()
                line = f"{each} {facts.st_mode:o} {facts.st_uid} {facts.st_gid} {content}\n"
                whole.update(line.encode())
    return whole.hexdigest()


def put(source: Path, place: Path) -> None:
    """Make ``place`` a copy of a file or folder, with owners and modes, as far as can be at once.

    A file is the old or the new one at any time; for a moment, a folder may be missing.
    """
    new, old = _beside(place)
    place.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    remove(new)
    remove(old)
    copy(source, new)
    if place.is_dir():
        place.rename(old)
    new.replace(place)
    settle(place.parent)
    remove(old)


def write(
    place: Path, content: bytes, mode: int = 0o600, owner: str = "", group: int | None = None
) -> None:
    """Make ``place`` a file of this content; it is the old or the new one at any time.

    It belongs to the user and group ``owner``, or to whoever writes it, and the group of a number.
    """
    new, _ = _beside(place)
    remove(new)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fchmod(descriptor, mode)
        if owner:
            shutil.chown(new, owner, owner)
        if group is not None:
            os.fchown(descriptor, -1, group)
        file.flush()
        os.fsync(descriptor)
    new.replace(place)
    settle(place.parent)


def copy(source: Path, to: Path) -> None:
    """Copy a file or folder to where nothing is, with owners and modes."""
    must("cp", "-a", "--", source, to)
    for path in (to, *to.rglob("*")):
        if not path.is_symlink():
            settle(path)


def settle(path: Path) -> None:
    """Have the disk hold a file, or which names a folder has, before whatever is done next."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def clear(place: Path) -> None:
    """Remove a file or folder, with what a :func:`put` that was cut off has left beside it."""
    for path in (place, *_beside(place)):
        remove(path)


def is_there(path: Path) -> bool:
    """Whether there is anything of that name, a link to nowhere too."""
    return os.path.lexists(path)


def _beside(place: Path) -> tuple[Path, Path]:
    name = f"{place.name}.hopthu-"
    return place.with_name(name + "new"), place.with_name(name + "old")
