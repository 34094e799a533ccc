"""Who may write as which address: what the map ``senders`` says to Postfix of the envelope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hopthu_policy.connection import Connection
from hopthu_policy.directory import is_, one_of
from hopthu_policy.entries import comparable

_READ = ("mail", "mailAlternateAddress", "mgrpRFC822MailMember", "hopthuManager")
_WRITERS = "(|(objectClass=mailRecipient)(hopthuListKind=role))"
_Entry = Mapping[str, Sequence[str]]


class Rights:
    """Questions to the directory; each may raise :class:`connection.Unavailable`."""

    def __init__(self, connection: Connection, domains: frozenset[str]) -> None:
        self._connection = connection
        self._domains = domains

    def foreign(self, login: str, addresses: Iterable[str]) -> str:
        """Return the first address that ``login`` may not write as; empty if there is none.

        ``login`` is an address by which somebody logs in, or the first address of a mailbox.
        """
        asked = list(addresses)
        ours = [each for each in asked if each.rpartition("@")[2] in self._domains]
        query = f"(&{_WRITERS}{one_of(('mail', 'mailAlternateAddress'), [*ours, login])})"
        found = self._connection.ask(query, _READ)
        names = {comparable(dn) for dn, entry in found if login in _lower(entry, "mail")}
        allowed = {
            address
            for _, entry in found
            if _may(login, names, entry)
            for address in _lower(entry, "mail", "mailAlternateAddress")
        }
        return next((each for each in asked if each not in allowed), "")


def _may(login: str, names: set[str], entry: _Entry) -> bool:
    managers = {comparable(dn) for dn in entry.get("hopthuManager", ())}
    return login in _lower(entry, "mail", "mgrpRFC822MailMember") or bool(managers & names)


def _lower(entry: _Entry, *names: str) -> set[str]:
    return {value.lower() for name in names for value in entry.get(name, ())}
