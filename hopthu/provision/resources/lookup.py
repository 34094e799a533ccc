"""What the directory holds of some provinces, and at names and addresses a plan wants to use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ldap3.utils.conv import escape_filter_chars

from hopthu.servers.directory.attributes import ALIASES, MAIL, MARK, UID
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn

from ..resource import Basis

_ADDRESSES = (MAIL, ALIASES)
_AT_ONCE = 200  # names in one filter: long enough to be few, short enough for any server
_MANY = 4000  # from here on it is quicker to read everybody than to ask for each


def marked(basis: Basis, base: str, attributes: tuple[str, ...]) -> dict[str, Entry]:
    """The entries right below ``base`` that bear the mark of a requested province, by folded DN."""
    if set(basis.request.provinces) == set(basis.inventory.provinces):
        marks = f"({MARK}=*)"
    else:
        terms = (f"({MARK}={escape_filter_chars(name)})" for name in basis.request.provinces)
        marks = f"(|{''.join(terms)})"
    entries = basis.directory.search(base, marks, attributes, scope="onelevel")
    return {same_dn(entry.dn): entry for entry in entries}


def occupants(
    directory: Directory,
    suffix: str,
    ids: Sequence[str],
    addresses: Sequence[str],
    attributes: tuple[str, ...],
) -> tuple[dict[str, Entry], dict[str, str]]:
    """Basis up people by id and anybody by address, in few searches over indexed attributes.

    Returns entries by folded DN, and the holder's DN of each address (lower case): those asked
    for, and perhaps others.
    """
    terms = [f"(uid={escape_filter_chars(name)})" for name in ids]
    terms += [
        f"({attribute}={escape_filter_chars(address)})"
        for address in addresses
        for attribute in _ADDRESSES
    ]
    entries: dict[str, Entry] = {}
    holders: dict[str, str] = {}
    wanted = tuple(dict.fromkeys((*attributes, *_ADDRESSES, MARK)))
    if len(terms) > _MANY:
        terms = [f"({attribute}=*)" for attribute in (UID, *_ADDRESSES)]
    for chunk in _chunks(terms):
        for entry in directory.search(suffix, f"(|{''.join(chunk)})", wanted):
            entries[same_dn(entry.dn)] = entry
            for attribute in _ADDRESSES:
                for value in entry.attributes.get(attribute, ()):
                    holders.setdefault(value.decode("utf-8", "replace").lower(), entry.dn)
    return entries, holders


def _chunks(terms: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(terms), _AT_ONCE):
        yield terms[start : start + _AT_ONCE]
