"""What a letter says of itself to programs that answer and sort: by a list, or to none by name.

A letter to a list bears the list's name (``List-Id``, RFC 2919), where to write to it
(``List-Post``, RFC 2369) and ``Precedence: list``, so that no absence notice answers it. A letter
that names none of those it goes to (a blind copy, one that was passed on, a mass of strangers)
asks that absence notices keep quiet; whoever is named by any of their addresses, a former one or
that of an office too, is answered for. What a letter says already is left as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from hopthu_policy.connection import Connection, Unavailable
from hopthu_policy.directory import one_of
from hopthu_policy.entries import comparable

from .letter import Letter

log = logging.getLogger(__name__)

_READ = ("mail", "hopthuWriter")
# Letters to an office (a role) are read by a few who hold it: no list that somebody sorts by.
_LISTS = "(objectClass=hopthuList)(!(hopthuListKind=role))"
_ADDRESSES = ("mail", "mailAlternateAddress")
_AT_ONCE = 50

Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A list by its first address; whether anybody may write to it."""

    address: str
    is_open: bool


class Lists:
    """Questions to the directory about recipients."""

    def __init__(self, connection: Connection, base: str, domains: frozenset[str]) -> None:
        self._connection, self._domains = connection, domains
        self._anybody = comparable(base)

    def fields_for(self, letter: Letter) -> list[Field]:
        """Return the fields that a letter lacks.

        Without the directory no letter comes to a list: Postfix cannot expand it. So what cannot
        be asked is taken for none.
        """
        ours = [each for each in letter.recipients if each.rpartition("@")[2] in self._domains]
        try:
            found = self._among(ours)
        except Unavailable:
            log.warning("lists cannot be looked up; Postfix puts letters to them off")
            found = []
        wanted = _of_lists(found) if found else _of_the_unnamed(letter, ours)
        return [(name, value) for name, value in wanted if not letter.has(name)]

    def _among(self, ours: Sequence[str]) -> list[ListAddress]:
        found: dict[str, ListAddress] = {}
        for start in range(0, len(ours), _AT_ONCE):
            query = f"(&{_LISTS}{one_of(_ADDRESSES, ours[start : start + _AT_ONCE])})"
            for dn, entry in self._connection.ask(query, _READ):
                writers = {comparable(each) for each in entry.get("hopthuWriter", ())}
                for address in entry.get("mail", ())[:1]:
                    found[dn] = ListAddress(address.lower(), self._anybody in writers)
        return list(found.values())


def _of_lists(found: Sequence[ListAddress]) -> list[Field]:
    """Of several lists none is the one that the letter came by: it may bear one name alone."""
    fields = [("Precedence", "list")]
    if len(found) == 1:
        (one,) = found
        post = f"<mailto:{one.address}>" if one.is_open else "NO"
        fields += [("List-Id", f"<{one.address.replace('@', '.')}>"), ("List-Post", post)]
    return fields


def _of_the_unnamed(letter: Letter, ours: Sequence[str]) -> list[Field]:
    if not ours or not letter.named().isdisjoint(ours):
        return []
    return [("X-Auto-Response-Suppress", "OOF")]
