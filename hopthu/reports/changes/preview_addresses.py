"""The addresses in a report: which are new, change, go elsewhere, are kept for a time, or end."""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.changes.apply import Trial
from hopthu.changes.reach import Reach, Rule, reach
from hopthu.records.keeping import kept_until
from hopthu.records.model import Agency, Inventory, Person
from hopthu.text.document.model import Cell, Section

from . import words

Row = tuple[Cell, ...]


def address_sections(trial: Trial) -> Iterator[Section]:
    """Tables of the addresses whose way changes on the day of the change."""
    day = trial.change.date
    before, after = reach(trial.before, day), reach(trial.after, day)
    names = {**_names(trial.before), **_names(trial.after)}
    readdressed = list(_readdressed(trial, names))
    renamed = {row[2] for row in readdressed}
    changed = [
        (address, before.get(address), after[address])
        for address in after
        if before.get(address) != after[address]
    ]
    yield words.READDRESSED.of(readdressed)
    yield words.NEW.of(
        (address, names[new.owner])
        for address, old, new in changed
        if old is None and address not in renamed
    )
    yield words.ELSEWHERE.of(
        (address, names[old.owner], names[new.owner], new.until)
        for address, old, new in changed
        if old is not None and new.rule.taken and old.owner != new.owner
    )
    yield words.KEPT.of(_kept(trial, changed, names))
    yield words.ENDING.of(
        (address, names[new.owner])
        for address, old, new in changed
        if old is not None and old.rule.taken and new.rule is Rule.EXPIRED
    )


def _names(inventory: Inventory) -> dict[str, str]:
    records: list[Agency | Person] = [*inventory.agencies.values(), *inventory.people()]
    return {record.id: f"{record.name} ({record.id})" for record in records}


def _readdressed(trial: Trial, names: dict[str, str]) -> Iterator[Row]:
    for effect in trial.effects:
        old, new = effect.before.get("mailbox"), effect.after.get("mailbox")
        if old and new:
            former = effect.after.get("former_mailboxes") or ()
            until = next((each.get("until", "") for each in former if each["mailbox"] == old), "")
            yield names[effect.id], old, new, until


def _kept(
    trial: Trial, changed: list[tuple[str, Reach | None, Reach]], names: dict[str, str]
) -> Iterator[Row]:
    """Boxes of agencies that end; those of people who leave are in a table of their own."""
    for address, old, new in changed:
        agency = trial.after.agencies.get(new.owner)
        if new.rule is Rule.KEPT and agency is not None and old is not None:
            heir = agency.successor or agency.parent
            yield address, agency.name, names.get(heir, "–"), kept_until(agency, trial.policy)
