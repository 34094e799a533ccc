"""Legal holds: put on mailboxes, given another end, and lifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hopthu.records.keeping import is_over, kept_until
from hopthu.records.model import Agency, Hold, Person
from hopthu.text.errors import NOWHERE, Place

from .. import messages
from ..draft import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class PutHold:
    """Mailboxes of people and agencies are under hold; one that is on gets another end.

    ``since`` is the day of the change where it is empty.
    """

    owners: tuple[str, ...]
    by: str
    reason: str
    since: str = ""
    until: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the hold into each record."""
        for record in _those(draft, self.owners, self.place):
            same = [
                each for each in record.hold if (each.by, each.reason) == (self.by, self.reason)
            ]
            since = self.since or (same[0].since if same else draft.day)
            hold = Hold(reason=self.reason, by=self.by, since=since, until=self.until)
            if same:
                kept = tuple(hold if each is same[0] else each for each in record.hold)
            else:
                kept = (*record.hold, hold)
            _give(draft, record, kept)
            if is_over(record, draft.policy, draft.day):
                until = kept_until(record, draft.policy)
                draft.notice(messages.HOLD_LATE, self.place, id=record.id, until=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftHold:
    """Mailboxes are under a hold no more: under their only one, or the one that ``which`` names.

    ``which`` is who ordered it, or its reason.
    """

    owners: tuple[str, ...]
    which: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Take the hold out of each record."""
        for record in _those(draft, self.owners, self.place):
            found = [each for each in record.hold if self.which in {"", each.by, each.reason}]
            told = "; ".join(f"{each.by}: {each.reason}" for each in record.hold) or "–"
            if not found:
                draft.problem(messages.NO_HOLD, self.place, id=record.id, holds=told)
            elif len(found) > 1:
                draft.problem(messages.SEVERAL_HOLDS, self.place, id=record.id, holds=told)
            else:
                kept = tuple(each for each in record.hold if each is not found[0])
                _give(draft, record, kept)


def _those(draft: Draft, ids: tuple[str, ...], place: Place) -> Iterator[Agency | Person]:
    """The records of these ids, whatever their state; an unknown one is a problem."""
    for owner in dict.fromkeys(ids):
        record = draft.people.get(owner) or draft.agencies.get(owner)
        if record is None:
            draft.problem(messages.NO_OWNER, place, id=owner)
        else:
            yield record


def _give(draft: Draft, record: Agency | Person, hold: tuple[Hold, ...]) -> None:
    change = draft.change_person if isinstance(record, Person) else draft.change_agency
    change(record.id, hold=hold)
