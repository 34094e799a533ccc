"""What stands behind an address: a mailbox or a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ldap.dn

Attributes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The mailbox of a person or an agency; ``host`` keeps it, empty if nothing says so."""

    address: str
    host: str


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list: addresses of its members, names (see :func:`comparable`) of who may write to it."""

    address: str
    members: tuple[str, ...]
    writers: frozenset[str]
    is_role: bool


READ = (
    *("objectClass", "mail", "mailHost", "hopthuState"),
    *("mgrpRFC822MailMember", "hopthuWriter", "hopthuListKind"),
)


def recipient(attributes: Attributes) -> Mailbox | MailingList | None:
    """Return what an entry with the attributes :data:`READ` is; None if it takes no letters."""
    address = next(iter(attributes.get("mail", ())), "").lower()
    if not address:
        return None
    if "hopthulist" not in (name.lower() for name in attributes.get("objectClass", ())):
        return Mailbox(address, next(iter(attributes.get("mailHost", ())), "").lower())
    return MailingList(
        address,
        tuple(member.lower() for member in attributes.get("mgrpRFC822MailMember", ())),
        frozenset(comparable(dn) for dn in attributes.get("hopthuWriter", ())),
        "role" in (kind.lower() for kind in attributes.get("hopthuListKind", ())),
    )


def comparable(dn: str) -> str:
    """Return a DN in the one form in which equal names are equal text."""
    try:
        return str(ldap.dn.dn2str(ldap.dn.str2dn(dn.lower())))
    except ldap.DECODING_ERROR:
        return dn.lower()
