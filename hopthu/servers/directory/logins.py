"""When people logged in last, as the directory server's overlay ``lastbind`` records it.

Mail programs count too: Dovecot and Postfix check a password by a login to the directory. Who has
the first password still has not logged in: it was typed, and refused or not yet replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ldap3.utils.conv import escape_filter_chars

from .attributes import LOGIN, MARK, RESET, UID
from .entry import Entry
from .session import Directory
from .tree import people_base

NOTED, _FIRST = ATTRIBUTES = (LOGIN, RESET)
_FORM = "%Y%m%d%H%M%S"
_DIGITS = len("20261124083000")


def read_logins(
    directory: Directory, suffix: str, provinces: Iterable[str]
) -> dict[str, datetime | None]:
    """Return the last login of every account of ``provinces`` (their marks), by person id, in UTC.

    None: never with a password of their own, or not since the server records it. One search; a
    login within an hour of the one before may not have been recorded anew. Raises what a search
    raises.
    """
    marks = "".join(f"({MARK}={escape_filter_chars(name)})" for name in provinces)
    if not marks:
        return {}
    entries = directory.search(
        people_base(suffix), f"(|{marks})", (UID, *ATTRIBUTES), scope="onelevel"
    )
    return {entry.attributes[UID][0].decode(): last_login(entry) for entry in entries}


def last_login(entry: Entry) -> datetime | None:
    """The same of one entry that was read with ``ATTRIBUTES``.

    slapd writes a time as ``20261124083000Z``, in later versions with parts of a second.
    """
    values = entry.attributes.get(NOTED)
    if not values or entry.attributes.get(_FIRST) == (b"TRUE",):
        return None
    return datetime.strptime(values[0][:_DIGITS].decode("ascii"), _FORM).replace(tzinfo=UTC)
