"""Whether a province's form for a phase is in, and how late: from its records and their history."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from hopthu.records.policy.rollout import Phase

from ..board import FormStatus, PhaseForm
from .history import FileHistory, Record
from .units import Unit

_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


def forms_of(
    unit: Unit, phases: tuple[Phase, ...], history: FileHistory | None, today: datetime.date
) -> Mapping[str, PhaseForm]:
    """The province's form for each phase.

    A form is told by what it registers. The agencies' form names managers. The staff's names
    people; as long as all of them manage mailboxes, or did, they came with the agencies' form.
    """
    managers = _managers(unit, history) if any(phase.agencies for phase in phases) else set()
    return {phase.name: _form(unit, phase, managers, history, today) for phase in phases}


def _managers(unit: Unit, history: FileHistory | None) -> set[str]:
    found = {name for agency in unit.agencies for name in agency.managers}
    if history:
        for value in history.values(unit.agencies_file, "managers"):
            found |= set(_ID.findall(value))
    return found


def _form(
    unit: Unit, phase: Phase, managers: set[str], history: FileHistory | None, today: datetime.date
) -> PhaseForm:
    of_kind = [a for a in unit.agencies if a.kind in phase.agencies]
    staffed = {a.id for a in unit.agencies if a.kind in phase.staff}
    named = {agency.id for agency in of_kind if agency.managers}
    people = [p for p in unit.people if p.agency in staffed and p.id not in managers]
    at = {person.agency for person in people}
    covers = [(kind in phase.agencies) + (kind in phase.staff) for kind, _ in unit.missing]
    of = len({agency.id for agency in of_kind} | staffed) + sum(map(bool, covers))
    if not of and unit.known:
        return PhaseForm(phase.name, FormStatus.NOT_APPLICABLE)
    days = []
    if named:
        days.append(_first(history, unit.agencies_file, _has_managers(phase.agencies)))
    if people:
        days.append(_first(history, unit.people_file, _is_staff(staffed, managers)))
    form = _status(phase, bool(days), min(filter(None, days), default=None), today)
    asked = len(of_kind) + len(staffed) + sum(covers)
    return replace(form, named=len(named | at), of=of, told=len(named) + len(at), asked=asked)


def _status(
    phase: Phase, is_in: bool, received: datetime.date | None, today: datetime.date
) -> PhaseForm:
    """``received``: the day, None where it is not known."""
    if not is_in:
        if phase.due is None:
            return PhaseForm(phase.name, FormStatus.AWAITED)
        late = (today - phase.due).days
        return PhaseForm(
            phase.name, FormStatus.LATE if late > 0 else FormStatus.AWAITED, days=abs(late)
        )
    # Who asks for the board of an earlier day gets the records of today: their days say nothing.
    day = received if received and received <= today else None
    late = (day - phase.due).days if day and phase.due else 0
    if late > 0:
        return PhaseForm(phase.name, FormStatus.CAME_LATE, day, late)
    return PhaseForm(phase.name, FormStatus.RECEIVED, day)


def _first(
    history: FileHistory | None, path: str, holds: Callable[[Record], bool]
) -> datetime.date | None:
    return history.first_day(path, holds) if history else None


def _has_managers(kinds: frozenset[str]) -> Callable[[Record], bool]:
    return lambda record: record.get("kind") in kinds and record.get("managers", "[]") != "[]"


def _is_staff(agencies: set[str], managers: set[str]) -> Callable[[Record], bool]:
    return lambda record: record.get("agency") in agencies and record.get("id") not in managers
