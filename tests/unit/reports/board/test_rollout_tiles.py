"""The map of tiles: every province once, and neighbours where they are."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.records import reference
from hopthu.records.inventory.read import read_inventory
from hopthu.reports.board.facts.units import Tile, islands, tiles, units
from tests.bench.country import make_country, write_country
from tests.bench.days import OFFICES, PROVINCES_2025

from .rollout_samples import POLICY


def by_slug(number: int) -> dict[str, Tile]:
    """The tiles of a map by the slug of their province."""
    return {tile.province.slug: tile for tile in tiles(number)}


@pytest.mark.parametrize("number", [63, 34])
def test_every_province_has_a_place_of_its_own(number: int) -> None:
    """As many as there are, none on another, none forgotten."""
    units = reference.provinces().values() if number == 63 else reference.provinces_of_2025()
    found = tiles(number)
    assert {tile.province for tile in found} == set(units)
    assert len({(tile.row, tile.column) for tile in found}) == len(found) == number


# From the Chinese border to the cape, and from Laos and Cambodia to the sea.
NORTH_TO_SOUTH = (
    "cao-bang thai-nguyen", "ha-noi ninh-binh", "ha-noi thanh-hoa nghe-an", "ha-tinh quang-tri",
    "da-nang quang-ngai", "dak-lak khanh-hoa", "lam-dong ho-chi-minh", "can-tho ca-mau",
)  # fmt: skip
WEST_TO_EAST = (
    "dien-bien son-la ha-noi quang-ninh", "lam-dong khanh-hoa", "tay-ninh dong-nai",
    "an-giang ho-chi-minh", "nghe-an da-nang",
)  # fmt: skip


@pytest.mark.parametrize("number", [63, 34])
def test_neighbours_are_where_they_are(number: int) -> None:
    """North is above, west is left."""
    found = by_slug(number)
    for line in NORTH_TO_SOUTH:
        for north, south in pairwise(line.split()):
            assert found[north].row < found[south].row, (north, south)
    for line in WEST_TO_EAST:
        for west, east in pairwise(line.split()):
            assert found[west].column < found[east].column, (west, east)


def test_labels_fit_a_tile() -> None:
    """No word is longer than a telephone's tile is wide."""
    for number in (63, 34):
        assert max(len(word) for tile in tiles(number) for word in tile.label.split()) <= 7


def test_every_tile_of_2025_has_the_records_of_its_province(tmp_path: Path) -> None:
    """Folders stay as they were, Huế's too: every agency and everybody is on the map, once."""
    root = tmp_path / "env"
    write_country(make_country(1_000, POLICY), root)
    path = root / "changes" / PROVINCES_2025.name
    path.parent.mkdir()
    shutil.copy(PROVINCES_2025, path)
    change = read_change(path, path.name)
    write_trial(root, try_change(root, change, read_inventory(root, POLICY), POLICY))
    inventory = read_inventory(root, POLICY)
    found = {unit.tile.province.slug: unit for unit in units(inventory)}
    assert found["hue"].name == "thua_thien_hue"
    assert all(unit.agencies and unit.people for unit in found.values())
    assert sum(len(unit.agencies) for unit in found.values()) == 34 + OFFICES
    people = [person for unit in found.values() for person in unit.people]
    outside = [p for p in inventory.people() if p.state == "active" and p.agency != "thads"]
    assert sorted(person.id for person in people) == sorted(person.id for person in outside)


@pytest.mark.parametrize("number", [63, 34])
def test_islands_lie_in_the_sea_off_their_province(number: int) -> None:
    """Hoàng Sa and Trường Sa are on every map: on no tile, and east of the land beside them."""
    found = {each.name: each for each in islands(number)}
    assert found["Hoàng Sa"].province == by_slug(number)["da-nang"].label
    assert found["Trường Sa"].province == by_slug(number)["khanh-hoa"].label
    assert found["Hoàng Sa"].row < found["Trường Sa"].row
    for each in found.values():
        land = [tile.column for tile in tiles(number) if tile.row == each.row]
        assert max(land, default=-1) < each.column
