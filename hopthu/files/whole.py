"""Text files changed by line and replaced whole; line ends stay as they are."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hopthu.text.errors import HopthuError, Place

from . import messages


def read_lines(path: Path) -> list[str]:
    """The lines of a file that was parsed before, each with the line end it has."""
    with open(path, encoding="utf-8", newline="") as file:
        # Splits where YAML does: the other characters that Python splits at, YAML forbids.
        return file.read().splitlines(keepends=True)


def insert_line(lines: list[str], at: int, text: str) -> None:
    """Put ``text`` before line ``at`` (from 0; the end is one of them), ended as the others are."""
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += end
    lines.insert(at, text + end)


def write_whole(path: Path, content: str | bytes, new_mode: int = 0o644) -> None:
    """Replace a file in one step, so that a crash or a full disk leaves the old one.

    Text is written as UTF-8; a new file gets ``new_mode``, an old one keeps what it has. Raises
    ``HopthuError`` where it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else new_mode
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
        _sync(path.parent)
    except BaseException as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise unwritable(path, error) from error
        raise


def unwritable(path: Path, error: OSError) -> HopthuError:
    """Say why ``path`` could not be written."""
    return HopthuError.of(messages.UNWRITABLE, Place(str(path)), reason=error.strerror or error)


def _sync(folder: Path) -> None:
    """Have the new name of a file survive a power failure, not only its content."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
