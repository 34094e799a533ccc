"""Rows of a form as people: recognised where they are known, made where they are new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..errors import HopthuError, Problem
from ..intake.model import Form, Row
from ..inventory.model import Agency, Inventory, Person
from ..names import match_key
from ..policy import Policy
from .agencies import agencies_of
from .allocate import Allocator
from .birth import BirthKey
from .check import manages_though_left, phone_of, unfit


@dataclass(slots=True)
class Registration:
    """What a form brings: records that are new, how many people were known already.

    ``managers``: by agency id, the ids of people who are to manage its mailbox and do not yet.
    ``questions`` are of rows that wait for an answer and were not registered; ``notices`` tell what
    the sender should know (a wish that could not be met) and refuse nothing.
    """

    form: Form
    agencies: list[Agency] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    known: int = 0
    managers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    questions: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """The province's folder and host name: ``thanh_hoa``."""
        return self.form.province.slug.replace("-", "_")


class Registrar:
    """Takes forms one after another; what one brings is known to the next. O(rows) a form."""

    def __init__(self, inventory: Inventory, policy: Policy, key: BirthKey) -> None:
        key.require_for(inventory)
        self._policy = policy
        self._key = key
        self._allocator = Allocator(inventory, policy)
        self._agencies = dict(inventory.agencies)
        self._managers = {agency.id: set(agency.managers) for agency in self._agencies.values()}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        for person in inventory.people():
            self._by_name[match_key(person.name)].append(person)

    def take(self, form: Form) -> Registration:
        """Register the rows of a form that has no problems.

        Raises HopthuError, and remembers nothing of the form, where the inventory could not hold
        a row of it.
        """
        problems = [
            problem
            for row in form.rows
            for found in (unfit(row), manages_though_left(row, self._recognise(row)))
            for problem in found
        ]
        if problems:
            raise HopthuError(problems)
        registration = Registration(form)
        for agency in agencies_of(form, self._policy, self._allocator, self._agencies):
            self._agencies[agency.id] = agency
            registration.agencies.append(agency)
        for row in form.rows:
            person = self._recognise(row)
            if person is None:
                person = self._new(row, form)
                registration.people.append(person)
            else:
                registration.known += 1
            if row.manages:
                self._let_manage(person, row.agency_id, registration)
        return registration

    def _recognise(self, row: Row) -> Person | None:
        """The same name and date of birth; or the same name and agency, no date against it."""
        born = self._key.hash(row.born)
        namesakes = self._by_name[match_key(row.name)]
        # The date first: a namesake without one must not stand before the very person.
        for person in namesakes:
            if born and person.born == born:
                return person
        for person in namesakes:
            if person.agency == row.agency_id and not (born and person.born):
                return person
        return None

    def _new(self, row: Row, form: Form) -> Person:
        person = Person(
            id=self._allocator.person_id(form.province.slug),
            name=row.name,
            agency=row.agency_id,
            title=row.title,
            mailbox=self._allocator.person_mailbox(row.name),
            phone=phone_of(row),
            born=self._key.hash(row.born),
        )
        self._by_name[match_key(person.name)].append(person)
        return person

    def _let_manage(self, person: Person, agency_id: str, registration: Registration) -> None:
        managers = self._managers.setdefault(agency_id, set())
        if person.id not in managers:
            managers.add(person.id)
            added = registration.managers.get(agency_id, ())
            registration.managers[agency_id] = (*added, person.id)
