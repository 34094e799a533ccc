"""The inventory while a change is tried on it: records are replaced here, never in files.

Steps change the draft and collect what is wrong and what is to be told; whoever made the draft
decides whether any of it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hopthu.records.allocate import Allocator
from hopthu.records.keeping import add_months
from hopthu.records.model import Agency, FormerMailbox, Inventory, Person, Province, addresses_of
from hopthu.records.policy import Policy
from hopthu.text.errors import NOWHERE, Message, Place, Problem

from . import messages
from .effects import Effect


@dataclass(frozen=True, slots=True)
class Conflict:
    """A problem that somebody has to decide, with the step that is proposed for it.

    ``proposal`` holds the keys of the step, or nothing where only a person can know.
    """

    problem: Problem
    proposal: Mapping[str, str | tuple[str, ...]]


class Draft:
    """Records by id, and the folder of ``provinces/`` that each is in."""

    def __init__(
        self,
        inventory: Inventory,
        policy: Policy,
        day: str,
        effects: Callable[[str], list[Effect] | None] = lambda _: None,
    ) -> None:
        """``day`` is the ISO date of the change; ``effects`` finds what an older change did."""
        self.before = inventory
        self.effects = effects
        self.policy = policy
        self.day = day
        self.agencies: dict[str, Agency] = {}
        self.people: dict[str, Person] = {}
        self.agency_home: dict[str, str] = {}
        self.person_home: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.notices: list[Problem] = []
        self.conflicts: list[Conflict] = []
        self.restored: set[str] = set()  # agencies that are what they were: nothing is asked
        self.allocator = Allocator(inventory, policy)
        self._members: dict[str, dict[str, None]] = defaultdict(dict)
        self._managed: dict[str, dict[str, None]] = defaultdict(dict)
        for name, province in inventory.provinces.items():
            for agency in province.agencies:
                self.put_agency(agency, name)
            for person in province.people:
                self.put_person(person, name)

    # --- looking up --------------------------------------------------------------------------

    def person(self, person_id: str, place: Place) -> Person | None:
        """The person of that id; None, and a problem, where there is none."""
        person = self.people.get(person_id)
        if person is None:
            self.problem(messages.NO_PERSON, place, id=person_id)
        return person

    def agency(self, agency_id: str, place: Place, *, living: bool = True) -> Agency | None:
        """The agency of that id; None, and a problem, where there is none (or it has ended)."""
        agency = self.agencies.get(agency_id)
        if agency is None:
            self.problem(messages.NO_AGENCY, place, id=agency_id)
        elif living and agency.ended:
            heir = agency.successor or agency.parent
            self.problem(messages.ENDED, place, id=agency_id, since=agency.since, successor=heir)
            return None
        return agency

    def require_kind(self, kind: str, place: Place) -> None:
        """Remember a problem where the policy has no such kind of agency."""
        kinds = self.policy.kinds
        if kinds.get(kind) is None:
            self.problem(messages.NO_KIND, place, kind=kind, known=kinds.known)

    def members(self, agency_id: str) -> list[Person]:
        """Everybody of an agency, those who left included."""
        return [self.people[person_id] for person_id in self._members[agency_id]]

    def managed_by(self, person_id: str) -> list[Agency]:
        """The agencies whose mailbox a person manages."""
        return [self.agencies[agency_id] for agency_id in self._managed[person_id]]

    def children(self, agency_id: str) -> list[Agency]:
        """The living agencies right below one."""
        return [a for a in self.agencies.values() if a.parent == agency_id and not a.ended]

    def within(self, agency_id: str, above: str) -> bool:
        """Whether an agency is ``above`` or hangs from it, at any depth."""
        seen: set[str] = set()
        while agency_id and agency_id not in seen:
            if agency_id == above:
                return True
            seen.add(agency_id)
            agency = self.agencies.get(agency_id)
            agency_id = agency.parent if agency else ""
        return False

    # --- changing ----------------------------------------------------------------------------

    def put_agency(self, agency: Agency, home: str = "") -> None:
        """Put a new or a changed agency, in ``home`` or where it was."""
        old = self.agencies.get(agency.id)
        for manager in old.managers if old else ():
            self._managed[manager].pop(agency.id, None)
        for manager in agency.managers:
            self._managed[manager][agency.id] = None
        self.agencies[agency.id] = agency
        if home:
            self.agency_home[agency.id] = home

    def put_person(self, person: Person, home: str = "") -> None:
        """Put a new or a changed person, in ``home`` or where they were."""
        old = self.people.get(person.id)
        if old and old.agency != person.agency:
            self._members[old.agency].pop(person.id, None)
        self._members[person.agency][person.id] = None
        self.people[person.id] = person
        if home:
            self.person_home[person.id] = home

    def change_agency(self, agency_id: str, **values: Any) -> None:
        """Give an agency other values."""
        self.put_agency(replace(self.agencies[agency_id], **values))

    def change_person(self, person_id: str, **values: Any) -> None:
        """Give a person other values."""
        self.put_person(replace(self.people[person_id], **values))

    def readdress(self, record: Agency | Person, mailbox: str) -> None:
        """Give another main address; the one before is kept as a former one for its time."""
        kept = tuple(former for former in record.former_mailboxes if former.mailbox != mailbox)
        if record.mailbox:
            kept = (*kept, self.former(record, record.mailbox))
        change = self.change_person if isinstance(record, Person) else self.change_agency
        change(record.id, mailbox=mailbox, former_mailboxes=kept)

    def former(self, record: Agency | Person, mailbox: str) -> FormerMailbox:
        """An address that stops being the main one on the day of the change."""
        kind = "address" if isinstance(record, Person) else "agency"
        until = add_months(self.day, self.policy.keep_months[kind])
        return FormerMailbox(mailbox=mailbox, until=until)

    # --- telling -----------------------------------------------------------------------------

    def problem(self, message: Message, place: Place = NOWHERE, **values: object) -> None:
        """Remember what is wrong; nothing of the change is written then."""
        self.problems.append(message.at(place, **values))

    def notice(self, message: Message, place: Place = NOWHERE, **values: object) -> None:
        """Remember what the operator should know and need not act on."""
        self.notices.append(message.at(place, **values))

    def conflict(
        self,
        message: Message,
        proposal: Mapping[str, str | tuple[str, ...]],
        place: Place = NOWHERE,
        **values: object,
    ) -> None:
        """Remember what somebody has to decide."""
        self.conflicts.append(Conflict(message.at(place, **values), proposal))

    # --- ending ------------------------------------------------------------------------------

    def candidates(self, agency_id: str) -> list[Person]:
        """Who could manage the mailbox of an agency: its active people, leaders first."""
        active = [person for person in self.members(agency_id) if person.state == "active"]
        return sorted(active, key=lambda person: not self.policy.is_leader(person.title))

    def keep_addresses(self) -> None:
        """Keep every address that a record had and nobody has any more as a former one of it."""
        before: Iterable[tuple[Agency | Person, Agency | Person]] = [
            *((record, self.agencies[record.id]) for record in self.before.agencies.values()),
            *((record, self.people[record.id]) for record in self.before.people()),
        ]
        changed = [pair for pair in before if pair[0] is not pair[1]]
        if not any(set(addresses_of(old)) - set(addresses_of(new)) for old, new in changed):
            return
        records: list[Agency | Person] = [*self.agencies.values(), *self.people.values()]
        held = {address for record in records for address in addresses_of(record)}
        for old, new in changed:
            lost = [address for address in addresses_of(old) if address not in held]
            if lost:
                former = (*new.former_mailboxes, *(self.former(old, name) for name in lost))
                change = self.change_person if isinstance(old, Person) else self.change_agency
                change(old.id, former_mailboxes=former)

    def inventory(self) -> Inventory:
        """The records as they are now, in the order of the files, those that moved last."""
        folders = dict.fromkeys(
            [*self.before.provinces, *self.agency_home.values(), *self.person_home.values()]
        )
        agencies: dict[str, list[Agency]] = {name: [] for name in folders}
        people: dict[str, list[Person]] = {name: [] for name in folders}
        moved: list[Agency | Person] = []
        came_from = {p.id: name for name, v in self.before.provinces.items() for p in v.people}
        for agency in self.agencies.values():
            if self.before.home.get(agency.id) == self.agency_home[agency.id]:
                agencies[self.agency_home[agency.id]].append(agency)
            else:
                moved.append(agency)
        for person in self.people.values():
            if came_from.get(person.id) == self.person_home[person.id]:
                people[self.person_home[person.id]].append(person)
            else:
                moved.append(person)
        for record in moved:
            if isinstance(record, Agency):
                agencies[self.agency_home[record.id]].append(record)
            else:
                people[self.person_home[record.id]].append(record)
        before = self.before.provinces
        return Inventory(
            {
                name: replace(
                    before.get(name, Province(name)),
                    agencies=tuple(agencies[name]),
                    people=tuple(people[name]),
                )
                for name in folders
            },
            self.before.given,
            self.before.kinds,
        )
