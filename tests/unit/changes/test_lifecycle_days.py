"""The two great days over the whole country: nothing lost, all counted, undone to the byte."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from hopthu.changes.apply import Trial, try_change, write_trial
from hopthu.changes.change import parse_change, read_change
from hopthu.changes.reach import Rule, reach
from hopthu.records import reference
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.reports.changes import words
from hopthu.reports.changes.preview import preview
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.page import as_html
from tests.bench.country import make_country, write_country
from tests.bench.days import (
    HA_NOI_2008,
    OFFICES,
    PROVINCES_2025,
    country_before_2008,
    day_of_2008,
    day_of_2025,
)

from .lifecycle_samples import POLICY

PEOPLE = 10_000
LEAVERS = 1_000


def test_the_shipped_examples_are_the_generated_ones() -> None:
    """``python -m tests.bench.days`` was run after the last change of them."""
    assert HA_NOI_2008.read_text(encoding="utf-8") == day_of_2008()
    assert PROVINCES_2025.read_text(encoding="utf-8") == day_of_2025()


def apply(root: Path, example: Path) -> Trial:
    """Apply an example to an environment."""
    path = root / "changes" / example.name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(example, path)
    trial = try_change(root, read_change(path, path.name), read_inventory(root, POLICY), POLICY)
    write_trial(root, trial)
    return trial


def undo(root: Path, example: Path) -> None:
    """Undo it by its inverse, on the same day."""
    change = read_change(root / "changes" / example.name, "")
    text = (
        f'date: "{change.date}"\nby: Vụ\nreason: thử\nsteps:\n'
        f'  - {{change: undo, number: "{change.number}"}}\n'
    )
    path = root / "changes" / "0009-undo.yml"
    trial = try_change(root, parse_change(text, path, ""), read_inventory(root, POLICY), POLICY)
    write_trial(root, trial, text)


def texts(root: Path) -> dict[str, str]:
    """All records as they are written."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted((root / "provinces").rglob("*.yml"))
    }


def kinds(inventory: Inventory) -> Counter[str]:
    """How many living agencies there are of each kind."""
    return Counter(agency.kind for agency in inventory.agencies.values() if not agency.ended)


def require_nothing_lost(before: Inventory, after: Inventory, day: str) -> None:
    """Every address still reaches a box, that of its owner, or is refused by its own rule."""
    then, now = reach(before, day), reach(after, day)
    assert then.keys() <= now.keys()
    for address, each in then.items():
        assert now[address].rule.taken, address
        assert now[address].owner == each.owner, address
    people = {person.id: person.mailbox for person in before.people()}
    assert {person.id: person.mailbox for person in after.people()} == people


def test_1_august_2008(tmp_path: Path) -> None:
    """Hà Tây's fourteen districts and Mê Linh are Hà Nội's, with everybody in them."""
    write_country(country_before_2008(2_000, POLICY), tmp_path)
    before, files = read_inventory(tmp_path, POLICY), texts(tmp_path)
    apply(tmp_path, HA_NOI_2008)
    after = read_inventory(tmp_path, POLICY)
    require_nothing_lost(before, after, "2008-08-01")
    assert kinds(before) - kinds(after) == Counter(province=1)
    hanoi = {a.id for a in after.agencies.values() if a.parent == "ha-noi"}
    assert len(hanoi) == len(reference.districts("01")) == 29
    assert len([name for name in hanoi if name.startswith("ha-tay.")]) == 14
    assert "vinh-phuc.me-linh" in hanoi
    ended = after.agencies["ha-tay"]
    assert (ended.ended, ended.successor, ended.code) == (True, "ha-noi", "28")
    moved = [p for p in before.people() if p.agency.split(".")[0] == "ha-tay"]
    assert len(moved) > 20
    ha_noi = {person.id for person in after.provinces["ha_noi"].people}
    assert {person.id for person in moved} <= ha_noi
    assert after.provinces["ha_tay"].people == ()
    undo(tmp_path, HA_NOI_2008)
    undone = read_inventory(tmp_path, POLICY)
    assert {p.id: p.agency for p in undone.people()} == {p.id: p.agency for p in before.people()}
    assert texts(tmp_path)["provinces/da_nang/people.yml"] == files["provinces/da_nang/people.yml"]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten thousand people in 63 provinces; tests copy it."""
    root = tmp_path_factory.mktemp("country") / "env"
    write_country(make_country(PEOPLE, POLICY), root)
    return root


@pytest.fixture
def root(country: Path, tmp_path: Path) -> Path:
    """A country of one's own."""
    return Path(shutil.copytree(country, tmp_path / "env", symlinks=True))


