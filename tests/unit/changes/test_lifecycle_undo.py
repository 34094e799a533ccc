"""Turning changes round: exact where nothing changed since, refused where something did."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hopthu.changes.change import effects_of_change
from hopthu.records.model import FormerMailbox, Person
from hopthu.text.errors import HopthuError

from .lifecycle_samples import World

TRANSFER = "- {change: transfer, people: [thanh-hoa-0002], agency: quang-ngai}"


def test_undo_and_undo_of_the_undo(world: World) -> None:
    """The records are what they were; once more, and they are what the change made them."""
    before = {person.id: person for person in world.inventory().people()}
    world.apply_steps(f"{TRANSFER}\n- {{change: leave, people: [thanh-hoa-0004]}}")
    changed = {person.id: person for person in world.inventory().people()}
    world.apply_steps('- {change: undo, number: "0001"}', "2008-12-05", 2)
    undone = {person.id: person for person in world.inventory().people()}
    assert undone == {name: _at(before[name], undone[name]) for name in before}
    assert world.agency("thanh-hoa.bim-son").managers == ("thanh-hoa-0003", "thanh-hoa-0002")
    world.apply_steps('- {change: undo, number: "0002"}', "2008-12-06", 3)
    again = {person.id: person for person in world.inventory().people()}
    assert again == {name: _at(changed[name], again[name]) for name in changed}


def _at(record: Person, other: Person) -> Person:
    """The record at the place of another: lines may differ."""
    return replace(record, place=other.place)


def test_addresses_that_were_given_stay_given(world: World) -> None:
    """The new address of a rename that is undone is kept, and comes back when that is undone."""
    world.apply_steps("- {change: rename, person: thanh-hoa-0002, name: Lê Mai, mailbox: lemai}")
    world.apply_steps('- {change: undo, number: "0001"}', "2008-12-05", 2)
    person = world.person("thanh-hoa-0002")
    assert (person.name, person.mailbox) == ("Lê Thị Hoa", "lethihoa")
    assert person.former_mailboxes == (FormerMailbox(mailbox="lemai", until="2009-12-05"),)
    world.apply_steps('- {change: undo, number: "0002"}', "2008-12-06", 3)
    person = world.person("thanh-hoa-0002")
    assert person.mailbox == "lemai"
    assert [former.mailbox for former in person.former_mailboxes] == ["lethihoa"]


def test_what_changed_since_is_not_overwritten(world: World) -> None:
    """Each value that is no more what the change wrote is told, and nothing is written."""
    world.apply_steps(TRANSFER)
    path = world.root / "provinces" / "quang_ngai" / "people.yml"
    text = path.read_text(encoding="utf-8")
    agency = "  - id: quang-ngai.x\n    name: X\n    kind: district\n    parent: quang-ngai\n"
    agencies = world.root / "provinces" / "quang_ngai" / "agencies.yml"
    agencies.write_text(agencies.read_text(encoding="utf-8") + agency, encoding="utf-8")
    head, _, tail = text.rpartition("agency: quang-ngai")
    path.write_text(f"{head}agency: quang-ngai.x{tail}", encoding="utf-8")
    world.enter()
    trial = world.try_steps('- {change: undo, number: "0001"}', number=2)
    assert [problem.text() for problem in trial.problems] == [
        "thanh-hoa-0002: agency is “quang-ngai.x” now; change 0001 wrote “quang-ngai”"
    ]


def test_undo_of_nothing(world: World) -> None:
    """A change that is not there, and one that was never applied."""
    assert world.refusal('- {change: undo, number: "0007"}') == ["not-applied"]


def test_a_record_that_is_gone(world: World) -> None:
    """A record that somebody deleted by hand, and declared gone, cannot become what it was."""
    world.apply_steps("- {change: retitle, people: [quang-ngai-0001], title: Cục trưởng}")
    (world.root / "provinces" / "quang_ngai" / "people.yml").unlink()
    path = world.root / "provinces" / "quang_ngai" / "agencies.yml"
    text = path.read_text(encoding="utf-8").replace("    managers: [quang-ngai-0001]\n", "")
    path.write_text(text, encoding="utf-8")
    undo = '- {change: undo, number: "0001"}'
    assert world.refusal(undo) == ["given.vanished"]
    world.enter("quang-ngai-0001")
    assert world.refusal(undo) == ["record-gone"]


def test_a_founded_agency_that_is_gone(world: World) -> None:
    """Deleted by hand and declared gone: named, and nothing is ended."""
    path = world.root / "provinces" / "quang_ngai" / "agencies.yml"
    before = path.read_text(encoding="utf-8")
    world.apply_steps(
        "- {change: found, agency: quang-ngai.moi, name: Chi cục Mới, kind: district, "
        "parent: quang-ngai}"
    )
    path.write_text(before, encoding="utf-8")
    world.enter("quang-ngai.moi")
    assert world.refusal('- {change: undo, number: "0001"}') == ["record-gone"]


@pytest.mark.parametrize(
    "line", ["{", "[]", json.dumps({"agency": "x"}), '{"agency": "x", "before": 1}']
)
def test_damaged_effects(world: World, line: str) -> None:
    """A line that is no effect is named."""
    (world.root / "changes" / "0001-x.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(HopthuError, match=r"0001-x\.jsonl:1: this line is no effect"):
        effects_of_change(world.root, "0001")
