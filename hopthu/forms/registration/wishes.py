"""Addresses that a form wishes for: met where nothing speaks against it, else answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from hopthu.records import messages as record_messages
from hopthu.records.allocate import Allocator
from hopthu.records.policy import Policy
from hopthu.records.reference import districts, provinces
from hopthu.text.errors import Message, Problem
from hopthu.text.names import ascii_fold, slug

from ..rows.person import Row
from . import messages

_NUMBER = re.compile(r"\+?[\d._-]{6,}")  # a telephone's, or a date: an address publishes it
_NONE = frozenset({"", "-", "0", "x", "k", "ko", "khong", "khong co", "nt"})


class Wish(NamedTuple):
    """What a cell wishes for ``name``: local part and domain, empty where it says none."""

    row: Row
    name: str
    text: str
    local: str
    domain: str


def personal_wish(row: Row) -> Wish | None:
    """The address that the person of a row wishes for; None where there is no wish."""
    return _wish(row, row.name, row.wish)


def agency_wish(row: Row) -> Wish | None:
    """The address that a row wishes for the mailbox of its agency."""
    return _wish(row, row.agency_id, row.agency_mailbox)


def _wish(row: Row, name: str, text: str) -> Wish | None:
    written = text.strip().lower()
    if ascii_fold(written) in _NONE:
        return None
    local, _, domain = written.partition("@")
    return Wish(row, name, text.strip(), local, domain)


def why_not(wish: Wish, allocator: Allocator, policy: Policy) -> Message | None:
    """What speaks against a wish; None where it can be met."""
    if wish.domain not in ("", policy.domain):
        return messages.WISH_FOREIGN
    if wish.name != wish.row.agency_id and _is_place(wish):
        return record_messages.WISH_RESERVED
    if _NUMBER.fullmatch(wish.local):
        return messages.WISH_NUMBER
    return allocator.refusal_of(wish.local, of_agency=wish.name == wish.row.agency_id)


def _is_place(wish: Wish) -> bool:
    """Whether a wish is a province's or district's name, and none that the person has."""
    bare = re.sub(r"[._-]", "", wish.local)
    name = "".join(re.findall(r"[a-z]+", ascii_fold(wish.row.name).lower()))
    return bare in _places() and bare not in name


def is_strange(wish: Wish) -> bool:
    """Whether a personal wish has nothing of the name: no word of it, nor its initials."""
    words = [re.sub(r"[^a-z]", "", ascii_fold(word).lower()) for word in wish.row.name.split()]
    initials = "".join(word[:1] for word in words)
    bare = re.sub(r"[^a-z]", "", wish.local)
    parts = [initials, *(word for word in words if len(word) > 1)]
    return wish.name != wish.row.agency_id and not any(part in bare for part in parts)


@cache
def _places() -> frozenset[str]:
    units = (unit for code in provinces() for unit in districts(code))
    names = (
        *(province.name for province in provinces().values()),
        *(unit.name.removeprefix(f"{unit.type.capitalize()} ") for unit in units),
    )
    return frozenset(slug(name).replace("-", "") for name in names)


def answered(wish: Wish, mailbox: str, why: Message, policy: Policy) -> Problem:
    """Say what was given instead."""
    values = {
        "name": wish.name,
        "wish": wish.text,
        "mailbox": mailbox,
        "domain": policy.domain,
        "least": policy.shortest_wish,
        "most": policy.max_length,
    }
    return why.at(wish.row.place, **values)


def late(wish: Wish, held: Collection[str], mailbox: str, policy: Policy) -> Iterator[Problem]:
    """Say that who has an address keeps it, unless the wish is for one of those ``held``."""
    if wish.local not in held:
        yield answered(wish, mailbox, messages.WISH_LATE, policy)
