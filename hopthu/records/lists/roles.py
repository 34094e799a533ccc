"""The addresses of roles: ``vanthu.bimson.thanhhoa`` reaches who holds that post there now."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import ANYBODY, Inventory, MailingList
from ..policy import Policy
from ..policy.lists import ROLE
from .tree import addresses_at


def role_lists(inventory: Inventory, policy: Policy) -> Iterator[MailingList]:
    """Yield a list for each role of each agency; anybody may write to it, as to a mailbox.

    Where nobody active holds the role, its letters go to the agency's mailbox: none is lost.
    """
    for agency in inventory.agencies.values():
        for role in agency.roles:
            held = any(map(inventory.is_active, role.holders))
            yield MailingList(
                id=f"{ROLE}.{agency.id}.{role.role}",
                name=f"{role.role}, {agency.name}",
                kind=ROLE,
                agency=agency.id,
                people=role.holders,
                agencies=() if held or not agency.mailbox else (agency.id,),
                writers=(ANYBODY,),
                place=agency.place,
                **addresses_at(f"{role.role}.{{place}}", agency, policy),
            )
