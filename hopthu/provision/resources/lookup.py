"""What the directory holds of some provinces, and at names and addresses a plan wants to use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ldap3.utils.conv import escape_filter_chars

from hopthu.servers.directory.attributes import ADDRESSES, MARK, UID
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn

_FOLDED = frozenset(name.lower() for name in ADDRESSES)
_AT_ONCE = 200  # names in one filter: long enough to be few, short enough for any server
_MANY = 4000  # from here on it is quicker to read everybody than to ask for each


def marked_with(marks: Iterable[str] | None) -> str:
    """The filter of entries that bear one of ``marks``; None: any mark."""
    if marks is None:
        return f"({MARK}=*)"
    terms = (f"({MARK}={escape_filter_chars(name)})" for name in sorted(marks))
    return f"(|{''.join(terms)})"


def having(ids: Sequence[str], addresses: Sequence[str]) -> Iterator[str]:
    """Filters over indexed attributes that find people by id and anybody by address.

    A server compares without regard to case, and finds values with options (``mail;lang-vi``) too.
    """
    if len(ids) + len(ADDRESSES) * len(addresses) > _MANY:
        terms = [f"({attribute}=*)" for attribute in (UID, *ADDRESSES)]
    else:
        terms = [f"({UID}={escape_filter_chars(name)})" for name in ids]
        terms += [
            f"({attribute}={escaped})"
            for escaped in map(escape_filter_chars, addresses)
            for attribute in ADDRESSES
        ]
    for start in range(0, len(terms), _AT_ONCE):
        yield f"(|{''.join(terms[start : start + _AT_ONCE])})"


def address_names(names: Iterable[str]) -> tuple[str, ...]:
    """Those of ``names`` that hold addresses which must be unique, in any case, with any option."""
    return tuple(name for name in names if name.partition(";")[0].lower() in _FOLDED)


def addresses_of(entry: Entry, names: Iterable[str] = ADDRESSES) -> Iterator[str]:
    """The addresses of an entry, in lower case."""
    for name in names:
        for value in entry.attributes.get(name, ()):
            yield value.decode("utf-8", "replace").lower()


def marked(
    directory: Directory, base: str, marks: Iterable[str], attributes: tuple[str, ...]
) -> dict[str, Entry]:
    """The entries right below ``base`` that bear one of ``marks``, by folded DN."""
    entries = directory.search(base, marked_with(marks), attributes, scope="onelevel")
    return {same_dn(entry.dn): entry for entry in entries}


def occupants(
    directory: Directory,
    suffix: str,
    ids: Sequence[str],
    addresses: Sequence[str],
    attributes: tuple[str, ...],
) -> tuple[dict[str, Entry], dict[str, str]]:
    """Look up people by id and anybody by address.

    Returns entries by folded DN, and the holder's DN of each address (lower case): those asked
    for, and perhaps others.
    """
    entries: dict[str, Entry] = {}
    holders: dict[str, str] = {}
    wanted = tuple(dict.fromkeys((*attributes, *ADDRESSES, MARK)))
    for each in having(ids, addresses):
        for entry in directory.search(suffix, each, wanted):
            entries[same_dn(entry.dn)] = entry
            for address in addresses_of(entry, address_names(entry.attributes)):
                holders.setdefault(address, entry.dn)
    return entries, holders
