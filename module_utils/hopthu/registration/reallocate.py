"""Mend what two branches allocated twice: the later record gets another id or address."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import HopthuError, Place
from ..inventory.check import addresses_of, check_inventory
from ..inventory.model import Inventory, Person
from ..inventory.read import read_unchecked
from ..policy import Policy
from .allocate import Allocator
from .edit import RecordFile


class Mended(NamedTuple):
    """One value that changed: whose, in which folder of ``provinces/``, from what to what."""

    person: Person
    folder: str
    key: str
    before: str
    after: str


def reallocate(root: Path, policy: Policy, keep: Collection[str] = ()) -> list[Mended]:
    """Give each later holder of an id or a mailbox another one, by line; the rest stays.

    The first in the order of the files keeps what it has; ``keep`` names others by id or by
    ``file:line``. Raises HopthuError, before anything is written, for whatever else is wrong with
    the inventory, an alias that somebody else has included.
    """
    inventory = read_unchecked(root)
    mended = list(_mend(inventory, policy, keep))
    problems = list(check_inventory(_with(inventory, mended), policy.reserved))
    if problems:
        raise HopthuError(problems)
    files: dict[str, RecordFile] = {}
    for change in mended:
        path = root / "provinces" / change.folder / "people.yml"
        if change.folder not in files:
            files[change.folder] = RecordFile(path, "people", "")
        files[change.folder].set_value(change.person.place.line, change.key, change.after)
    for file in files.values():
        file.save()
    return mended


def _with(inventory: Inventory, mended: list[Mended]) -> Inventory:
    """The inventory as it will be."""
    values: dict[Place, dict[str, Any]] = {}
    for change in mended:
        values.setdefault(change.person.place, {})[change.key] = change.after
    return Inventory(
        {
            name: replace(
                province,
                people=tuple(replace(p, **values.get(p.place, {})) for p in province.people),
            )
            for name, province in inventory.provinces.items()
        }
    )


def _mend(inventory: Inventory, policy: Policy, keep: Collection[str]) -> Iterator[Mended]:
    allocator = Allocator(inventory, policy)
    ids: set[str] = set()
    taken = {agency.mailbox for agency in inventory.agencies.values()}
    people = [(name, p) for name, province in inventory.provinces.items() for p in province.people]
    for folder, person in sorted(people, key=lambda item: not _kept(item[1], keep)):
        prefix = person.id.rpartition("-")[0]
        if person.id in ids:
            yield Mended(person, folder, "id", person.id, allocator.person_id(prefix))
        ids.add(person.id)
        if person.mailbox in taken:
            other = allocator.person_mailbox(person.name, prefix)
            yield Mended(person, folder, "mailbox", person.mailbox, other)
        taken.update(addresses_of(person))


def _kept(person: Person, keep: Collection[str]) -> bool:
    place = f"{person.place.file}:{person.place.line}"
    return any(name == person.id or place.endswith(name) for name in keep)
