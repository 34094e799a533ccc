"""Turning a change round: each value it gave becomes what it was, unless it changed since."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hopthu.text.errors import NOWHERE, Place

from .. import messages
from ..draft import Draft
from ..effects import AGENCY, HOME, Effect, as_fields, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The inverse of another change. Addresses that it gave stay, as former ones."""

    number: str
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Give the records their values of before; agencies it founded end."""
        effects = draft.effects(self.number)
        if effects is None:
            draft.problem(messages.NOT_APPLIED, self.place, number=self.number)
            return
        for effect in effects:
            if effect.founded:
                self._end(draft, effect)
            else:
                self._turn_round(draft, effect)

    def _turn_round(self, draft: Draft, effect: Effect) -> None:
        records = draft.agencies if effect.kind == AGENCY else draft.people
        homes = draft.agency_home if effect.kind == AGENCY else draft.person_home
        record = records.get(effect.id)
        if record is None:
            draft.problem(messages.RECORD_GONE, self.place, id=effect.id)
            return
        now = values_of(record, homes[effect.id])
        for key, value in effect.after.items():
            if now.get(key) != value:
                draft.problem(
                    messages.CHANGED_SINCE,
                    record.place,
                    id=effect.id,
                    key=key,
                    now=_shown(now.get(key)),
                    then=_shown(value),
                    number=self.number,
                )
        given = {key: value for key, value in effect.before.items() if value is not None}
        defaults = {each.name: each.default for each in fields(record)}
        values = {key: defaults[key] for key in effect.before if key not in given}
        values |= as_fields(given)
        if effect.kind == AGENCY:
            draft.change_agency(effect.id, **values)
            draft.restored.add(effect.id)
        else:
            draft.change_person(effect.id, **values)
        if HOME in effect.before:
            homes[effect.id] = effect.before[HOME]

    def _end(self, draft: Draft, effect: Effect) -> None:
        """End an agency that the change founded; its id and its address are nobody else's."""
        if effect.kind != AGENCY:
            return
        agency = draft.agencies.get(effect.id)
        if agency is None:
            draft.problem(messages.RECORD_GONE, self.place, id=effect.id)
        elif not agency.ended:
            draft.change_agency(effect.id, state="ended", since=draft.day)


def _shown(value: object) -> str:
    return "–" if value in (None, "", [], ()) else str(value)
