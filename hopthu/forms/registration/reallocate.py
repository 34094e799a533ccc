"""Mend what two branches allocated twice: the later record gets another id or address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hopthu.records.allocate import Allocator
from hopthu.records.edits.edit import RecordFile
from hopthu.records.inventory.check import check_inventory
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.model import Inventory, Person, addresses_of
from hopthu.records.policy import Policy
from hopthu.records.writing import write_records
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages


class Mended(NamedTuple):
    """One value that changed: whose, in which folder of ``provinces/``, from what to what."""

    person: Person
    folder: str
    key: str
    before: str
    after: str


def reallocate(root: Path, policy: Policy, keep: Iterable[str] = ()) -> list[Mended]:
    """Give each later holder of an id or a mailbox another one, by line; the rest stays.

    The first in the order of the files keeps what it has; ``keep`` names others by id or by
    ``file:line``. Raises HopthuError, before anything is written, for a name in ``keep`` that is
    not exactly one person's, and for whatever else is wrong with the inventory, an alias that
    somebody else has included.
    """
    inventory = read_unchecked(root)
    mended = list(_mend(inventory, policy, _keepers(inventory, keep)))
    files: dict[str, RecordFile] = {}
    for change in mended:
        path = root / "provinces" / change.folder / "people.yml"
        if change.folder not in files:
            files[change.folder] = RecordFile(path, "people", "")
        files[change.folder].set_value(change.person.place.line, change.key, change.after)
    contents = {file.path: file.text() for file in files.values()}
    if not contents:  # nothing to mend; what else is wrong is told all the same
        problems = list(check_inventory(inventory, policy))
        if problems:
            raise HopthuError(problems)
    # Who has what is settled here: the register follows.
    write_records(root, "scripts/intake --reallocate", contents, policy, declared=True)
    return mended


def unclear_managers(root: Path, mended: Iterable[Mended]) -> list[Problem]:
    """Agencies that name an id which two people had: whom they mean, only a reader knows."""
    after = {change.before: change.after for change in mended if change.key == "id"}
    return [
        messages.WHICH_MANAGER.at(agency.place, id=manager, new=after[manager])
        for province in read_unchecked(root).provinces.values()
        for agency in province.agencies
        for manager in agency.managers
        if manager in after
    ]


def _mend(inventory: Inventory, policy: Policy, keepers: set[Place]) -> Iterator[Mended]:
    allocator = Allocator(inventory, policy)
    ids: set[str] = set()
    taken = {agency.mailbox for agency in inventory.agencies.values()}
    people = [(name, p) for name, province in inventory.provinces.items() for p in province.people]
    for folder, person in sorted(people, key=lambda item: item[1].place not in keepers):
        prefix = person.id.rpartition("-")[0]
        if person.id in ids:
            yield Mended(person, folder, "id", person.id, allocator.person_id(prefix))
        ids.add(person.id)
        if person.mailbox in taken:
            other = allocator.person_mailbox(person.name, prefix)
            yield Mended(person, folder, "mailbox", person.mailbox, other)
        taken.update(addresses_of(person))


def _keepers(inventory: Inventory, keep: Iterable[str]) -> set[Place]:
    """The places of the records that ``keep`` names.

    A slip here would readdress the very person who was to be spared.
    """
    keepers: set[Place] = set()
    problems = []
    for name in keep:
        found = [person.place for person in inventory.people() if _is(person, name)]
        if len(found) == 1:
            keepers.update(found)
        elif found:
            places = ", ".join(map(str, found))
            problems.append(messages.KEEP_SEVERAL.at(name=name, places=places))
        else:
            problems.append(messages.KEEP_NOBODY.at(name=name))
    if problems:
        raise HopthuError(problems)
    return keepers


def _is(person: Person, name: str) -> bool:
    place = f"{person.place.file}:{person.place.line}"
    return name in {person.id, place} or place.endswith(f"/{name}")
