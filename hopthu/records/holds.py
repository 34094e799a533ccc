"""Legal holds: which mailboxes nothing may be taken from, and since which day.

A hold counts from the moment it is in a record, whatever its ``since`` says, and until the end of
its last day, or until it is lifted. While one is on, nobody retires the mailbox, what its owner
deletes is not thrown away, and copies do not age (``since`` says which may not go at all).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .model import Agency, Hold, Inventory, Person


@dataclass(frozen=True, slots=True)
class Held:
    """A hold and whose mailbox it is on."""

    record: Agency | Person
    hold: Hold


def is_over(hold: Hold, day: str) -> bool:
    """Whether the last day of a hold is before the ISO ``day``."""
    return bool(hold.until) and hold.until < day


def holds_on(record: Agency | Person, day: str) -> tuple[Hold, ...]:
    """The holds of a record that are on, on the ISO ``day``."""
    return tuple(hold for hold in record.hold if not is_over(hold, day))


def every_hold(inventory: Inventory) -> Iterator[Held]:
    """Every hold of every record, agencies first; O(records)."""
    records: list[Agency | Person] = [*inventory.agencies.values(), *inventory.people()]
    for record in records:
        for hold in record.hold:
            yield Held(record, hold)


def earliest(inventory: Inventory, day: str) -> str:
    """The first day of all holds that are on, on the ISO ``day``; empty where none is."""
    days = (held.hold.since for held in every_hold(inventory) if not is_over(held.hold, day))
    return min(days, default="")