def test_1_july_2025(root: Path) -> None:
    """34 provinces, 355 offices, nobody and no address lost; undone, only the new ones are left."""
    before, files = read_inventory(root, POLICY), texts(root)
    apply(root, PROVINCES_2025)
    after = read_inventory(root, POLICY)
    require_nothing_lost(before, after, "2025-07-01")
    assert kinds(after) == Counter(ministry=1, department=1, province=34, region=OFFICES)
    codes = {
        a.code: a.name for a in after.agencies.values() if a.kind == "province" and not a.ended
    }
    assert codes == {
        new.code: f"Thi hành án dân sự {new.full_name}" for new in reference.provinces_of_2025()
    }
    assert after.agencies["lao-cai"].code == after.agencies["yen-bai"].code == "15"
    assert after.agencies["yen-bai"].valid_to == "2025-06-30"
    assert after.agencies["lao-cai"].valid_from == "2025-07-01"
    living = {name for name, p in after.provinces.items() if p.people}
    assert len(living) == 35  # and the centre
    hue = after.agencies["thua-thien-hue"]
    assert (hue.mailbox, hue.former_mailboxes[0].mailbox) == ("thads.hue", "thads.thuathienhue")
    undo(root, PROVINCES_2025)
    undone = texts(root)
    for name, text in undone.items():
        if name.endswith("people.yml"):
            assert sorted(text.splitlines()) == sorted(files[name].splitlines())
    inventory = read_inventory(root, POLICY)
    for agency in before.agencies.values():
        now = inventory.agencies[agency.id]
        kept = [former.mailbox for former in now.former_mailboxes]
        assert kept == (["thads.hue"] if agency.id == "thua-thien-hue" else [])
        for key in ("name", "kind", "parent", "code", "mailbox", "managers", "state"):
            assert getattr(now, key) == getattr(agency, key), agency.id
    new = [agency for agency in inventory.agencies.values() if agency.id not in before.agencies]
    assert len(new) == OFFICES
    assert all(agency.ended and agency.mailbox for agency in new)


def test_a_thousand_leave_on_that_day(root: Path) -> None:
    """Who managed an agency alone is replaced as proposed; every box is kept for its time."""
    inventory = read_inventory(root, POLICY)
    active = [person.id for person in inventory.people() if person.state == "active"]
    leavers = active[:: len(active) // LEAVERS][:LEAVERS]
    path = root / "changes" / PROVINCES_2025.name
    path.parent.mkdir()
    step = f"  - {{change: leave, cause: retired, people: [{', '.join(leavers)}]}}\n"
    path.write_text(PROVINCES_2025.read_text(encoding="utf-8") + step, encoding="utf-8")
    trial = try_change(root, read_change(path, path.name), inventory, POLICY)
    document = preview(trial)
    page = as_html(document, "vi")
    assert len(as_markdown(document, 50)) < 65_000
    after = {person.id: person for person in trial.after.people()}
    assert all(after[leaver].state == "left" for leaver in leavers)
    titles = {section.title: section for section in document.sections}
    assert len(titles[words.LEAVERS.title].rows) == LEAVERS
    assert page.count("<tr>") >= sum(len(section.rows) for section in document.sections)
    rules = Counter(each.rule for each in reach(trial.after, "2025-07-01").values())
    assert rules[Rule.KEPT] == LEAVERS + 715
    assert not rules[Rule.EXPIRED]
    assert not trial.problems
    for conflict in trial.conflicts:
        assert conflict.problem.code in {"change.no-manager", "change.no-candidate"}
