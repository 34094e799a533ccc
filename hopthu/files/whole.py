"""Text files changed by line and replaced whole; line ends stay as they are."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from hopthu.text.errors import HopthuError, Place

from . import messages

# What a file is called while it is written. Who writes it holds a lock on it: where nobody does,
# it was left behind, with whatever it holds.
_NEW = ".hopthu-new"
_ENDS = ("\r\n", "\n", "\r")


def read_lines(path: Path) -> list[str]:
    """The lines of a file that was parsed before, each with the line end it has."""
    with open(path, encoding="utf-8", newline="") as file:
        # Splits where YAML does: the other characters that Python splits at, YAML forbids.
        return file.read().splitlines(keepends=True)


def insert_lines(lines: list[str], at: int, texts: Sequence[str]) -> None:
    """Put ``texts`` before line ``at`` (from 0; the end is one), ended as the others are."""
    end = end_of(lines[at - 1]) if at else ""
    end = end or end_of(lines[0]) or "\n"
    if at and not end_of(lines[at - 1]):
        lines[at - 1] += end
    lines[at:at] = [text + end for text in texts]


def end_of(line: str) -> str:
    """How a line ends: as Windows, Unix or an old Mac ends it, or not at all."""
    return next((end for end in _ENDS if line.endswith(end)), "")


def write_whole(
    path: Path, content: str | bytes, new_mode: int = 0o644, *, sync_name: bool = True
) -> None:
    """Replace a file in one step, so that a crash or a full disk leaves the old one.

    Text is written as UTF-8; a new file gets ``new_mode``, an old one keeps what it has; a link
    stays one, and the file that it leads to is replaced. What a killed run left of the same file
    is removed. Without ``sync_name`` the caller sees to it that the name survives a power failure,
    by :func:`sync_folder`. Raises ``HopthuError`` where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        real = path.resolve() if path.is_symlink() else path
        make_folder(real.parent)
        remove_leftovers(real.parent, real.name)
        mode = real.stat().st_mode & 0o777 if real.exists() else new_mode
        with _beside(real) as (temporary, descriptor):
            _write(descriptor, data)
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
            temporary.replace(real)
        if sync_name:
            sync_folder(real.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they outlive a power failure."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder survive a power failure, not only what the files hold."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path, name: str = "") -> None:
    """Remove what killed runs left in ``folder`` of the file ``name``, or of all files."""
    for path in folder.glob(f".{name or '*'}.*{_NEW}"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(descriptor)


def unwritable(path: Path, error: OSError) -> HopthuError:
    """Say why ``path`` could not be written."""
    return HopthuError.of(messages.UNWRITABLE, Place(str(path)), reason=error.strerror or error)


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, int]]:
    """A new locked file beside ``path``, which only we can read; gone again unless renamed."""
    temporary = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}{_NEW}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield temporary, descriptor
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
