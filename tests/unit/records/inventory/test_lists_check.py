"""What is wrong with aliases, roles and lists: told with its place, and all of it at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.records.inventory.notices import list_notices, manager_notices
from hopthu.records.inventory.read import read_inventory
from hopthu.records.lists import Catalogue
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem

POLICY = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")
CENTRE: list[dict[str, Any]] = [
    {"id": "moj", "name": "Bộ Tư pháp", "kind": "ministry", "mailbox": "bo"},
    {"id": "thads", "name": "Cục THADS", "kind": "department", "parent": "moj"},
]
PEOPLE: list[dict[str, Any]] = [
    {"id": "moj-0001", "name": "A", "agency": "moj", "title": "T", "mailbox": "nguoia"},
    {"id": "moj-0002", "name": "B", "agency": "thads", "title": "T", "mailbox": "nguoib"},
]
LIST: dict[str, Any] = {
    "id": "du-an",
    "name": "Dự án",
    "mailbox": "duan",
    "people": ["moj-0001"],
    "writers": ["members"],
}


class World:
    """The files of one province, to be changed before they are read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.agencies = [dict(each) for each in CENTRE]
        self.people = [dict(each) for each in PEOPLE]
        self.lists = [dict(LIST)]

    def read(self, policy: Policy = POLICY) -> Catalogue:
        """Write and read them."""
        folder = self.root / "provinces" / "moj"
        folder.mkdir(parents=True, exist_ok=True)
        for key in ("agencies", "people", "lists"):
            # Through JSON, so that a list that two records share is written out in both.
            records = json.loads(json.dumps(getattr(self, key)))
            text = yaml.safe_dump({key: records}, allow_unicode=True, sort_keys=False)
            (folder / f"{key}.yml").write_text(text, encoding="utf-8")
        return Catalogue(read_inventory(self.root, policy), policy)

    def problems(self, policy: Policy = POLICY) -> list[Problem]:
        """What is wrong."""
        with pytest.raises(HopthuError) as raised:
            self.read(policy)
        return sorted(raised.value.problems, key=lambda problem: problem.place)

    def codes(self, policy: Policy = POLICY) -> list[str]:
        """The codes of it."""
        return [problem.code for problem in self.problems(policy)]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A sound inventory with a list made by hand."""
    monkeypatch.chdir(tmp_path)
    return World(tmp_path)


def test_a_sound_list(world: World) -> None:
    """With members of every kind."""
    policy = replace(POLICY, lists=replace(POLICY.lists, outside=frozenset({"gov.vn"})))
    world.lists[0] |= {
        "agencies": ["moj"],
        "lists": ["agency.thads", "khac"],
        "outside": ["ai.do@gov.vn"],
        "writers": ["members", "moj", "moj-0002", "khac", "agency.thads"],
    }
    world.lists.append({**LIST, "id": "khac", "mailbox": "khac", "writers": ["anybody"]})
    world.agencies[1]["managers"] = ["moj-0002"]
    catalogue = world.read(policy)
    assert catalogue.lists["du-an"].lists == ("agency.thads", "khac")
    assert list(list_notices(catalogue)) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"people": ["moj-0009"]}, "lists.unknown-member"),
        ({"agencies": ["thanh-hoa"]}, "lists.unknown-member"),
        ({"lists": ["agency.thanh-hoa"]}, "lists.unknown-member"),
        ({"agencies": ["thads"]}, "lists.no-mailbox"),
        ({"people": []}, "lists.empty"),
        ({"writers": []}, "lists.no-writer"),
        ({"writers": ["thanh-hoa"]}, "lists.unknown-writer"),
        ({"writers": ["superiors"]}, "lists.writer-word"),
        ({"outside": ["ai@moj.gov.vn"]}, "lists.outside-own"),
        ({"outside": ["ai@example.org"]}, "lists.outside-forbidden"),
        ({"outside": ["ai"]}, "inventory.bad-value"),
        ({"aliases": ["duan"]}, "lists.alias-own"),
        ({"aliases": ["nguoia"]}, "inventory.duplicate-address"),
        ({"mailbox": "nguoia"}, "inventory.duplicate-address"),
        ({"mailbox": "toannganh"}, "inventory.duplicate-address"),
        ({"mailbox": "postmaster"}, "inventory.reserved-address"),
        ({"id": "officers.du-an"}, "lists.id"),
        ({"id": "moj"}, "lists.id"),
        ({"lists": ["du-an"]}, "lists.loop"),
        ({"state": "ended"}, "lists.since-missing"),
        ({"writer": ["members"]}, "inventory.unknown-key"),
    ],
)
def test_what_is_wrong_with_a_list(world: World, change: dict[str, Any], code: str) -> None:
    """One slip, one problem, at the record (or the value) in lists.yml, in both languages."""
    world.lists[0] |= change
    (problem,) = world.problems()
    assert problem.code == code
    assert str(problem.place).startswith("provinces/moj/lists.yml:")
    for language in ("en", "vi"):
        assert "{" not in problem.render(language)


def test_a_circle_of_lists_is_told_once(world: World) -> None:
    """With all that are in it, whether a list of files or one that leads into it."""
    for name, inner in (("a", "b"), ("b", "c"), ("c", "a"), ("vao", "b")):
        world.lists.append({**LIST, "id": name, "mailbox": f"ds.{name}", "lists": [inner]})
    (problem,) = world.problems()
    assert problem.text("en") == "a → b → c → a is a circle of lists"


def test_a_thousand_lists_in_each_other_are_no_circle(world: World) -> None:
    """Depth alone is nothing wrong."""
    for number in range(1500):
        inner = [f"l{number + 1}"] if number < 1499 else []
        record = {**LIST, "id": f"l{number}", "mailbox": f"ds.{number}", "lists": inner}
        world.lists.append(record)
    assert world.read().reaches_somebody("l0")


def test_all_at_once(world: World) -> None:
    """Slips of three files come together."""
    world.agencies[1] |= {"aliases": ["cuc"], "roles": [{"role": "vanthu", "holders": []}]}
    world.people[0]["aliases"] = ["nguoia", "nguoib"]
    world.lists[0] |= {"people": ["moj-0009"], "writers": ["x"]}
    assert sorted(world.codes()) == [
        "inventory.duplicate-address",
        "lists.alias-nowhere",
        "lists.alias-own",
        "lists.role-empty",
        "lists.unknown-member",
        "lists.unknown-writer",
    ]


def test_roles(world: World) -> None:
    """A name twice, a holder whom nobody knows, and an address that somebody has."""
    world.agencies[0]["roles"] = [
        {"role": "vanthu", "holders": ["moj-0001"]},
        {"role": "vanthu", "holders": ["moj-0002"]},
        {"role": "ketoan", "holders": ["moj-0009"]},
    ]
    world.people[1]["mailbox"] = "ketoan.bo"
    assert sorted(world.codes()) == [
        "inventory.duplicate-address",
        "inventory.duplicate-address",
        "lists.role-twice",
        "lists.unknown-holder",
    ]


def test_a_role_makes_no_address_longer_than_mail_allows(world: World) -> None:
    """64 characters before the @."""
    world.agencies[0] |= {"mailbox": "x" * 60}
    world.agencies[0]["roles"] = [{"role": "vanthu", "holders": ["moj-0001"]}]
    assert "lists.long-address" in world.codes()


def test_an_ended_list_need_not_be_right_but_keeps_its_address(world: World) -> None:
    """Its members may be gone; its address is nobody else's."""
    world.lists[0] |= {"state": "ended", "since": "2008-11-15", "people": [], "writers": []}
    assert not world.read().reaches_somebody("du-an")
    world.people[0]["aliases"] = ["duan"]
    assert world.codes() == ["inventory.duplicate-address"]


