"""Try registrations on the inventory in memory, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hopthu.records.given.enter import entered
from hopthu.records.inventory.check import check_inventory
from hopthu.records.model import Agency, Inventory, Person, Province
from hopthu.records.policy import Policy
from hopthu.text.errors import Problem

from .people import Registration


def trial(
    inventory: Inventory, registrations: Iterable[Registration], policy: Policy
) -> list[Problem]:
    """Return what would be wrong with the whole inventory once these were written; O(records).

    The problems of a new record have the place of its row.
    """
    provinces = dict(inventory.provinces)
    for registration in registrations:
        name = registration.folder
        province = provinces.get(name) or Province(name)
        provinces[name] = replace(
            province,
            agencies=tuple(_managed([*province.agencies, *registration.agencies], registration)),
            people=(*province.people, *registration.people),
        )
        _match(provinces, registration)
    after = replace(inventory, provinces=provinces)
    if after.given.exists:
        after = entered(after, policy)
    return list(check_inventory(after, policy))


def _managed(agencies: Iterable[Agency], registration: Registration) -> Iterable[Agency]:
    for agency in agencies:
        added = registration.managers.get(agency.id, ())
        yield replace(agency, managers=(*agency.managers, *added)) if added else agency


def _match(provinces: dict[str, Province], registration: Registration) -> None:
    for (home, person_id), hashes in registration.matches.items():
        province = provinces[home]
        people: list[Person] = [
            replace(person, matches=(*person.matches, *hashes))
            if person.id == person_id
            else person
            for person in province.people
        ]
        provinces[home] = replace(province, people=tuple(people))
