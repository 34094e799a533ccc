"""The indexes and walks that checks and plans share."""

from __future__ import annotations

from hopthu.records.model import Agency, Inventory, Province


def agency(id_: str, parent: str = "", kind: str = "district") -> Agency:
    """Return an agency named after its id."""
    return Agency(id=id_, name=id_.upper(), kind=kind, parent=parent)


def test_ancestors_come_root_first() -> None:
    """The way from the root, without the agency itself."""
    inventory = Inventory({"x": Province("x", (agency("c", "b"), agency("b", "a"), agency("a")))})
    assert [above.id for above in inventory.ancestors("c")] == ["a", "b"]
    assert inventory.ancestors("nobody") == []


def test_ancestors_end_in_circles_and_gaps() -> None:
    """A tree that is none does not hang the walk."""
    inventory = Inventory(
        {"x": Province("x", (agency("a", "b"), agency("b", "a"), agency("c", "z")))}
    )
    assert [above.id for above in inventory.ancestors("a")] == ["b"]
    assert inventory.ancestors("c") == []


def test_a_province_is_called_as_its_own_agency() -> None:
    """Districts give no title; a folder without agencies keeps its name."""
    own = Province("x", (agency("x.y", "x"), agency("x", "m", "province")))
    assert own.title == "X"
    assert Province("thanh_hoa").title == "thanh_hoa"


def test_the_first_of_two_wins_the_index() -> None:
    """A duplicate, told elsewhere, does not change whose the agency is."""
    one, two = Province("one", (agency("a"),)), Province("two", (agency("a"),))
    assert Inventory({"one": one, "two": two}).home == {"a": "one"}
