"""What a change does, as a report: agencies before and after, counts, addresses, what to decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from hopthu.changes.apply import Trial
from hopthu.changes.change import step_lines
from hopthu.records.keeping import kept_until
from hopthu.records.kinds import AgencyKinds
from hopthu.records.model import STATES, Agency, Inventory, Person
from hopthu.text.document.model import Cell, Document, Section
from hopthu.text.errors import Problem, grouped
from hopthu.text.language import Text

from . import words
from .effects import shown
from .preview_addresses import address_sections
from .preview_lists import list_section
from .words import STATE_NAMES, WHAT

_NONE = "–"


def preview(trial: Trial) -> Document:
    """The report of a change that was tried; nothing needs to be sound for it."""
    change = trial.change
    facts: list[tuple[Text, Cell]] = [
        (words.CHANGE, change.path.stem),
        (words.DAY, change.date),
        (words.BY, change.by),
        (words.RECORDS, len(trial.effects)),
        (words.DOMAIN, f"@{trial.policy.domain}"),
        (words.STATE, _state(trial)),
    ]
    sections = [
        *_decisions(trial),
        _counts(trial),
        words.AGENCIES.of(_agencies(trial)),
        words.MOVES.of(_moves(trial)),
        words.LEAVERS.of(_leavers(trial)),
        *address_sections(trial),
        list_section(trial),
        words.MANAGERS.of(_managers(trial)),
        words.HOLDS.of(_holds(trial)),
        words.NOTICES.of(_together(trial.notices)),
    ]
    return Document(change.reason, facts, sections)


def _state(trial: Trial) -> Text:
    if trial.problems:
        return words.REFUSED
    return words.TO_DECIDE if trial.conflicts else words.READY


def _decisions(trial: Trial) -> Iterator[Section]:
    yield words.PROBLEMS.of(_together(trial.problems))
    rows: list[tuple[Cell, ...]] = []
    for conflict in trial.conflicts:
        what, remedy = _problem(conflict.problem)
        lines = [line.strip() for line in step_lines(conflict.proposal)]
        rows.append((what, " ".join(lines) if lines else remedy))
    yield words.CONFLICTS.of(rows)


def _together(problems: Sequence[Problem]) -> Iterator[tuple[Cell, ...]]:
    """What one thing mends stands together, and the remedy beside the first of them."""
    for group in grouped(problems, placed=False):
        for number, text in enumerate(group.texts):
            yield text, "" if number else group.remedy or _NONE


def _problem(problem: Problem) -> tuple[Text, Text]:
    return Text.of(problem.text), Text.of(problem.remedy)


def _counts(trial: Trial) -> Section:
    rows: list[tuple[Cell, ...]] = []
    kinds = [_living_kinds(inventory) for inventory in (trial.before, trial.after)]
    for kind in trial.policy.kinds.all:
        before, after = (counter[kind.id] for counter in kinds)
        if before or after:
            rows.append((kind.many, before, after, after - before))
    states = [_states(inventory) for inventory in (trial.before, trial.after)]
    for state in STATES:
        before, after = (counter[state] for counter in states)
        rows.append((STATE_NAMES[state], before, after, after - before))
    return words.COUNTS.of(rows)


def _living_kinds(inventory: Inventory) -> Counter[str]:
    return Counter(agency.kind for agency in inventory.agencies.values() if not agency.ended)


def _states(inventory: Inventory) -> Counter[str]:
    return Counter(person.state for person in inventory.people())


def _staff(inventory: Inventory) -> Counter[str]:
    """How many work in each agency, those who left not counted."""
    return Counter(person.agency for person in inventory.people() if person.state != "left")


def _agencies(trial: Trial) -> Iterator[tuple[Cell, ...]]:
    """A line for each agency that becomes another one or is new, by what it becomes."""
    staff, staff_after = _staff(trial.before), _staff(trial.after)
    rows = []
    for agency in trial.after.agencies.values():
        old = trial.before.agencies.get(agency.id)
        what = _what(old, agency)
        if what is None:
            continue
        becomes = trial.after.agencies.get(agency.successor) if agency.ended else agency
        rows.append(
            (
                _order(becomes or agency, trial.policy.kinds),
                agency.ended,
                (
                    _named(old),
                    old.code if old else _NONE,
                    staff[agency.id] if old else _NONE,
                    what,
                    _named(becomes),
                    becomes.code if becomes else _NONE,
                    staff_after[becomes.id] if becomes else _NONE,
                ),
            )
        )
    yield from (row for _, _, row in sorted(rows, key=lambda item: item[:2]))


def _order(agency: Agency, kinds: AgencyKinds) -> tuple[object, ...]:
    """Where an agency stands in a table: the higher kind first, region 2 before region 10."""
    numbers = re.split(r"([0-9]+)", agency.id)
    natural = [(int(part) if part.isdigit() else 0, part) for part in numbers]
    return kinds.rank(agency.kind), natural


def _named(agency: Agency | None) -> str:
    return f"{agency.name} ({agency.id})" if agency else _NONE


def _what(old: Agency | None, new: Agency) -> Text | None:
    """What happens to an agency itself; None where only its managers or addresses do."""
    if old is None:
        return WHAT["found"]
    if new.ended and not old.ended:
        return WHAT["merge" if new.successor else "abolish"]
    differ = [
        name
        for name in ("name", "kind", "code", "state", "parent")
        if getattr(old, name) != getattr(new, name)
    ]
    if not differ:
        return None
    # The name of an agency does not tell what it hangs from.
    way = f": {old.parent} → {new.parent}" if old.parent != new.parent else ""
    texts = [WHAT[name] for name in differ]
    english, vietnamese = (", ".join(each) for each in zip(*texts, strict=True))
    return Text.literal(english + way, vietnamese + way)


def _moves(trial: Trial) -> Iterator[tuple[Cell, ...]]:
    """How many people go from where to where."""
    was = {person.id: person.agency for person in trial.before.people()}
    pairs = Counter(
        (was[person.id], person.agency)
        for person in trial.after.people()
        if was[person.id] != person.agency
    )
    rows = [
        (trial.before.agencies[source], trial.after.agencies[target], number)
        for (source, target), number in pairs.items()
    ]
    kinds = trial.policy.kinds
    rows.sort(key=lambda row: (_order(row[1], kinds), _order(row[0], kinds)))
    for source, after, number in rows:
        yield _named(source), _named(after), number


def _leavers(trial: Trial) -> Iterator[tuple[Cell, ...]]:
    before = {person.id: person for person in trial.before.people()}
    for person in trial.after.people():
        if person.state == "left" and before[person.id].state != "left":
            yield (
                person.name,
                person.id,
                person.title,
                trial.before.agencies[before[person.id].agency].name,
                person.mailbox,
                kept_until(person, trial.policy),
            )


def _managers(trial: Trial) -> Iterator[tuple[Cell, ...]]:
    people: dict[str, Person] = {person.id: person for person in trial.after.people()}
    kinds = trial.policy.kinds
    for agency in sorted(trial.after.agencies.values(), key=lambda each: _order(each, kinds)):
        old = trial.before.agencies.get(agency.id)
        was = old.managers if old else ()
        if was != agency.managers and agency.mailbox:
            yield (
                agency.name,
                agency.mailbox,
                *(
                    ", ".join(people[one].name for one in managers if one in people) or _NONE
                    for managers in (was, agency.managers)
                ),
            )


def _holds(trial: Trial) -> Iterator[tuple[Cell, ...]]:
    """Each record whose holds differ, those before beside those after."""
    for effect in trial.effects:
        if "hold" in effect.after:
            record = trial.after.agencies.get(effect.id) or trial.after.by_id[effect.id]
            before, after = (shown(values.get("hold")) for values in (effect.before, effect.after))
            yield record.mailbox, f"{record.name} ({record.id})", before, after
