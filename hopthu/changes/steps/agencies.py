"""What happens to agencies: founded, renamed, moved, merged, split, abolished; who reads theirs."""

from __future__ import annotations

from dataclasses import dataclass

from hopthu.records.keeping import day_before
from hopthu.records.model import Agency, FormerMailbox
from hopthu.text.errors import NOWHERE, Place

from .. import messages
from ..draft import Draft

# What becomes of the mailbox of an agency that ends: it stays and the successor's managers read
# it; its address becomes one of the successor's mailbox; its address receives no more.
KEEP, ALIAS, CLOSE = MAILBOXES = ("keep", "alias", "close")
# Who manages the successor's mailbox: those of all that were merged, or its own alone.
JOIN, OWN = MANAGERS = ("join", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Managers:
    """Other people manage the mailbox of an agency from now on."""

    agency: str
    managers: tuple[str, ...]
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the managers."""
        agency = draft.agency(self.agency, self.place, living=False)
        heir = heir_of(draft, agency) if agency is not None and agency.ended else None
        if heir is not None and heir.managers:  # who read that one's box read this one, too
            draft.agency(self.agency, self.place)
        for manager in self.managers:
            person = draft.person(manager, self.place)
            if person is not None and person.state == "left":
                draft.problem(
                    messages.WRONG_STATE, self.place, id=manager, state="left", since=person.since
                )
        if agency is not None and all(manager in draft.people for manager in self.managers):
            draft.change_agency(agency.id, managers=self.managers)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAgency:
    """A new agency. Its mailbox is formed from the id unless one is named."""

    agency: str
    name: str
    kind: str
    parent: str
    code: str = ""
    mailbox: str = ""
    managers: tuple[str, ...] = ()
    province: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Make the record, in ``province`` or where the parent's is."""
        parent = draft.agency(self.parent, self.place)
        draft.require_kind(self.kind, self.place)
        if self.agency in draft.agencies:
            draft.problem(messages.ID_TAKEN, self.place, id=self.agency)
        elif parent is not None:
            heads = self.kind in draft.policy.kinds.provinces
            own = self.agency.replace("-", "_") if heads else ""
            home = self.province or own or draft.agency_home[parent.id]
            agency = Agency(
                id=self.agency,
                name=self.name,
                kind=self.kind,
                parent=parent.id,
                code=self.code,
                valid_from=draft.day if self.code else "",
                managers=self.managers,
                place=self.place,
            )
            draft.put_agency(agency, home)
            if self.mailbox:
                _readdress(draft, agency, self.mailbox, self.place)
            else:
                draft.readdress(agency, draft.allocator.agency_mailbox(agency.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameAgency:
    """An agency has another name; with ``mailbox`` also another address, the old one kept."""

    agency: str
    name: str
    mailbox: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the name, and the address if there is a new one."""
        agency = _changed(draft, self.agency, self.place, name=self.name)
        if agency is not None and self.mailbox and self.mailbox != agency.mailbox:
            _readdress(draft, agency, self.mailbox, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retype:
    """An agency becomes one of another kind."""

    agency: str
    kind: str
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the kind."""
        draft.require_kind(self.kind, self.place)
        _changed(draft, self.agency, self.place, kind=self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recode:
    """An agency bears another official code from the day on."""

    agency: str
    code: str
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the code and since when it is valid."""
        _changed(draft, self.agency, self.place, code=self.code, valid_from=draft.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An agency hangs from another one; all below it and everybody in it come along."""

    agency: str
    parent: str
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the parent; records go to the province of the new one."""
        agency = draft.agency(self.agency, self.place)
        parent = draft.agency(self.parent, self.place)
        if agency is None or parent is None:
            return
        if draft.within(parent.id, agency.id):
            draft.problem(messages.CIRCLE, self.place, agency=agency.id, parent=parent.id)
            return
        draft.change_agency(agency.id, parent=parent.id)
        home = draft.agency_home[parent.id]
        for other in list(draft.agencies.values()):
            if draft.within(other.id, agency.id):
                draft.agency_home[other.id] = home
                for person in draft.members(other.id):
                    draft.person_home[person.id] = home


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Agencies end and become part of one that is there; their people work there."""

    agencies: tuple[str, ...]
    into: str
    mailboxes: str = KEEP
    managers: str = JOIN
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """End each, hand its people, children, managers and mailbox over."""
        into = draft.agency(self.into, self.place)
        for agency_id in self.agencies:
            agency = draft.agency(agency_id, self.place)
            if agency is None or into is None:
                continue
            if draft.within(into.id, agency.id):
                draft.problem(messages.INTO_ITSELF, self.place, agency=agency.id, into=into.id)
                continue
            for child in draft.children(agency.id):
                Move(agency=child.id, parent=into.id, place=self.place).apply(draft)
            for person in draft.members(agency.id):
                draft.change_person(person.id, agency=into.id)
                draft.person_home[person.id] = draft.agency_home[into.id]
            if self.managers == JOIN:
                joined = (*draft.agencies[into.id].managers, *agency.managers)
                draft.change_agency(into.id, managers=tuple(dict.fromkeys(joined)))
            _end(draft, agency.id, into.id, self.mailboxes, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Some people of an agency go over to another one, as a part of it does."""

    agency: str
    into: str
    people: tuple[str, ...]
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Move the people; those who are not of the agency are a mistake."""
        agency = draft.agency(self.agency, self.place)
        into = draft.agency(self.into, self.place)
        for person_id in self.people:
            person = draft.person(person_id, self.place)
            if person is None or agency is None or into is None:
                continue
            if person.agency != agency.id:
                draft.problem(
                    messages.NOT_OF, self.place, id=person.id, agency=agency.id, other=person.agency
                )
                continue
            draft.change_person(person.id, agency=into.id)
            draft.person_home[person.id] = draft.agency_home[into.id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Abolish:
    """An agency ends without a successor; its parent looks after what is left of it."""

    agency: str
    mailboxes: str = KEEP
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """End it, once nobody works there and nothing hangs from it."""
        agency = draft.agency(self.agency, self.place)
        if agency is None:
            return
        people = [person.id for person in draft.members(agency.id) if person.state != "left"]
        if people:
            draft.conflict(
                messages.STILL_PEOPLE,
                {"change": "transfer", "people": tuple(people), "agency": agency.parent},
                self.place,
                agency=agency.id,
                n=len(people),
                parent=agency.parent,
            )
        for child in draft.children(agency.id):
            draft.problem(messages.STILL_CHILD, self.place, agency=agency.id, child=child.id)
        _end(draft, agency.id, "", self.mailboxes, self.place)


def heir_of(draft: Draft, agency: Agency) -> Agency | None:
    """The living agency that looks after one that ended: what took over, else its parent."""
    seen: set[str] = set()
    while agency.ended and agency.id not in seen:
        seen.add(agency.id)
        following = draft.agencies.get(agency.successor or agency.parent)
        if following is None:
            return None
        agency = following
    return None if agency.ended else agency


def _changed(draft: Draft, agency_id: str, place: Place, **values: str) -> Agency | None:
    """Give an agency that has not ended other values; None, and a problem, where there is none."""
    if draft.agency(agency_id, place) is None:
        return None
    draft.change_agency(agency_id, **values)
    return draft.agencies[agency_id]


def _end(draft: Draft, agency_id: str, successor: str, mailboxes: str, place: Place) -> None:
    agency = draft.agencies[agency_id]
    valid_to = day_before(draft.day) if agency.code else ""
    draft.change_agency(
        agency_id, state="ended", since=draft.day, successor=successor, valid_to=valid_to
    )
    agency = draft.agencies[agency_id]
    if not agency.mailbox or mailboxes == KEEP:
        return
    if mailboxes == CLOSE:
        closed = (*agency.former_mailboxes, _closed(draft, agency))
        draft.change_agency(agency_id, mailbox="", managers=(), former_mailboxes=closed)
        return
    heir = heir_of(draft, agency)
    if heir is None or not heir.mailbox:
        draft.problem(messages.NO_BOX, place, agency=agency_id, heir=heir.id if heir else "–")
        return
    alias = draft.former(agency, agency.mailbox)
    handed = (*heir.former_mailboxes, *agency.former_mailboxes, alias)
    draft.change_agency(heir.id, former_mailboxes=handed)
    draft.change_agency(agency_id, mailbox="", managers=(), former_mailboxes=())


def _closed(draft: Draft, agency: Agency) -> FormerMailbox:
    return FormerMailbox(mailbox=agency.mailbox, until=day_before(draft.day))


def _readdress(draft: Draft, agency: Agency, mailbox: str, place: Place) -> None:
    own = {former.mailbox for former in agency.former_mailboxes}
    refusal = None if mailbox in own else draft.allocator.refusal_of(mailbox, of_agency=True)
    if refusal is None:
        draft.allocator.take(mailbox)
        draft.readdress(agency, mailbox)
    else:
        free = draft.allocator.agency_mailbox(agency.id)
        draft.problem(messages.ADDRESS_REFUSED, place, mailbox=mailbox, free=free)
