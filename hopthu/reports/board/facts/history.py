"""What git knows of the records: which version of a file came when, and what it registered.

One ``git log`` tells the versions of all files with the names of their blobs; blobs are read
through one ``git cat-file``, those that are needed alone, each once. The day of a version is its
author's: a form that was taken in on its day is not late because a review took another.
"""

from __future__ import annotations

import bisect
import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hopthu.files.git.call import GitFailed, blobs, git
from hopthu.text.language import Text
from hopthu.text.sentences import say

from . import words

_FIELDS = re.compile(
    rb"^( *- +(?=[a-z_]+:)| +)(id|kind|agency|state|mailbox|managers|(?<=- )[a-z_]+):"
    rb"[ ]*([^\n#]*?)[ ]*(?:#[^\n]*)?$",
    re.MULTILINE,
)
_ITEMS = re.compile(rb"(?:\n *- +[^\n:]+(?=\n|$))+")  # of a list that is written a line each
_SECONDS = 30.0
_FEW = 64
_NO_BLOB = "0" * 40

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was from ``day`` on; ``blob`` is empty where it was taken away."""

    day: datetime.date
    blob: str


class Unknown(Exception):
    """Git cannot tell; ``reason`` is for people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.text = say(words.NO_GIT, reason=reason)


class FileHistory:
    """The versions of every file under ``provinces/``, by its path there, the oldest first."""

    def __init__(self, versions: Mapping[str, list[Version]], read: Callable[[str], bytes]) -> None:
        self.versions = versions
        self._read = read
        self._records: dict[str, tuple[Record, ...]] = {}

    def records(self, blob: str) -> tuple[Record, ...]:
        """The records of a version, with the few values that the board asks for."""
        if blob not in self._records:
            self._records[blob] = tuple(scan(self._read(blob))) if blob else ()
        return self._records[blob]

    def first_day(self, path: str, holds: Callable[[Record], bool]) -> datetime.date | None:
        """When the first record came that ``holds``; None: in no version, it is not committed.

        Records are never deleted, so what a version has the later ones have too, and of many
        versions O(log) are read. But branches that were merged come after each other by day and not
        by content, so where there are few, all are looked at.
        """
        versions = self.versions.get(path, [])

        def there(version: Version) -> bool:
            return any(holds(record) for record in self.records(version.blob))

        if len(versions) <= _FEW:
            return next((version.day for version in versions if there(version)), None)
        found = bisect.bisect_left(versions, True, key=there)
        return versions[found].day if found < len(versions) else None

    def values(self, path: str, name: str) -> set[str]:
        """Every value that a field ever had in a file."""
        blobs = {version.blob for version in self.versions.get(path, [])}
        return {each[name] for blob in blobs for each in self.records(blob) if name in each}

    def days(self, most: int) -> list[datetime.date]:
        """The days on which something changed; of many, ``most``, the first and last among them."""
        days = sorted({version.day for each in self.versions.values() for version in each})
        if len(days) <= most:
            return days
        return [days[index * (len(days) - 1) // (most - 1)] for index in range(most)]

    def at(self, day: datetime.date) -> Iterator[tuple[str, str]]:
        """Each file with its blob at the end of a day."""
        for path, versions in self.versions.items():
            found = bisect.bisect_right(versions, day, key=lambda version: version.day)
            if found and versions[found - 1].blob:
                yield path, versions[found - 1].blob


@contextmanager
def history_of(root: Path) -> Iterator[FileHistory]:
    """The history of the environment ``root``; raises Unknown where git cannot tell it."""
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise Unknown(words.SHALLOW)
    try:
        _git(root, "rev-parse", "--quiet", "--verify", "HEAD")
    except Unknown as error:
        raise Unknown(words.NO_COMMIT) from error
    versions = read_log(
        _git(
            root,
            *("-c", "core.quotePath=off", "log", "--relative", "--raw", "--no-abbrev"),
            # What a merge itself brought counts with the merge; its branches tell their own.
            *("--no-renames", "--diff-merges=first-parent", "--format=@%as", "--", "provinces"),
        )
    )
    if not versions:
        raise Unknown(words.UNTRACKED)
    with blobs(root) as read:
        yield FileHistory(versions, read)


def _git(root: Path, *arguments: str) -> str:
    try:
        return git(root, *arguments, timeout=_SECONDS)
    except GitFailed as error:
        raise Unknown(error.reason) from error


def read_log(text: str) -> dict[str, list[Version]]:
    """Read the output of ``git log --raw --format=@%as``, the newest commit first."""
    found: dict[str, list[Version]] = defaultdict(list)
    day = datetime.date.min
    for line in text.splitlines():
        if line.startswith("@"):
            day = datetime.date.fromisoformat(line[1:])
        elif line.startswith(":"):
            meta, _, path = line.partition("\t")
            blob = meta.split(" ")[3]
            found[path].append(Version(day, "" if blob == _NO_BLOB else blob))
    # A branch that was merged late brings versions of earlier days: each counts from its own.
    for versions in found.values():
        versions.reverse()
        versions.sort(key=lambda version: version.day)
    return found


def scan(content: bytes) -> Iterable[Record]:
    """The records of a YAML file as fast as a pattern finds them, whatever version wrote it.

    A version of the past need not keep today's rules, so it is not read strictly; what is counted
    in it is shown as a curve alone.
    """
    record: dict[str, str] = {}
    edge = -1
    for match in _FIELDS.finditer(content):
        before, name, value = match.groups()
        if edge < 0:
            edge = len(before)
        if len(before) != edge:
            continue  # a value of a record within
        if b"-" in before:
            if record:
                yield record
            record = {}
        items = None if value else _ITEMS.match(content, match.end())
        value = items[0] if items else value
        record[name.decode()] = value.decode("utf-8", "replace").strip("\"'")
    if record:
        yield record
