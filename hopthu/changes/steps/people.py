"""What happens to people: transfer, another name or title, suspension, leaving, return."""

from __future__ import annotations

from dataclasses import dataclass

from hopthu.records.keeping import kept_until
from hopthu.records.model import Person
from hopthu.text.errors import NOWHERE, Place

from .. import messages
from ..draft import Draft

CAUSES = ("retired", "resigned", "transferred", "dismissed", "died")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """People work in another agency, perhaps with another title; ids and addresses stay."""

    people: tuple[str, ...]
    agency: str
    title: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Move the records; what they managed elsewhere passes on."""
        target = draft.agency(self.agency, self.place)
        for person in _those(draft, self.people, self.place, ("active", "suspended")):
            if target is None:
                continue
            if person.agency == target.id:
                draft.problem(messages.ALREADY_THERE, self.place, id=person.id, agency=target.id)
                continue
            draft.change_person(person.id, agency=target.id, title=self.title or person.title)
            draft.person_home[person.id] = draft.agency_home[target.id]
            pass_on(draft, person.id, stays_in=target.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamePerson:
    """A person has another name; with ``mailbox`` also another address, the old one kept."""

    person: str
    name: str
    mailbox: str = ""
    surname: str = ""
    given_name: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the name, and the address if there is a new one."""
        person = draft.person(self.person, self.place)
        if person is None:
            return
        draft.change_person(
            person.id, name=self.name, surname=self.surname, given_name=self.given_name
        )
        if self.mailbox and self.mailbox != person.mailbox:
            readdress(draft, draft.people[person.id], self.mailbox, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retitle:
    """People have another title; what follows from it (the quota) follows by itself."""

    people: tuple[str, ...]
    title: str
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the title."""
        for person in _those(draft, self.people, self.place, ("active", "suspended")):
            draft.change_person(person.id, title=self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend:
    """People may not log in for now; their mail is kept."""

    people: tuple[str, ...]
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the state. Agencies stay theirs, for it is not for long; the report says which."""
        for person in _those(draft, self.people, self.place, ("active",)):
            draft.change_person(person.id, state="suspended", since=draft.day)
            for agency in draft.managed_by(person.id):
                if not any(draft.people[m].state == "active" for m in agency.managers):
                    draft.notice(messages.NOBODY_READS, self.place, agency=agency.id, id=person.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """People leave the service: no login from now on, the box is kept for its time."""

    people: tuple[str, ...]
    cause: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Write the state; what they managed passes on."""
        for person in _those(draft, self.people, self.place, ("active", "suspended")):
            draft.change_person(person.id, state="left", since=draft.day)
            pass_on(draft, person.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """People come back from a suspension, or after leaving, within the time of their box."""

    people: tuple[str, ...]
    agency: str = ""
    place: Place = NOWHERE

    def apply(self, draft: Draft) -> None:
        """Make them active, in ``agency`` or where they were."""
        for person in _those(draft, self.people, self.place, ("suspended", "left")):
            if person.state == "left":
                until = kept_until(person, draft.policy)
                if until < draft.day:
                    draft.problem(messages.TOO_LATE, self.place, id=person.id, until=until)
                    continue
            agency = draft.agency(self.agency or person.agency, self.place)
            if agency is None:
                continue
            draft.change_person(person.id, state="active", since="", agency=agency.id)
            draft.person_home[person.id] = draft.agency_home[agency.id]


def readdress(draft: Draft, person: Person, mailbox: str, place: Place) -> None:
    """Give a person an address that is free, or one of their own former ones."""
    own = {former.mailbox for former in person.former_mailboxes}
    refusal = None if mailbox in own else draft.allocator.refusal_of(mailbox)
    if refusal is None:
        draft.allocator.take(mailbox)
        draft.readdress(person, mailbox)
    else:
        free = draft.allocator.person_mailbox(person.name, draft.person_home[person.id])
        draft.problem(messages.ADDRESS_REFUSED, place, mailbox=mailbox, free=free)


def pass_on(draft: Draft, person_id: str, stays_in: str = "") -> None:
    """Leave the mailboxes of agencies to their other managers, but for those of the new place."""
    for agency in draft.managed_by(person_id):
        if not stays_in or not draft.within(agency.id, stays_in):
            others = tuple(manager for manager in agency.managers if manager != person_id)
            draft.change_agency(agency.id, managers=others)


def _those(
    draft: Draft, people: tuple[str, ...], place: Place, states: tuple[str, ...]
) -> list[Person]:
    """The people of these ids in one of these states; the others are problems."""
    found = []
    for person_id in people:
        person = draft.person(person_id, place)
        if person is None:
            continue
        if person.state in states:
            found.append(person)
        else:
            draft.problem(
                messages.WRONG_STATE, place, id=person_id, state=person.state, since=person.since
            )
    return found
