"""The provinces of the board: those of the map, and what the inventory has of each."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hopthu.files.data import load
from hopthu.records import reference
from hopthu.records.agencies import name_of
from hopthu.records.model import Agency, Inventory, Person

OWN = 0  # the map of a service that is of neither day


@dataclass(frozen=True, slots=True)
class Tile:
    """A province's place on the map; ``folder`` where the map is the inventory's own."""

    province: reference.FormerProvince
    label: str
    row: int
    column: int
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Islands:
    """Islands with a place of their own on the map, and the label of the province they are of."""

    name: str
    province: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A province of the map with its records: agencies that are, and people who are active.

    ``name`` is its folder. ``missing`` are agencies of 2008 that no form has named yet, by their
    kind. ``known``: whether it is known which agencies there are to be.
    """

    tile: Tile
    name: str
    agencies: tuple[Agency, ...] = ()
    people: tuple[Person, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    known: bool = False

    @property
    def agencies_file(self) -> str:
        """Where its agencies stand, from the environment's folder."""
        return f"provinces/{self.name}/agencies.yml"

    @property
    def people_file(self) -> str:
        """Where its people stand."""
        return f"provinces/{self.name}/people.yml"


@cache
def tiles(number: int) -> tuple[Tile, ...]:
    """The map of the 63 provinces of 2008 or of the 34 of 2025, in the order of their codes."""
    data = _data()
    units = reference.provinces().values() if number == 63 else reference.provinces_of_2025()
    known = {unit.code: unit for unit in units}
    found = [
        Tile(known[code], data["labels"].get(code, known[code].name), row, column)
        for row, line in enumerate(data["maps"][str(number)])
        for column, code in enumerate(line.split())
        if code in known
    ]
    return tuple(sorted(found, key=lambda tile: tile.province.code))


@cache
def islands(number: int) -> tuple[Islands, ...]:
    """What the same map shows far out at sea."""
    labels = {tile.province.code: tile.label for tile in tiles(number)} if number else {}
    return tuple(
        Islands(each["name"], labels[each["of"]], each["row"], each["column"])
        for each in _data()["islands"].get(str(number), ())
    )


@cache
def _data() -> Any:
    return load(__package__, "tiles.yml")


def map_of(inventory: Inventory) -> int:
    """Which map an inventory is of: that of 63 or 34 provinces, or :data:`OWN` of another service.

    It is that of 34 once a province that became part of one ended, or where all 34 are there.
    """
    lasting = {unit.id for unit in reference.provinces_of_2025()}
    former = {unit.id for unit in reference.provinces().values()}
    there = {agency.id for agency in own_agencies(inventory).values()}
    if len(there - lasting - former) > len(there) / 2:
        return OWN
    if lasting <= there:
        return 34
    gone = former - lasting
    ended = {agency.id for agency in inventory.agencies.values() if agency.ended}
    return 34 if gone & ended else 63


def units(inventory: Inventory) -> list[Unit]:
    """Every province of the inventory's map, with what the inventory has of it."""
    number = map_of(inventory)
    if number == OWN:
        return [_unit(inventory, tile, tile.folder) for tile in own_tiles(inventory)]
    return [
        _unit(inventory, tile, "" if number == 63 else _lasting(inventory, tile.province))
        for tile in tiles(number)
    ]


def own_agencies(inventory: Inventory) -> dict[str, Agency]:
    """The agency that each folder but the centre's is of: its first that goes on."""
    found: dict[str, Agency] = {}
    kinds = inventory.kinds.counted
    for name, records in inventory.provinces.items():
        for agency in records.agencies:
            if agency.kind in kinds and not agency.ended:
                found.setdefault(name, agency)
    return found


def own_tiles(inventory: Inventory) -> list[Tile]:
    """A map of an inventory that is of no map: row by row, in the order of its folders."""
    own = own_agencies(inventory)
    columns = max(1, math.ceil(math.sqrt(len(own))))
    return [
        Tile(
            reference.FormerProvince(agency.code, agency.name, name.replace("_", "-"), ""),
            " ".join(agency.name.split()[-2:]),
            *divmod(number, columns),
            folder=name,
        )
        for number, (name, agency) in enumerate(own.items())
    ]


def centre(inventory: Inventory) -> set[str]:
    """The folders of agencies above the provinces, which the board does not count."""
    kinds = inventory.kinds.counted
    return {
        name
        for name, records in inventory.provinces.items()
        if records.agencies and not any(agency.kind in kinds for agency in records.agencies)
    }


def _unit(inventory: Inventory, tile: Tile, folder: str) -> Unit:
    """Of a ``folder``; without one the reference tells it, and all agencies that are to be."""
    whole = not folder
    name = (folder or tile.province.slug).replace("-", "_")
    records = inventory.provinces.get(name)
    agencies = records.agencies if records else ()
    kinds = inventory.kinds.counted
    there = tuple(a for a in agencies if not a.ended and a.kind in kinds)
    missing = _missing(inventory, tile.province) if whole else ()
    people = tuple(p for p in records.people if p.state == "active") if records else ()
    return Unit(tile, name, there, people, tuple(missing), known=whole or bool(there))


def _lasting(inventory: Inventory, province: reference.FormerProvince) -> str:
    """The slug of those that formed a province of 2025 whose agency goes on.

    Ids and folders last: Huế's is ``thua-thien-hue``. Where all ended, a new one was founded.
    """
    known = inventory.agencies
    if province.id in known and not known[province.id].ended:
        return province.slug
    formed = reference.provinces_of_2025()[province]
    lasting = [one for one in formed if one.id not in known or not known[one.id].ended]
    there = [one.slug for one in lasting if one.id in known] or [one.slug for one in lasting]
    return province.slug if province.slug in there or not there else there[0]


def _missing(inventory: Inventory, province: reference.FormerProvince) -> Iterator[tuple[str, str]]:
    if province.id not in inventory.agencies:
        yield inventory.kinds.own_of_province, name_of(province)
    for district in reference.districts(province.code):
        if district.id not in inventory.agencies:
            yield inventory.kinds.own_of_district, name_of(district)
