"""Rows of a form as people: recognised where they are known, made where they are new."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from hopthu.records.allocate import Allocator
from hopthu.records.model import Agency, Inventory, Person, addresses_of
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem
from hopthu.text.names import match_key, split_name

from ..model import Form
from ..rows import messages as row_messages
from ..rows.person import Row
from . import messages
from .agencies import agencies_of
from .answers import SKIP, Answers, row_name
from .birth import BirthKey
from .check import manages_though_left, phone_of, unfit
from .recognise import Acquaintances, Likeness
from .wishes import Wish, agency_wish, answered, is_strange, late, personal_wish, why_not


@dataclass(slots=True)
class Registration:
    """What a form brings: records that are new, how many people were known already.

    ``managers``: by agency id, the ids of people who are to manage its mailbox and do not yet.
    ``matches``: by folder and id of a person, the hashes of rows that were answered to be theirs.
    ``questions`` are of rows (``asked``, by sheet and line) that wait for an answer and were not
    registered; ``left_out``: how many rows were answered to be nobody's. ``notices`` tell what the
    sender should know (a wish that could not be met) and refuse nothing.
    """

    form: Form
    agencies: list[Agency] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    known: int = 0
    managers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    matches: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    left_out: int = 0
    asked: set[tuple[str, int]] = field(default_factory=set)
    questions: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def brings(self) -> bool:
        """Whether anything is to be written for it."""
        return bool(self.agencies or self.people or self.managers or self.matches)

    @property
    def folder(self) -> str:
        """The province's folder and host name: ``thanh_hoa``."""
        return self.form.province.slug.replace("-", "_")


