"""The agencies that a guide's examples are of: two of the environment's own, where it has any."""

from __future__ import annotations

from typing import NamedTuple

from hopthu.records.model import Agency, Inventory
from hopthu.records.policy import Policy


class Places(NamedTuple):
    """What the mailboxes of an agency and of the one above it end in: ``bimson.thanhhoa``."""

    below: str = "bimson.thanhhoa"
    above: str = "thanhhoa"


USUAL = Places()


def places_of(inventory: Inventory, policy: Policy) -> Places:
    """The usual examples where an environment has them, or no agencies yet; else its first two."""

    def place(agency: Agency | None) -> str:
        return agency.mailbox.removeprefix(f"{policy.agency_prefix}.") if agency else ""

    found = [
        Places(place(agency), place(inventory.agencies.get(agency.parent)))
        for agency in inventory.agencies.values()
        if not agency.ended and agency.mailbox
    ]
    whole = [each for each in found if each.below and each.above]
    return USUAL if USUAL in whole or not whole else whole[0]
