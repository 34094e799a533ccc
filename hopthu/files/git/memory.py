"""Whether git remembers what a folder once held, or why it cannot be asked."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from hopthu.text.errors import HopthuError, Place

from . import messages, words
from .call import GitFailed, git


class Memory(Enum):
    """How far back git knows a folder."""

    NONE = "no repository"
    EMPTY = "no commit yet"
    CUT = "a clone without its whole history"
    WHOLE = "whole"

    @property
    def has_commits(self) -> bool:
        """Whether there is anything to look at."""
        return self in (Memory.CUT, Memory.WHOLE)


def memory_of(folder: Path) -> Memory:
    """How far back git knows ``folder``.

    Raises HopthuError where there is a repository that git does not read: somebody else's by its
    owner, one that is damaged, or no git. To take that for a folder without a past would be wrong.
    """
    try:
        shallow = git(folder, "rev-parse", "--is-shallow-repository").strip()
    except GitFailed as failed:
        if failed.is_elsewhere and not _is_repository(folder):
            return Memory.NONE
        raise _silent(folder, failed) from failed
    if not _has_head(folder):
        return Memory.EMPTY
    return Memory.CUT if shallow == "true" else Memory.WHOLE


def _has_head(folder: Path) -> bool:
    """Whether what is checked out has a commit; raises HopthuError where it had one."""
    try:
        git(folder, "rev-parse", "--quiet", "--verify", "HEAD")
    except GitFailed as failed:
        log = folder / recall(folder, "rev-parse", "--git-path", "logs/HEAD").strip("\n")
        if log.is_file() and log.stat().st_size:
            lost = GitFailed(words.LOST_HEAD)
            raise _silent(folder, lost) from failed
        return False
    return True


def recall(folder: Path, *arguments: str) -> str:
    """What git says of a folder that it has commits of; raises HopthuError where it fails."""
    try:
        return git(folder, *arguments)
    except GitFailed as failed:
        raise _silent(folder, failed) from failed


def _silent(folder: Path, failed: GitFailed) -> HopthuError:
    return HopthuError.of(messages.NO_MEMORY, Place(str(folder)), reason=failed.reason)


def _is_repository(folder: Path) -> bool:
    """Whether a folder, or one above it on the same disk, was made a repository some time."""
    start = folder.resolve()
    for each in (start, *start.parents):
        own = each / ".git"
        try:
            if each.stat().st_dev != start.stat().st_dev:
                return False
            if own.is_file() or (own.is_dir() and any(own.iterdir())):
                return True
        except OSError:
            continue
    return False
