"""Who may write as which address: what the map ``senders`` says to Postfix of the envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hopthu_policy.connection import Connection
from hopthu_policy.directory import one_of
from hopthu_policy.entries import comparable

_READ = (
    "objectClass",
    "hopthuListKind",
    "mail",
    "mailAlternateAddress",
    "mgrpRFC822MailMember",
    "hopthuManager",
)
_WRITERS = "(|(objectClass=mailRecipient)(hopthuListKind=role))"
_ADDRESSES = ("mail", "mailAlternateAddress")
_Entry = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Right:
    """``foreign`` is an address that may not be written as, empty if none; ``kind`` of KINDS."""

    foreign: str
    kind: str


class Rights:
    """Questions to the directory; each may raise :class:`connection.Unavailable`."""

    def __init__(self, connection: Connection, domains: frozenset[str]) -> None:
        self._connection = connection
        self._domains = domains

    def of(self, login: str, envelope: str, authors: Iterable[str]) -> Right:
        """Return whether ``login`` may write as all of ``authors``, and what kind it writes as.

        ``login`` is an address by which somebody logs in, or the first address of a mailbox.
        """
        asked = [*authors, envelope] if envelope else list(authors)
        ours = [each for each in asked if each.rpartition("@")[2] in self._domains]
        query = f"(&{_WRITERS}{one_of(_ADDRESSES, [*ours, login])})"
        found = self._connection.ask(query, _READ)
        names = {comparable(dn) for dn, entry in found if login in _lower(entry, "mail")}
        allowed = {
            address
            for _, entry in found
            if _may(login, names, entry)
            for address in _lower(entry, *_ADDRESSES)
        }
        kinds = [_kind(entry) for _, entry in found if envelope in _lower(entry, *_ADDRESSES)]
        stranger = next((each for each in asked if each not in allowed), "")
        return Right(stranger, next(iter(kinds), "people"))


def _may(login: str, names: set[str], entry: _Entry) -> bool:
    managers = {comparable(dn) for dn in entry.get("hopthuManager", ())}
    return login in _lower(entry, "mail", "mgrpRFC822MailMember") or bool(managers & names)


def _kind(entry: _Entry) -> str:
    if _lower(entry, "hopthuListKind"):
        return "roles"
    return "agencies" if "hopthuagencyunit" in _lower(entry, "objectClass") else "people"


def _lower(entry: _Entry, *names: str) -> set[str]:
    return {value.lower() for name in names for value in entry.get(name, ())}
