"""Calls of git, and in words for people why one failed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hopthu.text.language import Text

from . import words

_SAYS_NO_REPOSITORY = "not a git repository"


class GitFailed(Exception):
    """A call failed: ``reason`` for people, ``said`` what git itself said, if it was run."""

    def __init__(self, reason: Text, said: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.said = said


def git(folder: Path, *arguments: str, timeout: float | None = None) -> str:
    """Return what git prints in ``folder``; raises GitFailed, also after ``timeout`` seconds."""
    try:
        return subprocess.run(  # noqa: S603 - a list, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whatever git there is
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=True,
            timeout=timeout,
            # Its words are recognised, so they are in one language.
            env={**os.environ, "LC_ALL": "C"},
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or "").strip()
        raise GitFailed(_reason(error, said), said) from error


def _reason(error: OSError | subprocess.SubprocessError, said: str) -> Text:
    """Why a call failed; what is not foreseen in its own words, of one line."""
    if isinstance(error, FileNotFoundError):
        return words.NO_GIT
    if isinstance(error, subprocess.TimeoutExpired):
        return words.TOO_LONG
    if _SAYS_NO_REPOSITORY in said:
        return words.NO_REPOSITORY
    line = (said or str(error)).splitlines()[0]
    return Text.literal(line, line)


@contextmanager
def blobs(folder: Path) -> Iterator[Callable[[str], bytes]]:
    """A reader of old versions of files, by the names of their blobs, through one process.

    A blob that is missing, as in a clone without its history, is empty.
    """
    process = subprocess.Popen(  # noqa: S603 - a list, no shell
        ["git", "-C", str(folder), "cat-file", "--batch"],  # noqa: S607 - whatever git there is
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield lambda blob: _blob(process, blob)
        finally:
            if process.stdin:
                process.stdin.close()


def _blob(process: subprocess.Popen[bytes], blob: str) -> bytes:
    if not process.stdin or not process.stdout:
        return b""
    process.stdin.write(f"{blob}\n".encode())
    process.stdin.flush()
    head = process.stdout.readline().split()
    if len(head) != 3:  # “… missing”
        return b""
    content = process.stdout.read(int(head[2]))
    process.stdout.read(1)
    return content
