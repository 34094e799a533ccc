"""The mailboxes of the inventory with what the mail servers say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hopthu.records.model import Inventory
from hopthu.servers.mail.usage import Usage


@dataclass(frozen=True, slots=True)
class MailboxUse:
    """One mailbox; bytes. ``used`` is None where nobody could tell, ``limit`` 0 where none is set.

    ``before``: what it held in the report that this one is compared with, if it stands there.
    """

    address: str
    name: str
    agency: str
    province: str
    used: int | None = None
    limit: int = 0
    before: int | None = None

    @property
    def share(self) -> float | None:
        """Percent of the limit in use; None without either."""
        return None if self.used is None or not self.limit else self.used * 100 / self.limit

    @property
    def growth(self) -> int | None:
        """Bytes more than before; None where one side is not known."""
        return None if self.used is None or self.before is None else self.used - self.before

    def days_left(self, days: float) -> float | None:
        """Days until it is full at the pace of the last ``days``; None where it does not grow."""
        growth = self.growth
        if growth is None or growth <= 0 or self.used is None or not self.limit or days <= 0:
            return None
        return max(0.0, (self.limit - self.used) / (growth / days))


@dataclass(frozen=True, slots=True)
class Total:
    """Some mailboxes taken together; ``unknown`` are those of which no server told."""

    title: str
    boxes: int
    unknown: int
    used: int
    limit: int
    growth: int | None
    watched: int


def mailboxes(
    inventory: Inventory,
    provinces: Iterable[str],
    domain: str,
    usage: Usage,
    before: Mapping[str, int],
) -> list[MailboxUse]:
    """Every mailbox of the provinces, agencies before people; ``before`` is by address."""
    found = []
    for name in provinces:
        province = inventory.provinces[name]
        owners = [
            *((agency.mailbox, agency.name, agency.id) for agency in province.agencies),
            *((person.mailbox, person.name, person.agency) for person in province.people),
        ]
        for mailbox, label, agency in owners:
            if mailbox:
                address = f"{mailbox}@{domain}"
                box = usage.boxes.get(address.lower())
                found.append(
                    MailboxUse(
                        *(address, label, agency, province.title),
                        used=usage.of(address),
                        limit=box.limit if box else 0,
                        before=before.get(address),
                    )
                )
    return found


def watched(boxes: Iterable[MailboxUse], share: int) -> list[MailboxUse]:
    """Those that use ``share`` percent or more of their limit, the fullest first."""
    full = [box for box in boxes if box.share is not None and box.share >= share]
    return sorted(full, key=lambda box: (-(box.share or 0), box.address))


def totals(boxes: Iterable[MailboxUse], share: int) -> Iterator[Total]:
    """One total for each province, in their order."""
    by_province: dict[str, list[MailboxUse]] = {}
    for box in boxes:
        by_province.setdefault(box.province, []).append(box)
    for title, each in by_province.items():
        yield total(title, each, share)


def total(title: str, boxes: list[MailboxUse], share: int) -> Total:
    """Add up ``boxes``; the growth is that of the mailboxes known at both times."""
    grown = [box.growth for box in boxes if box.growth is not None]
    return Total(
        title,
        boxes=len(boxes),
        unknown=sum(box.used is None for box in boxes),
        used=sum(box.used or 0 for box in boxes),
        limit=sum(box.limit for box in boxes),
        growth=sum(grown) if grown else None,
        watched=len(watched(boxes, share)),
    )
