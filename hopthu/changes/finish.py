"""What is looked at once all steps were taken: managers, heads, codes, addresses."""

from __future__ import annotations

from collections import defaultdict

from hopthu.records.model import Agency, Person
from hopthu.records.policy import Policy

from . import messages
from .draft import Draft
from .steps.agencies import heir_of

_DEPUTY = ("Phó ", "Phó\u00a0")
_NAMES_SHOWN = 3


def finish(draft: Draft) -> None:
    """Hand over what ended agencies leave behind; tell conflicts and what to look after."""
    _hand_over(draft)
    _managers(draft)
    _codes(draft)
    _heads(draft)
    draft.keep_addresses()


def _hand_over(draft: Draft) -> None:
    """The mailbox of an agency that ended is read by those who read its successor's."""
    for agency in list(draft.agencies.values()):
        if agency.ended and agency.mailbox:
            heir = heir_of(draft, agency)
            if heir is not None and (_changed(draft, agency) or _changed(draft, heir)):
                managers = _living(draft, heir) or _living(draft, agency)
                draft.change_agency(agency.id, managers=managers)


def _living(draft: Draft, agency: Agency) -> tuple[str, ...]:
    return tuple(m for m in agency.managers if draft.people[m].state != "left")


def _managers(draft: Draft) -> None:
    """An agency that had managers, or is new, needs one; its leaders are proposed."""
    for agency in list(draft.agencies.values()):
        if not agency.mailbox or not _changed(draft, agency):
            continue
        living = _living(draft, agency)
        if living != agency.managers:
            draft.change_agency(agency.id, managers=living)
        before = draft.before.agencies.get(agency.id)
        if living or agency.id in draft.restored or (before and not before.managers):
            continue
        heir = heir_of(draft, agency)
        if agency.ended and heir is not None and heir.mailbox and heir.id != agency.id:
            continue  # the question is asked of the heir, whose managers read this box too
        who = draft.candidates(heir.id if heir else agency.id)
        if who:
            draft.conflict(
                messages.NO_MANAGER,
                {"change": "managers", "agency": agency.id, "managers": (who[0].id,)},
                agency.place,
                agency=agency.id,
                id=who[0].id,
                who=f"{who[0].id} ({who[0].name}, {who[0].title})",
            )
        elif before is None:  # nobody is there yet: whoever comes first will be asked
            draft.notice(messages.NO_CANDIDATE, agency.place, agency=agency.id)
        else:
            draft.conflict(messages.NO_CANDIDATE, {}, agency.place, agency=agency.id)


def _codes(draft: Draft) -> None:
    """Of the living agencies of a kind each has a code of its own."""
    bearers: dict[tuple[str, str], Agency] = {}
    for agency in draft.agencies.values():
        if agency.code and not agency.ended:
            other = bearers.setdefault((agency.kind, agency.code), agency)
            if other is not agency and (_changed(draft, agency) or _changed(draft, other)):
                draft.problem(
                    messages.SAME_CODE,
                    agency.place,
                    agency=agency.id,
                    other=other.id,
                    code=agency.code,
                )


def _heads(draft: Draft) -> None:
    """Two heads in one agency are for the ministry to sort out; it is told."""
    heads: dict[str, list[Person]] = defaultdict(list)
    arrived: set[str] = set()
    before = {person.id: person for person in draft.before.people()}
    for person in draft.people.values():
        if person.state == "active" and _is_head(person.title, draft.policy):
            heads[person.agency].append(person)
            if before.get(person.id) is not person:
                arrived.add(person.agency)
    for agency_id in heads:
        people = heads[agency_id]
        if agency_id in arrived and len(people) > 1:
            shown = [f"{person.id} ({person.name})" for person in people[:_NAMES_SHOWN]]
            who = ", ".join(shown) + (" …" if len(people) > _NAMES_SHOWN else "")
            draft.notice(messages.HEADS, agency=agency_id, n=len(people), who=who)


def _is_head(title: str, policy: Policy) -> bool:
    return policy.is_leader(title) and not title.startswith(_DEPUTY)


def _changed(draft: Draft, agency: Agency) -> bool:
    """Whether the change touches the agency."""
    return draft.before.agencies.get(agency.id) is not agency
