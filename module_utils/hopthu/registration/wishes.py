"""Addresses that people wish for on a form: met where nothing speaks against it, else answered."""

from __future__ import annotations

from ..errors import Message, Problem
from ..intake.model import Row
from ..inventory.check import addresses_of
from ..inventory.model import Person
from ..names import ascii_fold
from ..policy import Policy
from . import messages
from .allocate import Allocator

_NONE = frozenset({"", "-", "0", "x", "k", "ko", "khong", "khong co", "nt"})


def mailbox_for(
    row: Row, province_id: str, allocator: Allocator, policy: Policy
) -> tuple[str, Message | None]:
    """Allocate a new person's mailbox; with it, why the wish was not met, if there is one."""
    wish, domain = _wished(row)
    why = None
    if wish:
        why = messages.WISH_FOREIGN if domain not in ("", policy.domain) else None
        why = why or allocator.refusal_of(wish)
        if why is None:
            return allocator.take(wish), None
    return allocator.person_mailbox(row.name, province_id), why


def answered(row: Row, mailbox: str, why: Message, policy: Policy) -> Problem:
    """Say what was given instead of a wish."""
    return Problem(
        why,
        row.place,
        {
            "name": row.name,
            "wish": row.wish,
            "mailbox": mailbox,
            "domain": policy.domain,
            "least": policy.shortest_wish,
            "most": policy.max_length,
        },
    )


def late_wish(row: Row, person: Person, policy: Policy) -> Problem | None:
    """Say that somebody who has an address keeps it."""
    wish, _ = _wished(row)
    if not wish or wish in addresses_of(person):
        return None
    return answered(row, person.mailbox, messages.WISH_LATE, policy)


def _wished(row: Row) -> tuple[str, str]:
    """The local part and the domain of a wish; empty where none was expressed."""
    text = row.wish.strip().lower()
    if ascii_fold(text) in _NONE:
        return "", ""
    local, _, domain = text.partition("@")
    return local, domain
