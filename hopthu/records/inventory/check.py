"""What must hold between records: the tree is a tree, ids and addresses have one owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Place, Problem

from ..given.enter import check_given
from ..kinds import AgencyKinds
from ..lists import Catalogue, check_lists
from ..model import Agency, Inventory, MailingList, Person, addresses_of
from ..policy import Policy
from . import messages
from .check_holds import check_holds
from .check_kinds import check_kinds
from .check_quotas import check_quotas

Record = Agency | Person | MailingList


def check_inventory(inventory: Inventory, policy: Policy | None) -> Iterator[Problem]:
    """Yield every problem between the records of ``inventory``; O(records).

    Where there is a ``policy``, also what it does not allow.
    """
    reserved = policy.reserved if policy else frozenset()
    agencies = [a for province in inventory.provinces.values() for a in province.agencies]
    people = list(inventory.people())
    yield from _duplicate_ids(agencies)
    yield from _duplicate_ids(people)
    lists = [each for province in inventory.provinces.values() for each in province.lists]
    yield from _duplicate_ids(lists)
    catalogue = Catalogue(inventory, policy) if policy else None
    yield from check_given(inventory, catalogue.generated if catalogue else ())
    yield from _tree(inventory, agencies, policy.kinds if policy else inventory.kinds)
    if policy:
        yield from check_kinds(inventory, policy.kinds)
    owners: dict[str, Record] = {}
    taken = list(_addresses([*agencies, *people, *lists], owners, reserved))
    yield from taken
    yield from _membership(inventory, agencies, people)
    yield from check_holds([*agencies, *people])
    if policy and catalogue:
        yield from check_lists(catalogue, policy)
        # The lists of two agencies with one address have one, too: that need not be told.
        told = {problem.place for problem in taken}
        made = (each for each in catalogue.generated if each.place not in told)
        yield from _addresses(made, owners, reserved)
        yield from check_quotas(agencies, people, policy.quotas)


def _duplicate_ids(records: Iterable[Record]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for record in records:
        other = first.setdefault(record.id, record.place)
        if other is not record.place:
            yield messages.DUPLICATE_ID.at(record.place, id=record.id, other=other)


def _tree(inventory: Inventory, agencies: list[Agency], kinds: AgencyKinds) -> Iterator[Problem]:
    siblings: dict[tuple[str, str], Agency] = {}
    for agency in agencies:
        if not agency.parent:
            if not kinds.is_top(agency.kind):
                yield messages.NO_PARENT.at(agency.place, id=agency.id)
        elif agency.parent not in inventory.agencies:
            yield messages.UNKNOWN_PARENT.at(agency.place, parent=agency.parent)
        key = (agency.parent, agency.id.rpartition(".")[2])
        other = siblings.setdefault(key, agency)
        if other.id != agency.id:
            yield messages.SAME_ENTRY.at(
                agency.place, id=agency.id, other=other.id, parent=agency.parent or "ou=agencies"
            )
        yield from _ended(agency, inventory)
    yield from _cycles(inventory)


def _ended(agency: Agency, inventory: Inventory) -> Iterator[Problem]:
    """An agency that ended says since when; none hangs from it, and its successor is known."""
    if agency.ended and not agency.since:
        yield messages.ENDED_SINCE.at(agency.place, id=agency.id)
    if agency.successor and agency.successor not in inventory.agencies:
        yield messages.UNKNOWN_SUCCESSOR.at(agency.place, successor=agency.successor)
    parent = inventory.agencies.get(agency.parent)
    if parent is not None and parent.ended and not agency.ended:
        yield messages.PARENT_ENDED.at(agency.place, id=agency.id, parent=parent.id)


def _cycles(inventory: Inventory) -> Iterator[Problem]:
    done: set[str] = set()
    for start in inventory.agencies:
        path: list[str] = []
        node = start
        while node in inventory.agencies and node not in done and node not in path:
            path.append(node)
            node = inventory.agencies[node].parent
        if node in path:
            chain = " → ".join([*path[path.index(node) :], node])
            place = inventory.agencies[node].place
            yield messages.CYCLE.at(place, chain=chain)
        done.update(path)


def _addresses(
    records: Iterable[Record], owners: dict[str, Record], reserved: frozenset[str]
) -> Iterator[Problem]:
    """Yield addresses that somebody else has, by ``owners``, to which those of ``records`` come."""
    for record in records:
        for mailbox in addresses_of(record):
            if mailbox in reserved:
                yield messages.RESERVED_ADDRESS.at(record.place, mailbox=mailbox)
            owner = owners.setdefault(mailbox, record)
            if owner is record:
                continue
            if isinstance(record, MailingList) and record.kind != "manual":
                # What follows from the tree cannot choose: whoever took its address must.
                yield _taken(mailbox, record, owner)
            else:
                yield _taken(mailbox, owner, record)


def _taken(mailbox: str, owner: Record, other: Record) -> Problem:
    """What is said of the address of ``owner`` at the record of the other."""
    return messages.DUPLICATE_ADDRESS.at(
        other.place, mailbox=mailbox, owner=owner.id, other=owner.place
    )


def _membership(
    inventory: Inventory, agencies: list[Agency], people: list[Person]
) -> Iterator[Problem]:
    for agency in agencies:
        for manager in agency.managers:
            if manager not in inventory.by_id:
                yield messages.UNKNOWN_MANAGER.at(agency.place, manager=manager)
    for person in people:
        values: dict[str, object] = {"id": person.id, "agency": person.agency}
        if person.agency not in inventory.agencies:
            yield messages.UNKNOWN_AGENCY.at(person.place, **values)
        elif person.state != "left" and inventory.agencies[person.agency].ended:
            yield messages.AGENCY_ENDED.at(person.place, **values)
        if person.state == "left" and not person.since:
            yield messages.SINCE_MISSING.at(person.place)
