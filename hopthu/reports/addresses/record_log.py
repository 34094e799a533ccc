"""Which commit brought an address, a role or a day into a record, read from one ``git log -p``.

git knows lines; whose a line is, is told by the ``id:`` above it. So the log has context: enough
lines that the whole record is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hopthu.changes.origins import ALIAS, BOX, FORMER, ROLE, SINCE, Key, Origin

CONTEXT = 30  # lines; a record with all its keys, one value a line, has fewer
FORMAT = "%x00%h %as %s"
_MARK = "\0"
_ITEM = re.compile(r"( *)- ")
_ID = re.compile(r" *(?:- )?id: *[\"']?([\w.-]+)")
_KEY = re.compile(r" *(?:- )?(\w+):(.*)")
_INNER = re.compile(r"[{ ,]mailbox: *[\"']?([\w.-]+)")
_ROLE = re.compile(r"\brole: *[\"']?([\w-]+)")
_PLAIN = {"mailbox": BOX, "since": SINCE}
_VALUE = re.compile(r"[\"']?([a-z0-9][\w.-]*)")


def origins_of_commits(log: Iterable[str]) -> dict[Key, Origin]:
    """Read the lines of ``git log -p --reverse`` with :data:`FORMAT`; O(lines).

    The first commit counts: a later one moved the record, or wrote it in another way.
    """
    found: dict[Key, Origin] = {}
    origin = Origin("", "")
    reader = _Hunk()
    for line in log:
        if line.startswith(_MARK):
            commit, day, subject = line[1:].rstrip("\n").split(" ", 2)
            origin = Origin(day, f"{commit} {subject}")
        elif line.startswith(("@@", "diff ")):
            reader = _Hunk()
        elif line.startswith(("+", " ")) and not line.startswith("+++"):
            for key in reader.read(line[1:], added=line[0] == "+"):
                found.setdefault(key, origin)
    return found


class _Hunk:
    """Reads the lines of one hunk as they are after the commit, and knows whose each is."""

    def __init__(self) -> None:
        self._id = ""
        self._indent = 0
        self._list = ""  # the key whose items stand below it, one a line

    def read(self, line: str, *, added: bool) -> Iterator[Key]:
        """Yield what an ``added`` line gives; of any other learn whose the next ones are."""
        item = _ITEM.match(line)
        if item and (not self._id or len(item[1]) <= self._indent):
            self._id, self._indent, self._list = "", len(item[1]), ""
        if found := _ID.match(line):
            self._id = found[1]
        key = _KEY.match(line)
        if key and not (item and self._list):
            self._list = key[1]
        if added and self._id:
            for kind, value in self._given(line, key):
                yield self._id, kind, value

    def _given(self, line: str, key: re.Match[str] | None) -> Iterator[tuple[str, str]]:
        name, rest = (key[1], key[2]) if key else ("", "")
        if self._list == "former_mailboxes":
            for match in _INNER.finditer(line):
                yield FORMER, match[1]
        elif self._list == "roles":
            for match in _ROLE.finditer(line):
                yield ROLE, match[1]
        elif self._list == "aliases":
            for value in _VALUE.findall(rest if name == "aliases" else line.lstrip(" -")):
                yield ALIAS, value
        elif name in _PLAIN and (value := _VALUE.search(rest)):
            yield _PLAIN[name], value[1]