def test_what_came_about_because_somebody_left_is_a_notice(world: World) -> None:
    """It stops nobody, and names what to look after."""
    world.agencies[0] |= {
        "managers": ["moj-0001"],
        "roles": [{"role": "vanthu", "holders": ["moj-0001"]}],
    }
    world.people[0] |= {"state": "left", "since": "2008-11-15"}
    world.lists.append({**LIST, "id": "cua-b", "mailbox": "cuab", "people": ["moj-0002"]})
    world.lists[1]["writers"] = ["moj-0001"]
    catalogue = world.read()
    told = [*manager_notices(catalogue.inventory), *list_notices(catalogue)]
    assert [(notice.code, notice.values["names"]) for notice in told] == [
        ("inventory.manager-gone", "moj-0001 (moj)"),
        ("inventory.no-manager", "moj"),
        ("lists.role-vacant", "vanthu.bo"),
        ("lists.reaches-nobody", "du-an"),
        ("lists.closed-to-all", "service.thads, cua-b"),
    ]
    assert not list(manager_notices(catalogue.inventory, lambda home: home != "moj"))
    assert not list(list_notices(catalogue, lambda home: home != "moj"))
    for notice in told:
        assert "{" not in notice.render("vi")


def test_a_notice_names_a_few(world: World) -> None:
    """And says how many there are."""
    for number in range(8):
        world.agencies.append(
            {"id": f"x{number}", "name": "X", "kind": "district", "parent": "moj"}
            | {"mailbox": f"x{number}"}
        )
    (notice,) = manager_notices(world.read().inventory)
    assert notice.values["names"] == "moj, x0, x1, x2, x3 … +4"
