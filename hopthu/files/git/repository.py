"""What git knows of an environment: its commit, and what a change did to its files."""

from __future__ import annotations

from pathlib import Path

from hopthu.text.errors import HopthuError, Place

from . import messages
from .call import GitFailed, git

_NAMED = 5


class Repository:
    """The git repository that holds ``folder``; raises HopthuError where there is none."""

    def __init__(self, folder: Path) -> None:
        self._place = Place(str(folder))
        self.root = folder
        self.root = Path(self._ask("rev-parse", "--show-toplevel").strip()).resolve()

    def commit(self) -> str:
        """The commit that is checked out."""
        return self._ask("rev-parse", "--verify", "HEAD").strip()

    def has_commits(self) -> bool:
        """Whether anything was committed on what is checked out."""
        try:
            return bool(git(self.root, "rev-parse", "--quiet", "--verify", "HEAD"))
        except GitFailed:
            return False

    def merge_base(self, base: str) -> str:
        """Where the change left ``base``; raises HopthuError when that is not known here."""
        try:
            return git(self.root, "merge-base", "--", base, "HEAD").strip()
        except GitFailed as error:
            reason = error.said or "git merge-base"
            raise HopthuError.of(messages.NO_BASE, self._place, base=base, reason=reason) from error

    def changed_since(self, commit: str) -> list[str]:
        """The files that differ, as paths from the root; of a renamed one both names."""
        return self._names("diff", "--name-only", "--no-renames", commit, "HEAD", "--")

    def text(self, commit: str, path: str) -> str:
        """A file as it was in ``commit``; empty where it was not there."""
        try:
            return git(self.root, "show", f"{commit}:{path}")
        except GitFailed:
            return ""

    def is_shallow(self) -> bool:
        """Whether the history that is here is cut off."""
        return self._ask("rev-parse", "--is-shallow-repository").strip() == "true"

    def log(self, path: Path, pretty: str, context: int) -> str:
        """What each commit did to the files below ``path``, the oldest first.

        ``pretty`` is git's format of a commit's line, ``context`` a number of lines.
        """
        asked = ("--reverse", "-p", f"-U{context}", f"--format={pretty}", "--no-renames")
        own = ("--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature")
        return self._ask("log", *asked, *own, "--", str(path.resolve()))

    def require_clean(self, *paths: Path) -> None:
        """Raise HopthuError where files below ``paths`` are not as in the commit, or not in it.

        What is outside this repository is not asked about.
        """
        inside = [str(path) for path in paths if path.resolve().is_relative_to(self.root)]
        names = self._names("status", "--porcelain", "--untracked-files=all", "--", *inside)
        if names:
            shown = ", ".join(name[3:] for name in names[:_NAMED])
            more = " …" if len(names) > _NAMED else ""
            raise HopthuError.of(messages.DIRTY, self._place, count=len(names), names=shown + more)

    def _names(self, command: str, *arguments: str) -> list[str]:
        return [name for name in self._ask(command, "-z", *arguments).split("\0") if name]

    def _ask(self, *arguments: str) -> str:
        try:
            return git(self.root, *arguments)
        except GitFailed as error:
            raise HopthuError.of(messages.NO_GIT, self._place, reason=error.reason) from error
