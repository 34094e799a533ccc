"""Leavers whose box has been kept for its time: their entries may be gone, and stay gone.

Nothing notes who was retired: who left, and when, is in the record, and how long a box is kept is
in the policy. An entry of theirs that is there is looked after as before, until it is retired; one
that is not is not made again, and is missed by nobody.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from hopthu.records.keeping import is_over
from hopthu.records.model import Inventory, Person
from hopthu.servers.directory.tree import person_dn, same_dn

from ..desired.subject import Desired
from ..request import Request


def out_of_time(inventory: Inventory, request: Request) -> list[Person]:
    """The people of the requested provinces whose boxes were kept long enough, in their order."""
    day = request.today.isoformat()
    return [
        person
        for name in request.provinces
        for person in inventory.provinces[name].people
        if person.state == "left" and is_over(person, request.policy, day)
    ]


def still_wanted(
    wanted: Mapping[str, list[Desired]],
    there: Container[str],
    inventory: Inventory,
    request: Request,
) -> dict[str, list[Desired]]:
    """Leave out, of each province, whose time is over and whose entry is not ``there``.

    ``there`` has folded DNs.
    """
    over = {
        same_dn(person_dn(person.id, request.suffix)) for person in out_of_time(inventory, request)
    }
    gone = {dn for dn in over if dn not in there}
    return {
        name: [desired for desired in entries if same_dn(desired.entry.dn) not in gone]
        if gone
        else entries
        for name, entries in wanted.items()
    }
