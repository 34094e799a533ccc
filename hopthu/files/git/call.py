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
_SAYS_NOT_OURS = "dubious ownership"
# What it prints is read, so it prints as it does by itself, whatever the operator has set.
_PLAINLY = (
    *("-c", "diff.noprefix=false", "-c", "diff.mnemonicPrefix=false"),
    *("-c", "diff.srcPrefix=a/", "-c", "diff.dstPrefix=b/"),
    *("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "log.follow=false"),
    *("-c", "log.diffMerges=separate", "-c", "color.ui=false", "-c", "color.diff=false"),
)
# A hook of git's has these of the repository that it runs for, which need not be the folder's.
_OF_A_HOOK = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE")
)


class GitFailed(Exception):
    """A call failed: ``reason`` for people, ``said`` what git itself said, if it was run."""

    def __init__(self, reason: Text, said: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.said = said

    @property
    def is_elsewhere(self) -> bool:
        """Whether there is no repository here, as far as can be told."""
        return self.reason in (words.NO_GIT, words.NO_REPOSITORY)


def git(folder: Path, *arguments: str, timeout: float | None = None) -> str:
    """Return what git prints in ``folder``; raises GitFailed, also after ``timeout`` seconds."""
    try:
        return subprocess.run(  # noqa: S603 - a list, no shell
            _command(folder, *arguments),
            capture_output=True,
            text=True,
            errors="surrogateescape",
            check=True,
            timeout=timeout,
            env=_environment(),
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or "").strip()
        raise GitFailed(_reason(error, said), said) from error


def _command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(folder), *_PLAINLY, *arguments]


def _environment() -> dict[str, str]:
    """Our own without a hook's, in the language that git's words are known in."""
    own = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    return {**own, "LC_ALL": "C"}


def _reason(error: OSError | subprocess.SubprocessError, said: str) -> Text:
    """Why a call failed; what is not foreseen in its own words, of one line."""
    if isinstance(error, FileNotFoundError):
        return words.NO_GIT
    if isinstance(error, subprocess.TimeoutExpired):
        return words.TOO_LONG
    if _SAYS_NO_REPOSITORY in said:
        return words.NO_REPOSITORY
    if _SAYS_NOT_OURS in said:
        return words.NOT_OURS
    line = (said or str(error)).splitlines()[0]
    return Text.literal(line, line)


@contextmanager
def blobs(folder: Path) -> Iterator[Callable[[str], bytes]]:
    """A reader of old versions of files, by the names of their blobs, through one process.

    A blob that is missing, as in a clone without its history, is empty.
    """
    process = subprocess.Popen(  # noqa: S603 - a list, no shell
        _command(folder, "cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
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
