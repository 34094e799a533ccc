"""How long boxes and addresses are kept, and what of it ends soon."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from .lists import Catalogue
from .model import Agency, Inventory, Person
from .policy import Policy

BOX_END, ADDRESS, LIST_END, PASSWORD = "box", "address", "list", "password"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something that ends on a day, of a record with ``id``.

    ``what``: its box, one of its former addresses, one that a list of the tree or a role had with
    its agency, or the first password of the box at ``address`` (a local part).
    """

    until: str
    id: str
    name: str
    address: str
    what: str


def add_months(day: str, months: int) -> str:
    """The ISO date ``months`` later; the 31st becomes the last of a shorter month."""
    date = datetime.date.fromisoformat(day)
    years, month = divmod(date.month - 1 + months, 12)
    first_of_next = datetime.date(date.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - datetime.timedelta(1)).day
    return datetime.date(date.year + years, month + 1, min(date.day, last)).isoformat()


def day_before(day: str) -> str:
    """The ISO date one day earlier."""
    return (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()


def kept_until(record: Agency | Person, policy: Policy) -> str:
    """The last day on which the box of somebody who left, or of an ended agency, is kept."""
    if isinstance(record, Agency):
        months = policy.keep_months["agency"]
    else:
        months = policy.keep_months["leader" if policy.is_leader(record.title) else "staff"]
    return add_months(record.since, months)


def is_over(record: Agency | Person, policy: Policy, day: str) -> bool:
    """Whether a box that is kept for a time has been kept for it, on the ISO ``day``."""
    gone = record.state in {"left", "ended"} and bool(record.since and record.mailbox)
    return gone and kept_until(record, policy) < day


def due(inventory: Inventory, policy: Policy, after: str, until: str) -> list[Due]:
    """What ends between two ISO dates, both included, the first first; O(records)."""
    return sorted(item for item in _ends(inventory, policy) if after <= item.until <= until)


def _ends(inventory: Inventory, policy: Policy) -> Iterator[Due]:
    records: list[Agency | Person] = [*inventory.agencies.values(), *inventory.people()]
    for record in records:
        if record.state in {"left", "ended"} and record.mailbox:
            until = kept_until(record, policy)
            yield Due(until, record.id, record.name, record.mailbox, BOX_END)
        for former in record.former_mailboxes:
            if former.until:
                yield Due(former.until, record.id, record.name, former.mailbox, ADDRESS)
    for each in Catalogue(inventory, policy).lists.values():
        for former in each.former_mailboxes:
            if former.until:
                yield Due(former.until, each.id, each.name, former.mailbox, LIST_END)
