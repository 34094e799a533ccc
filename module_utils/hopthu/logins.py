"""When people logged in last, as the directory server's overlay ``lastbind`` records it.

Mail programs count too: Dovecot and Postfix check a password by a login to the directory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ldap3.utils.conv import escape_filter_chars

from .desired.tree import MARK, people_base
from .directory.session import Directory

ATTRIBUTE = "authTimestamp"
_FORM = "%Y%m%d%H%M%S"
_DIGITS = len("20261124083000")


def read_logins(
    directory: Directory, suffix: str, provinces: Iterable[str]
) -> dict[str, datetime | None]:
    """Return the last login of every account of ``provinces`` (their marks), by person id, in UTC.

    None: never, or not since the server records it. One search; a login within an hour of the one
    before may not have been recorded anew. Raises what a search raises.
    """
    marks = "".join(f"({MARK}={escape_filter_chars(name)})" for name in provinces)
    if not marks:
        return {}
    entries = directory.search(
        people_base(suffix), f"(|{marks})", ("uid", ATTRIBUTE), scope="onelevel"
    )
    return {
        entry.attributes["uid"][0].decode(): _time(entry.attributes.get(ATTRIBUTE, ()))
        for entry in entries
    }


def _time(values: tuple[bytes, ...]) -> datetime | None:
    """A time as slapd writes it: ``20261124083000Z``, in later versions with parts of a second."""
    if not values:
        return None
    return datetime.strptime(values[0][:_DIGITS].decode("ascii"), _FORM).replace(tzinfo=UTC)