class Registrar:
    """Takes forms one after another; what one brings is known to the next. O(rows) a form."""

    def __init__(
        self,
        inventory: Inventory,
        policy: Policy,
        key: BirthKey,
        answers: Answers | None = None,
        command: str = "scripts/intake",
    ) -> None:
        """``command`` is what reads a form again, but for its name: for what questions advise."""
        self._command = command
        key.require_for(inventory)
        self._policy = policy
        self._key = key
        self._answers = answers or Answers()
        self._allocator = Allocator(inventory, policy)
        self._acquaintances = Acquaintances(inventory, key)
        self._agencies = dict(inventory.agencies)
        self._managers = {agency.id: set(agency.managers) for agency in self._agencies.values()}
        self._folders = {
            person.id: name
            for name, province in inventory.provinces.items()
            for person in province.people
        }

    def take(self, form: Form) -> Registration:
        """Register the rows of a form that has no problems; what is in doubt becomes a question.

        Raises HopthuError, and remembers nothing of the form, where the inventory could not hold
        a row of it.
        """
        problems = self.problems_of(form)
        if problems:
            raise HopthuError(problems)
        registration = Registration(form)
        rows = self._answered(form, registration)
        if not rows:
            return registration
        self._agencies_of(registration, rows)
        for row in rows:
            person = self._person(row, registration)
            if person is not None and row.manages:
                self._let_manage(person, row.agency_id, registration)
        return registration

    def problems_of(self, form: Form) -> list[Problem]:
        """Why the inventory could not hold rows of a form; what has yet to be asked is none."""
        self._acquaintances.begin_form()
        unclaimed = {
            (query.sheet, query.line)
            for query in form.queries
            if query.problem.message == row_messages.ROW_UNCLAIMED
        }
        told: list[Problem] = []
        for row in form.rows:
            answer = self._answers.to(form, row)
            waits = (row.place.sheet, row.place.line) in unclaimed and answer is None
            if answer != SKIP and not waits:
                told += self._problems(form, row)
        return told

    def _answered(self, form: Form, registration: Registration) -> tuple[Row, ...]:
        """Return the rows that nothing is asked about any more; the others become questions."""
        asked: dict[tuple[str, int], list[Problem]] = {}
        for query in form.queries:
            asked.setdefault((query.sheet, query.line), []).append(query.problem)
        rows = []
        for row in form.rows:
            at = row.place.sheet, row.place.line
            answer = self._answers.to(form, row)
            if answer == SKIP:
                registration.left_out += 1
            elif at in asked and answer is None:
                registration.asked.add(at)
                # A section that nobody knows is asked once, and all below it wait.
                known = set(map(id, registration.questions))
                registration.questions += [p for p in asked[at] if id(p) not in known]
            else:
                rows.append(row)
        return tuple(rows)

    def _agencies_of(self, registration: Registration, rows: tuple[Row, ...]) -> None:
        form, policy = replace(registration.form, rows=rows), self._policy
        wishes: dict[str, Wish] = {}
        for row in rows:
            if wish := agency_wish(row):
                wishes.setdefault(row.agency_id, wish)

        def mailbox_of(agency_id: str) -> str:
            wish = wishes.pop(agency_id, None)
            return self._meet(wish, lambda: self._allocator.agency_mailbox(agency_id), registration)

        new = list(agencies_of(form, policy, mailbox_of, self._agencies))
        for agency_id, wish in wishes.items():  # of agencies that are there already
            mailbox = self._agencies[agency_id].mailbox
            registration.notices += late(wish, (mailbox,), mailbox, policy)
        self._agencies.update((agency.id, agency) for agency in new)
        registration.agencies += new

    def _problems(self, form: Form, row: Row) -> Iterator[Problem]:
        person = self._acquaintances.find(row)
        answer = self._answers.to(form, row)
        if answer and person is None:
            person = self._acquaintances.get(answer)
            if person is None:
                yield messages.NO_PERSON.at(row.place, id=answer)
        yield from unfit(row)
        yield from manages_though_left(row, person)

    def _person(self, row: Row, registration: Registration) -> Person | None:
        """The person of a row, known or new; None while that is a question."""
        person = self._acquaintances.find(row)
        if person is None:
            answer = self._answers.to(registration.form, row)
            person = self._acquaintances.get(answer) if answer else None
            if person is not None:
                self._match(row, person, registration)
            elif answer is None and (likeness := self._acquaintances.like(row)):
                registration.questions.append(
                    _question(registration.form, row, likeness, self._command)
                )
                registration.asked.add((row.place.sheet, row.place.line))
                return None
            else:
                return self._new(row, registration)
        registration.known += 1
        registration.notices += self._remarks(row, person)
        return person

    def _match(self, row: Row, person: Person, registration: Registration) -> None:
        place = (self._folders[person.id], person.id)
        added = registration.matches.get(place, ())
        registration.matches[place] = (*added, self._acquaintances.remember(row, person))

    def _remarks(self, row: Row, person: Person) -> Iterator[Problem]:
        """What a form says otherwise of somebody known; their record is changed by hand alone."""
        if person.state == "left":
            yield messages.LEFT_AGAIN.at(row.place, name=row.name, id=person.id, since=person.since)
        if row.agency_id and person.agency != row.agency_id:
            yield messages.ELSEWHERE.at(
                row.place, name=row.name, id=person.id, theirs=person.agency, ours=row.agency_id
            )
        if row.title and match_key(row.title) != match_key(person.title):
            yield messages.OTHER_TITLE.at(
                row.place, name=row.name, id=person.id, theirs=person.title, ours=row.title
            )
        if wish := personal_wish(row):
            yield from late(wish, addresses_of(person), person.mailbox, self._policy)

    def _new(self, row: Row, registration: Registration) -> Person:
        province_id = registration.form.province.slug
        parts = split_name(row.name)
        person = Person(
            id=self._allocator.person_id(province_id),
            name=row.name,
            agency=row.agency_id,
            title=row.title,
            mailbox=self._meet(
                personal_wish(row),
                lambda: self._allocator.person_mailbox(row.name, province_id),
                registration,
            ),
            # What the split gives anyway need not stand in the file.
            surname="" if row.surname == parts.surname else row.surname,
            given_name="" if row.given_name == parts.given else row.given_name,
            phone=phone_of(row),
            born=self._key.hash(row.born),
            place=replace(row.place, file=registration.form.called),
        )
        self._folders[person.id] = registration.folder
        self._acquaintances.add(person)
        registration.people.append(person)
        return person

    def _meet(
        self, wish: Wish | None, otherwise: Callable[[], str], registration: Registration
    ) -> str:
        """Give the address that is wished, if there is a wish and nothing speaks against it."""
        if wish is None:
            return otherwise()
        why = why_not(wish, self._allocator, self._policy)
        if why is None:
            if is_strange(wish):
                said = answered(wish, wish.local, messages.WISH_STRANGE, self._policy)
                registration.notices.append(said)
            return self._allocator.take(wish.local)
        mailbox = otherwise()
        registration.notices.append(answered(wish, mailbox, why, self._policy))
        return mailbox

    def _let_manage(self, person: Person, agency_id: str, registration: Registration) -> None:
        managers = self._managers.setdefault(agency_id, set())
        if person.id not in managers:
            managers.add(person.id)
            added = registration.managers.get(agency_id, ())
            registration.managers[agency_id] = (*added, person.id)


def _question(form: Form, row: Row, likeness: Likeness, command: str) -> Problem:
    person = likeness.person
    return likeness.question.at(
        row.place,
        row=row_name(form, row),
        form=shlex.quote(str(form.path)),
        command=command,
        name=row.name,
        agency=row.agency_id,
        id=person.id,
        theirs=person.name,
        where=person.agency,
    )
