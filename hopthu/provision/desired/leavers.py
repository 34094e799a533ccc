"""Leavers whose box has been kept for its time: their entries may be gone, and stay gone.

Nothing notes who was retired: who left, and when, is in the record, and how long a box is kept is
in the policy. An entry of theirs that is there is looked after as before, until it is retired; one
that is not is not made again, and is missed by nobody.
"""

from __future__ import annotations

from hopthu.records.keeping import is_over
from hopthu.records.model import Inventory, Person
from hopthu.servers.directory.tree import person_dn, same_dn

from ..request import Request


def out_of_time(inventory: Inventory, request: Request) -> dict[str, Person]:
    """The people of the requested provinces whose boxes were kept long enough, by folded DN."""
    day = request.today.isoformat()
    return {
        same_dn(person_dn(person.id, request.suffix)): person
        for name in request.provinces
        for person in inventory.provinces[name].people
        if person.state == "left" and is_over(person, request.policy, day)
    }
