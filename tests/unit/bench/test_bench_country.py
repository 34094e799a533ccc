"""The synthetic country is what the real one is like, and hopthu accepts it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Person
from hopthu.records.policy import Policy
from hopthu.text.names import mailbox_of
from tests.bench.country import CENTRE, LAB, Country, Names, make_country, write_country


@pytest.fixture(scope="module")
def policy() -> Policy:
    """The ministry's policy as shipped."""
    return Policy.of_environment(LAB)


@pytest.fixture(scope="module")
def country(policy: Policy) -> Country:
    """Three thousand people."""
    return make_country(3000, policy)


def everybody(country: Country) -> list[Person]:
    """All people of all provinces."""
    return [person for province in country.provinces.values() for person in province.people]


def test_numbers(country: Country) -> None:
    """It has all 63 provinces and the centre, 686 districts, and exactly the people asked for."""
    kinds = Counter(
        agency.kind for group in country.provinces.values() for agency in group.agencies
    )
    assert kinds == {"ministry": 1, "department": 1, "province": 63, "district": 686}
    assert (country.people, country.agencies) == (3000, 751)
    assert len(country.provinces) == 64


@pytest.mark.parametrize("number", [1, 63, 1000])
def test_any_number(policy: Policy, number: int) -> None:
    """Few people are spread too, and none is lost in rounding."""
    assert make_country(number, policy).people == number


def test_same_every_time(policy: Policy, country: Country) -> None:
    """Two runs of the bench measure the same country."""
    assert make_country(3000, policy) == country


def test_addresses(country: Country) -> None:
    """Every address is unique and made of the name; homonyms bear numbers from 2 on."""
    people = everybody(country)
    numbers = [person.mailbox.removeprefix(mailbox_of(person.name)) for person in people]
    assert len({person.mailbox for person in people}) == len(people)
    assert min(int(number) for number in numbers if number) == 2


def test_names_follow_the_frequencies() -> None:
    """The commonest surname of the country is the commonest here, with about its share."""
    names = Names(random.Random(1))  # noqa: S311
    surnames = Counter(names().split()[0] for _ in range(5000))
    assert surnames.most_common(1)[0][0] == "Nguyễn"
    assert 0.28 < surnames["Nguyễn"] / 5000 < 0.38


def test_no_damaged_names(country: Country) -> None:
    """No surname is the leftover of a wrong encoding."""
    letters = {letter for person in everybody(country) for letter in person.name}
    assert not letters & set("øÑö")


def test_heads_manage_their_agencies(country: Country) -> None:
    """An agency that has people has a head, who answers its mailbox."""
    province = country.provinces["thanh_hoa"]
    heads = {person.id for person in province.people if person.title.startswith("Trưởng ")}
    managers = {manager for agency in province.agencies for manager in agency.managers}
    assert managers == heads != set()


def test_a_tenth_changes(country: Country) -> None:
    """The changed country differs in the title of every tenth person and in nothing else."""
    changed = country.changed()
    for name, province in country.provinces.items():
        pairs = list(zip(province.people, changed.provinces[name].people, strict=True))
        different = [number for number, (old, new) in enumerate(pairs) if old.title != new.title]
        assert different == list(range(0, len(pairs), 10))
        assert all(
            (old.id, old.name, old.mailbox) == (new.id, new.name, new.mailbox) for old, new in pairs
        )
        assert province.agencies == changed.provinces[name].agencies


def test_hopthu_accepts_what_is_written(policy: Policy, country: Country, tmp_path: Path) -> None:
    """What is written is read back whole by the strict reader, with the shipped policy."""
    root = tmp_path / "country"
    write_country(country, root)
    inventory = read_inventory(root, policy)
    found = {person.id: (person.name, person.mailbox) for person in inventory.people()}
    assert found == {person.id: (person.name, person.mailbox) for person in everybody(country)}
    assert len(inventory.agencies) == 751
    assert Policy.of_environment(root) == policy


def test_hosts_name_every_province(policy: Policy, tmp_path: Path) -> None:
    """Every folder is a host for Ansible, and writing again leaves nothing of the old country."""
    root = tmp_path / "country"
    write_country(make_country(500, policy), root)
    (root / "provinces" / "atlantis").mkdir()
    write_country(make_country(100, policy), root)
    folders = {path.name for path in (root / "provinces").iterdir()}
    hosts = (root / "hosts.yml").read_text(encoding="utf-8").split("hosts:", 1)[1]
    assert CENTRE in folders
    assert folders == {line.strip(" :") for line in hosts.splitlines() if line.strip()}
