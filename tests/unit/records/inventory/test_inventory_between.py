"""What must hold between records of an inventory, told at the record that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

from .inventory_files import CENTRE, PEOPLE, person, problems, put

POLICY = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")


def test_ids_and_addresses_have_one_owner(root: Path) -> None:
    """A second use is told at the second place, tombstones' addresses included."""
    put(
        root,
        "people",
        person('state: left\n    since: "2008-11-15"\n    former_mailboxes: [{mailbox: old}]')
        + PEOPLE.removeprefix("people:\n")
        + PEOPLE.removeprefix("people:\n")
        .replace("moj-0001", "moj-0002")
        .replace("unghoeson", "old"),
    )
    assert problems(root) == [
        ("duplicate-id", "people.yml:10:5"),
        ("duplicate-address", "people.yml:10:5"),
        ("duplicate-address", "people.yml:15:5"),
    ]


def test_an_agencys_address_counts_too(root: Path) -> None:
    """A person cannot sit on the box of an agency; the message names the owner's place."""
    put(root, "agencies", CENTRE + "    mailbox: unghoeson\n")
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    (problem,) = raised.value.problems
    assert problem.text() == (
        "the address unghoeson already belongs to moj (provinces/moj/agencies.yml:2:5)"
    )


def test_one_may_name_an_own_address_twice(root: Path) -> None:
    """An alias equal to the mailbox is no theft."""
    put(root, "people", person("aliases: [unghoeson, son]"))
    assert next(read_inventory(root).people()).aliases == ("unghoeson", "son")


def test_reserved_addresses_are_refused(root: Path) -> None:
    """Postmaster is nobody's, as an alias either."""
    put(root, "people", person("aliases: [postmaster]"))
    assert problems(root, POLICY) == [("reserved-address", "people.yml:2:5")]


def test_quotas_keep_below_the_cap(root: Path) -> None:
    """Of people and agencies, all told at once; a quota of no mailbox is a mistake too."""
    put(root, "people", person("quota: 11G"))
    agency = "  - id: {0}\n    name: X\n    kind: department\n    parent: moj\n    quota: {1}\n"
    more = agency.format("a", "51G") + "    mailbox: a\n" + agency.format("b", "1G")
    put(root, "agencies", CENTRE + more + agency.format("c", "2GB"))
    assert problems(root, POLICY) == [("bad-value", "agencies.yml:20:12")]
    put(root, "agencies", CENTRE + more)
    assert problems(root, POLICY) == [
        ("quota-over-cap", "agencies.yml:5:5"),
        ("quota-of-nothing", "agencies.yml:11:5"),
        ("quota-over-cap", "people.yml:2:5"),
    ]


def test_the_tree_is_a_tree(root: Path) -> None:
    """Unknown and missing parents, circles and two entries of one name are all told."""
    rows = [("a", "b"), ("b", "a"), ("c", "c"), ("d", "zz"), ("e", ""), ("g.f", "moj"),
            ("h.f", "moj")]  # fmt: skip
    lines = [
        f"  - id: {id_}\n    name: Vùng\n    kind: region\n"
        + f"    parent: {parent}\n" * bool(parent)
        for id_, parent in rows
    ]
    put(root, "agencies", CENTRE + "".join(lines))
    assert problems(root) == [
        ("cycle", "agencies.yml:5:5"),
        ("cycle", "agencies.yml:13:5"),
        ("unknown-parent", "agencies.yml:17:5"),
        ("no-parent", "agencies.yml:21:5"),
        ("same-entry", "agencies.yml:28:5"),
    ]


def test_members_managers_and_leavers(root: Path) -> None:
    """Unknown agency, unknown manager, a leaver without a day; a manager may have left."""
    put(root, "agencies", CENTRE + "    managers: [moj-0001, moj-0009]\n")
    put(root, "people", person("state: left").replace("agency: moj", "agency: mo"))
    assert problems(root) == [
        ("unknown-manager", "agencies.yml:2:5"),
        ("unknown-agency", "people.yml:2:5"),
        ("since-missing", "people.yml:2:5"),
    ]


def test_agencies_that_ended(root: Path) -> None:
    """Nobody works there, nothing hangs from it; it says since when, and into what."""
    ended = "    state: ended\n    successor: b\n"
    child = "  - id: moj.a\n    name: A\n    kind: district\n    parent: moj\n"
    put(root, "agencies", CENTRE + ended + child)
    assert problems(root) == [
        ("ended-since", "agencies.yml:2:5"),
        ("unknown-successor", "agencies.yml:2:5"),
        ("parent-ended", "agencies.yml:7:5"),
        ("agency-ended", "people.yml:2:5"),
    ]


def test_an_ended_agency_keeps_its_addresses(root: Path) -> None:
    """Those it had before too: nobody else gets them, and those who left may stay in it."""
    former = '    former_mailboxes: [{mailbox: unghoeson, until: "2009-06-30"}]\n'
    put(root, "agencies", CENTRE + '    state: ended\n    since: "2008-11-15"\n' + former)
    put(root, "people", person('state: left\n    since: "2008-11-15"'))
    assert problems(root) == [("duplicate-address", "people.yml:2:5")]


def test_no_ghosts_after_a_misread(root: Path) -> None:
    """While a record cannot be read, nobody is told that it is missing."""
    put(root, "agencies", CENTRE.replace("id: moj", "id: Moj"))
    assert problems(root) == [("bad-value", "agencies.yml:2:9")]
