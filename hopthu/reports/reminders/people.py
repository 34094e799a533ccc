"""What became of the slips: whose was made, who has it, who has logged in with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hopthu.provision.handover.store import ISSUED, Receipt, Record
from hopthu.records.model import Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """One active person. ``slip`` is the newest bundle with a slip for them, None without one.

    ``receipt``: whom the slip was handed to; ``login``: the last one, in UTC, also from before.
    """

    id: str
    name: str
    agency: str
    address: str
    slip: Record | None = None
    receipt: Receipt | None = None
    login: datetime | None = None

    @property
    def logged_in(self) -> bool:
        """Whether they have logged in since the slip was made; without a slip, ever."""
        if self.login is None or self.slip is None:
            return self.login is not None
        return self.login >= datetime.fromisoformat(self.slip.made)


@dataclass(frozen=True, slots=True)
class Handed:
    """The active people of one province, in the order of its file."""

    province: str
    title: str
    owners: tuple[Owner, ...]

    @property
    def with_slip(self) -> list[Owner]:
        """Those who have a slip."""
        return [owner for owner in self.owners if owner.slip is not None]

    @property
    def handed(self) -> list[Owner]:
        """Those whose slip somebody was given."""
        return [owner for owner in self.owners if owner.receipt is not None]

    @property
    def logged_in(self) -> list[Owner]:
        """Those with a slip who have logged in since."""
        return [owner for owner in self.with_slip if owner.logged_in]

    @property
    def missing(self) -> list[Owner]:
        """Those with a slip who have not logged in since it was made: who is to be reminded."""
        return [owner for owner in self.with_slip if not owner.logged_in]

    @property
    def without(self) -> list[Owner]:
        """Those who never got a slip and never logged in: they cannot."""
        return [owner for owner in self.owners if owner.slip is None and not owner.logged_in]


def handed_over(
    inventory: Inventory,
    provinces: Iterable[str],
    domain: str,
    records: Sequence[Record],
    logins: Mapping[str, datetime | None],
) -> list[Handed]:
    """What became of the slips of ``provinces``; ``records`` are all bundles, the oldest first.

    A bundle whose passwords may never have come into the directory counts for nothing. Somebody who
    has moved on to another province is told there.
    """
    slips = {
        person: record for record in records if record.state == ISSUED for person in record.people
    }
    return [
        Handed(
            name,
            inventory.provinces[name].title,
            tuple(
                Owner(
                    id=person.id,
                    name=person.name,
                    agency=inventory.agencies[person.agency].name,
                    address=f"{person.mailbox}@{domain}",
                    slip=(slip := slips.get(person.id)),
                    receipt=_receipt(slip, person.id) if slip else None,
                    login=logins.get(person.id),
                )
                for person in inventory.provinces[name].people
                if person.state == "active"
            ),
        )
        for name in provinces
    ]


def _receipt(slip: Record, person: str) -> Receipt | None:
    """The last note of who has a slip: it may have been handed on."""
    return next((each for each in reversed(slip.receipts) if person in each.people), None)
