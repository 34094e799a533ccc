"""What the register gains when records are written, and what it says of records as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from hopthu.text.errors import Place, Problem

from ..lists import Catalogue
from ..model import Agency, Inventory, MailingList, Person, addresses_of
from ..policy import Policy
from ..register import AGENCY, LIST, MADE, PERSON, GivenLine, GivenTo, Register, name_hash
from . import messages

Record = Agency | Person | MailingList


class Given(NamedTuple):
    """A record of an inventory as the register sees it: in which folder, and as what."""

    folder: str
    owner: GivenTo
    record: Record


def given_by(inventory: Inventory, policy: Policy | None) -> Iterator[Given]:
    """Every record that has an id; with a ``policy`` also the lists that follow from the tree."""
    for folder, province in inventory.provinces.items():
        for agency in province.agencies:
            yield Given(folder, GivenTo(AGENCY, agency.id), agency)
        for person in province.people:
            yield Given(folder, GivenTo(PERSON, person.id), person)
        for each in province.lists:
            yield Given(folder, GivenTo(LIST, each.id), each)
    if policy is not None:
        for each in Catalogue(inventory, policy).generated:
            yield Given(inventory.home[each.agency], GivenTo(MADE, each.id), each)


def entered(inventory: Inventory, policy: Policy | None, *, declared: bool = False) -> Inventory:
    """The inventory with everything in the register that its records have and it had not.

    What contradicts the register stays as it is for the check to tell, unless somebody
    ``declared`` it, by a change: then an address goes over, and a person may be named otherwise.
    """
    register = inventory.given
    added: dict[str, list[GivenLine]] = defaultdict(list)
    for folder, owner, record in given_by(inventory, policy):
        line = _new_line(register, owner, record, declared=declared)
        if line is not None:
            added[folder].append(line)
    if not added and register.exists:
        return inventory
    return replace(inventory, given=register.with_lines(added))


def _new_line(
    register: Register, owner: GivenTo, record: Record, *, declared: bool
) -> GivenLine | None:
    known, holder = register.owners.get(owner), register.holder
    if known is not None and _is_another(known, record) and not declared:
        return None
    fresh = tuple(
        address
        for address in addresses_of(record)
        if address not in holder or (declared and holder[address] != owner)
    )
    name, born = "", ""
    if isinstance(record, Person):
        born, name = record.born, name_hash(record.name)
        if known is not None and not born and known.name == name:
            born = known.born  # a day that was taken out of the record is theirs still
        # Whoever was born on that day is the same, whatever they are called now.
        elif known is not None and born and known.born == born:
            name = known.name
    if known is not None and not fresh and (name, born) == (known.name, known.born):
        return None
    return GivenLine(owner, fresh, name, born)


def _is_another(known: GivenLine, record: Record) -> bool:
    """Whether the record is of another person: neither the name nor the day of birth is theirs."""
    if not isinstance(record, Person) or not known.born or known.born == record.born:
        return False
    return known.name != name_hash(record.name)


def check_given(inventory: Inventory, made: Iterable[MailingList] = ()) -> Iterator[Problem]:
    """Yield every contradiction between the records and the register; O(records).

    ``made``: the lists that follow from the tree. An environment that has no register yet is not
    checked.
    """
    register = inventory.given
    yield from register.wrong
    if not register.exists:
        return
    present = {given.owner: given for given in given_by(inventory, None)}
    yield from _vanished(inventory, register, present.keys())
    unknown: set[str] = set()
    for given in present.values():
        if given.folder not in register.files and given.owner not in register.owners:
            if given.folder not in unknown:
                unknown.add(given.folder)
                yield messages.NO_FILE.at(given.record.place, province=given.folder)
            continue
        yield from _contradictions(register, given, present)
    for each in made:
        yield from _given_before(register, GivenTo(MADE, each.id), each, present)


def _vanished(
    inventory: Inventory, register: Register, present: Iterable[GivenTo]
) -> Iterator[Problem]:
    here = set(present)
    by_folder: dict[str, list[GivenTo]] = defaultdict(list)
    for owner in register.owners:
        if owner.kind != MADE and owner not in here and owner not in register.gone:
            by_folder[register.home[owner]].append(owner)
    for folder, owners in by_folder.items():
        place = Place(f"given/{folder}.txt")
        if folder not in inventory.provinces:
            yield messages.PROVINCE_VANISHED.at(place, province=folder, n=len(owners))
        else:
            for owner in owners:
                yield messages.VANISHED.at(place, id=owner.id)


def _contradictions(
    register: Register, given: Given, present: dict[GivenTo, Given]
) -> Iterator[Problem]:
    owner, record = given.owner, given.record
    if owner in register.gone:
        yield messages.CAME_BACK.at(record.place, id=owner.id, why=register.gone[owner])
    known = register.owners.get(owner)
    if known is None:
        yield messages.NOT_ENTERED.at(record.place, id=owner.id)
        return
    if _is_another(known, record):
        yield messages.OTHER_PERSON.at(record.place, id=owner.id, name=record.name)
    for address in addresses_of(record):
        if address not in register.holder:
            yield messages.ADDRESS_NOT_ENTERED.at(record.place, id=owner.id, address=address)
    yield from _given_before(register, owner, record, present)


def _given_before(
    register: Register, owner: GivenTo, record: Record, present: dict[GivenTo, Given]
) -> Iterator[Problem]:
    """Addresses of a record that were somebody's who has them no more.

    Of two lists that follow from the tree the later may be the earlier under another id.
    """
    for address in addresses_of(record):
        holder = register.holder.get(address, owner)
        passes = owner.kind == MADE == holder.kind
        if holder != owner and not passes and not _has(present.get(holder), address):
            values = {"id": owner.id, "address": address, "other": holder.id}
            yield messages.ADDRESS_GIVEN.at(record.place, **values)


def _has(given: Given | None, address: str) -> bool:
    """Whether a record has the address still: then two have it, and that is told elsewhere."""
    return given is not None and address in addresses_of(given.record)
