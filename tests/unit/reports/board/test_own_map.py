"""The board of a service that is on no map, and of the 34 provinces of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.records.catalogues import Start, catalogue, files_of
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.reports.board.facts.units import OWN, islands, map_of, units


def inventory_of(name: str, folder: Path) -> Inventory:
    """A new environment of a catalogue."""
    chosen = catalogue(name)
    for path, text in files_of(Start(chosen, chosen.domain, chosen.folders)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return read_inventory(folder, Policy.of_environment(folder))


@pytest.mark.parametrize(
    ("name", "number", "tiles"),
    [("thads-2008", 63, 63), ("thads-2025", 34, 34), ("example", OWN, 3)],
)
def test_a_map_for_each(name: str, number: int, tiles: int, tmp_path: Path) -> None:
    """Every folder but the centre's is one tile, at a place of its own, with all its agencies."""
    inventory = inventory_of(name, tmp_path)
    assert map_of(inventory) == number
    found = units(inventory)
    assert len(found) == tiles
    assert {unit.name for unit in found} == set(inventory.provinces) - {"trung_uong"}
    assert len({(unit.tile.row, unit.tile.column) for unit in found}) == tiles
    assert sum(len(unit.agencies) for unit in found) == len(inventory.agencies) - 2
    assert not any(unit.missing for unit in found)
    assert bool(islands(number)) == bool(number)


def test_the_first_forms_of_2008_are_on_its_map(tmp_path: Path) -> None:
    """Though the provinces that are there yet are also of today."""
    whole = inventory_of("thads-2008", tmp_path)
    few = {name: whole.provinces[name] for name in ("trung_uong", "thanh_hoa", "quang_ngai")}
    assert map_of(Inventory(few)) == 63


def test_tiles_of_its_own_bear_its_names(tmp_path: Path) -> None:
    """As a letter and a narrow tile say them."""
    found = units(inventory_of("example", tmp_path))
    assert [unit.tile.label for unit in found] == ["miền Bắc", "miền Nam", "miền Trung"]
    assert found[0].tile.province.full_name == "Cục Quan trắc miền Bắc"
