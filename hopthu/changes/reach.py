"""Where a letter to each address goes on a day: into which box, by which rule, or nowhere.

Every address that anybody has or had is in the answer, so that a change can be proved to lose none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from hopthu.records.model import Agency, Inventory, Person


class Rule(Enum):
    """Why a letter is taken or refused."""

    BOX = "box"  # the main address of a person or an agency
    ALIAS = "alias"  # another address of the same box
    FORMER = "former"  # an address of before, taken until its day
    KEPT = "kept"  # the box of somebody who left or of an agency that ended, kept for its time
    EXPIRED = "expired"  # refused: the time of a former address is over

    @property
    def taken(self) -> bool:
        """Whether the letter is taken."""
        return self is not Rule.EXPIRED


@dataclass(frozen=True, slots=True)
class Reach:
    """What becomes of a letter: whose box (an id), the rule, and until when (may be empty)."""

    owner: str
    rule: Rule
    until: str = ""


def reach(inventory: Inventory, day: str) -> dict[str, Reach]:
    """What becomes of a letter to each local part on an ISO date; O(records)."""
    records: list[Agency | Person] = [*inventory.agencies.values(), *inventory.people()]
    return {address: each for record in records for address, each in _of(record, day)}


def _of(record: Agency | Person, day: str) -> Iterator[tuple[str, Reach]]:
    gone = record.state in {"left", "ended"}
    if record.mailbox:
        yield record.mailbox, Reach(record.id, Rule.KEPT if gone else Rule.BOX)
    for alias in getattr(record, "aliases", ()):
        yield alias, Reach(record.id, Rule.ALIAS)
    for former in record.former_mailboxes:
        over = bool(former.until) and former.until < day
        rule = Rule.EXPIRED if over or not record.mailbox else Rule.FORMER
        yield former.mailbox, Reach(record.id, rule, former.until)
