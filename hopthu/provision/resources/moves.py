"""Agencies that hang from another one than before: their entries move, with all below them.

What a move is depends on what is there: an entry whose agency has not moved itself comes along
with the one above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hopthu.records.model import Agency, Inventory
from hopthu.servers.directory.attributes import CSN, DN, ID, MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Rename
from hopthu.servers.directory.tree import rebased, same_dn
from hopthu.text.errors import Problem

from ..desired.agencies import agency_entries
from ..desired.subject import Desired
from ..plan import messages
from ..plan.change import Action, Change, FieldChange
from ..resource import Basis


@dataclass(slots=True)
class Moves:
    """What has to move so that wanted entries are where they belong, and what is there then.

    ``changes`` by the agency's id; ``entries`` by folded DN as they will be after the moves;
    ``places``: for each folded DN of before that changes, the DN of after; ``problems`` by id.
    """

    entries: dict[str, Entry]
    changes: dict[str, Change] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)


def moves_of(wanted: Iterable[Desired], actual: Mapping[str, Entry]) -> Moves:
    """Find the moves that bring ``wanted`` (those above first) to their places in ``actual``.

    O(entries), and for each move once more.
    """
    moves = Moves(dict(actual))
    there = {
        entry.attributes[ID][0].decode(): dn
        for dn, entry in actual.items()
        if ID in entry.attributes and MARK in entry.attributes
    }
    came_from = {dn: dn for dn in actual}
    for desired in wanted:
        now, target = there.get(desired.id), same_dn(desired.entry.dn)
        if now is None or now == target:
            continue
        if target in moves.entries:
            moves.problems[desired.id] = _occupied(desired, moves.entries[target])
            continue
        moves.changes[desired.id] = _change(desired, moves.entries[now])
        for dn in [dn for dn in moves.entries if dn == now or dn.endswith(f",{now}")]:
            entry = moves.entries.pop(dn)
            new = rebased(entry.dn, now, desired.entry.dn)
            attributes = entry.attributes
            if dn == now:  # its move asserts that it is as it was read, and changes that
                attributes = {k: v for k, v in attributes.items() if k != CSN}
            moves.entries[same_dn(new)] = Entry(new, attributes)
            origin = came_from.pop(dn)
            came_from[same_dn(new)] = origin
            moves.places[origin] = new
            if ID in attributes:
                there[attributes[ID][0].decode()] = same_dn(new)
    return moves


def agencies_by_then(basis: Basis) -> Moves:
    """The agencies' entries for whoever writes into them after ``agencies``.

    Where those that it has yet to move count as moved, they are at their new places already.
    """
    inventory, request = basis.inventory, basis.request
    actual = basis.reading.agencies()
    if basis.foretold or not request.check:
        return Moves(actual)
    agencies = {agency.id: agency for agency in agencies_of(inventory, request.provinces)}
    wanted = agency_entries(agencies.values(), inventory, request.suffix, request.policy.domain)
    return moves_of(wanted, actual)


def boxes(basis: Basis) -> dict[str, Entry]:
    """The entries of mailboxes by folded DN, for whoever writes into them after ``accounts``.

    Of people those of the requested provinces; agencies are few, so all of them.
    """
    return basis.people() | agencies_by_then(basis).entries


def agencies_of(inventory: Inventory, provinces: Iterable[str]) -> Iterator[Agency]:
    """The agencies of provinces, and those that they hang from."""
    for name in provinces:
        for agency in inventory.provinces[name].agencies:
            yield from inventory.ancestors(agency.id)
            yield agency


def _change(desired: Desired, entry: Entry) -> Change:
    rdn, _, superior = desired.entry.dn.partition(",")
    csn = entry.attributes.get(CSN, (b"",))[0]
    place = FieldChange(DN, (entry.dn.encode(),), (desired.entry.dn.encode(),))
    return Change(Action.MOVE, desired, (place,), Rename(entry.dn, rdn, superior, csn))


def _occupied(desired: Desired, other: Entry) -> Problem:
    return messages.PLACE_TAKEN.at(id=desired.id, label=desired.label, dn=other.dn)
