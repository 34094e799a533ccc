"""Recognise the person of a row among all who are registered; or see who it may be."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from hopthu.records.model import Inventory, Person
from hopthu.text.errors import Message
from hopthu.text.names import ascii_fold, match_key

from ..rows.person import Row
from . import messages
from .birth import BirthKey

_ALIKE = 0.8  # of SequenceMatcher's ratio: a letter or two of a full name


class Likeness(NamedTuple):
    """Somebody who may be the person of a row, and the question that asks for it."""

    question: Message
    person: Person


class Acquaintances:
    """Everybody registered, by what a row tells of them. O(1) a row, but for namesakes."""

    def __init__(self, inventory: Inventory, key: BirthKey) -> None:
        self._key = key
        self._by_id: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_birth: dict[str, list[Person]] = defaultdict(list)
        self._by_answer: dict[str, Person] = {}
        self._of_this_form: set[str] = set()
        for person in inventory.people():
            self._add(person)

    def _add(self, person: Person) -> None:
        self._by_id[person.id] = person
        self._by_name[match_key(person.name)].append(person)
        if person.born:
            self._by_birth[person.born].append(person)
        self._by_answer.update(dict.fromkeys(person.matches, person))

    def begin_form(self) -> None:
        """From here on another form is read: who was new in the last one is known."""
        self._of_this_form.clear()

    def add(self, person: Person) -> None:
        """Take in somebody whom the form at hand brings."""
        self._add(person)
        self._of_this_form.add(person.id)

    def get(self, person_id: str) -> Person | None:
        """The person of that id."""
        return self._by_id.get(person_id)

    def remember(self, row: Row, person: Person) -> str:
        """Know the person of a row from now on; returns the hash that says so in the record."""
        answer = self._identity(row)
        self._by_answer[answer] = person
        return answer

    def _identity(self, row: Row) -> str:
        born = row.born.isoformat() if row.born else ""
        return self._key.hash_text("\n".join((match_key(row.name), born, row.agency_id)))

    def find(self, row: Row) -> Person | None:
        """Return the one person that a row surely means; None where there is none.

        That is the same name and date of birth; or what was answered before; or the same name and
        agency, no date against it, and nobody whom the very form brought.
        """
        born = self._key.hash(row.born)
        namesakes = self._by_name[match_key(row.name)]
        # The date first: a namesake without one must not stand before the very person.
        for person in namesakes:
            if born and person.born == born:
                return person
        answered = self._by_answer.get(self._identity(row)) if self._by_answer else None
        if answered is not None:
            return answered
        for person in namesakes:
            if (
                person.agency == row.agency_id
                and not (born and person.born)
                and person.id not in self._of_this_form
            ):
                return person
        return None

    def like(self, row: Row) -> Likeness | None:
        """Whom a row that :meth:`find` does not know may mean, the likeliest first."""
        return next(self._likenesses(row), None)

    def _likenesses(self, row: Row) -> Iterator[Likeness]:
        born = self._key.hash(row.born)
        for person in self._by_birth[born] if born else ():
            if _same_letters(row.name, person.name) or (
                _same_province(row, person) and _alike(row.name, person.name)
            ):
                yield Likeness(messages.LIKE_NAME, person)
        near: set[str] | None = None
        for person in self._by_name[match_key(row.name)]:
            if not _same_province(row, person):
                continue
            if not (born and person.born):
                yield Likeness(messages.NO_DATE, person)
                continue
            if near is None:
                near = {self._key.hash(day) for day in _slips(row.born)}
            if person.born in near:
                yield Likeness(messages.LIKE_DATE, person)
            elif person.agency == row.agency_id and person.id not in self._of_this_form:
                # Of an earlier form: two of one name in an agency are rarer than a wrong date.
                yield Likeness(messages.OTHER_DATE, person)


def _same_province(row: Row, person: Person) -> bool:
    return row.agency_id.split(".")[0] == person.agency.split(".")[0]


def _same_letters(one: str, other: str) -> bool:
    """Whether two names differ in marks alone: Hùng, Hưng."""
    return ascii_fold(one).lower() == ascii_fold(other).lower()


def _alike(one: str, other: str) -> bool:
    """Whether a slip makes one name of the other: a letter, the order, a middle name left out."""
    first, second = ascii_fold(one).lower().split(), ascii_fold(other).lower().split()
    short, long = sorted((first, second), key=len)
    left_out = len(short) > 1 and set(short) <= set(long) and short[-1] == long[-1]
    if left_out or sorted(first) == sorted(second):
        return True
    return SequenceMatcher(None, " ".join(first), " ".join(second), False).ratio() >= _ALIKE


def _slips(day: datetime.date | None) -> Iterator[datetime.date]:
    """The days that a slip makes of one: day and month swapped, or one digit wrong."""
    if day is None:
        return
    digits = f"{day:%d%m%Y}"
    written = [digits[2:4] + digits[:2] + digits[4:]]
    written += [
        digits[:index] + digit + digits[index + 1 :]
        for index in range(len(digits))
        for digit in "0123456789"
    ]
    for text in written:
        try:
            slip = datetime.date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            continue
        if slip != day:
            yield slip
