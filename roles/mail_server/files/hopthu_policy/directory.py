"""What the directory knows of recipients and of senders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence

from ldap.filter import escape_filter_chars

from .connection import Connection
from .entries import READ, Mailbox, MailingList, comparable, recipient

# Addresses in one search: slapd looks each up in its index, and its answers stay small.
_AT_ONCE = 50


class Directory:
    """Questions that a letter raises. Every one may raise :class:`connection.Unavailable`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def recipients(self, addresses: Sequence[str]) -> list[Mailbox | MailingList]:
        """Return what stands behind the addresses; nothing for one that nobody has."""
        found = []
        for start in range(0, len(addresses), _AT_ONCE):
            query = one_of(("mail", "mailAlternateAddress"), addresses[start : start + _AT_ONCE])
            for _, attributes in await self._connection.search(query, READ):
                found.append(recipient(attributes))
        return [each for each in found if each is not None]

    async def standing(self, login: str) -> AsyncIterator[frozenset[str]]:
        """Yield, nearest first, the comparable DNs of all that the owner of a login stands for.

        The person; the agencies whose mailbox they manage; the lists that an address of one of
        these is a member of; the lists that those lists are members of, and so on up.
        """
        person = f"(&(objectClass=hopthuAccount)(hopthuState=active){is_('mail', login)})"
        names, addresses = await self._named(person)
        yield frozenset(names)
        if not names:
            return
        agencies, more = await self._named(one_of(("hopthuManager",), names))
        yield frozenset(agencies)
        known: set[str] = set()
        reached = addresses + more
        while reached:
            lists, reached = await self._named(
                f"(&(objectClass=hopthuList){one_of(('mgrpRFC822MailMember',), reached)})"
            )
            yield frozenset(lists)
            reached = [address for address in reached if address not in known]
            known.update(reached)

    async def _named(self, query: str) -> tuple[list[str], list[str]]:
        """Return the comparable DNs of the entries that fit, and all their addresses."""
        found = await self._connection.search(query, ("mail", "mailAlternateAddress"))
        addresses = [
            address.lower()
            for _, attributes in found
            for name in ("mail", "mailAlternateAddress")
            for address in attributes.get(name, ())
        ]
        return [comparable(dn) for dn, _ in found], addresses


def one_of(names: Iterable[str], values: Sequence[str]) -> str:
    """Return the filter of entries that have one of the values in one of the attributes."""
    return f"(|{''.join(is_(name, value) for value in values for name in names)})"


def is_(name: str, value: str) -> str:
    """Return the filter of entries that have a value in an attribute."""
    return f"({name}={escape_filter_chars(value)})"
