"""The map of tiles: every province once, and neighbours where they are."""

from __future__ import annotations

import pytest

from hopthu import reference
from hopthu.rollout.units import Tile, islands, tiles


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


@pytest.mark.parametrize("number", [63, 34])
@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("cao-bang", "thai-nguyen"),
        ("ha-noi", "ninh-binh"),
        ("ha-noi", "thanh-hoa"),
        ("thanh-hoa", "nghe-an"),
        ("ha-tinh", "quang-tri"),
        ("da-nang", "quang-ngai"),
        ("dak-lak", "khanh-hoa"),
        ("lam-dong", "ho-chi-minh"),
        ("can-tho", "ca-mau"),
    ],
)
def test_north_is_above(number: int, north: str, south: str) -> None:
    """From the Chinese border to the cape."""
    found = by_slug(number)
    assert found[north].row < found[south].row


@pytest.mark.parametrize("number", [63, 34])
@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("dien-bien", "son-la"),
        ("son-la", "ha-noi"),
        ("ha-noi", "quang-ninh"),
        ("lam-dong", "khanh-hoa"),
        ("tay-ninh", "dong-nai"),
        ("an-giang", "ho-chi-minh"),
        ("nghe-an", "da-nang"),
    ],
)
def test_west_is_left(number: int, west: str, east: str) -> None:
    """From Laos and Cambodia to the sea."""
    found = by_slug(number)
    assert found[west].column < found[east].column


def test_labels_fit_a_tile() -> None:
    """No word is longer than a telephone's tile is wide."""
    for number in (63, 34):
        assert max(len(word) for tile in tiles(number) for word in tile.label.split()) <= 7


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
