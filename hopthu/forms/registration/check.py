"""What the inventory asks of a row beyond what the form asks: told at its cell, before writing."""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.records.inventory.fields import PATTERNS, PERSON_FIELDS
from hopthu.records.model import Person
from hopthu.text.errors import Problem

from .. import messages as form_messages
from ..rows.person import Row
from ..rows.phones import split_numbers
from . import messages

_PATTERNS = {field.name: PATTERNS[field.pattern] for field in PERSON_FIELDS}
_LINE = _PATTERNS["name"]
# What a record holds as a form has it.
_LINES = [name for name, form in _PATTERNS.items() if form is _LINE and hasattr(Row, name)]
_SHOWN = 40


def unfit(row: Row) -> Iterator[Problem]:
    """Yield why the reader of the inventory would refuse a record of this row."""
    if not row.name:
        yield form_messages.NO_NAME.at(row.place)
    if not row.title:
        yield messages.NO_TITLE.at(row.place, name=row.name)
    for value in (getattr(row, name) for name in _LINES):
        if value and not _LINE.match(value):
            shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
            yield messages.UNFIT.at(row.place, value=shown)


def manages_though_left(row: Row, person: Person | None) -> Iterator[Problem]:
    """Yield the problem of a row that gives a mailbox to somebody who has left."""
    if row.manages and person is not None and person.state == "left":
        yield messages.MANAGER_LEFT.at(row.place, name=row.name, id=person.id, since=person.since)


def phone_of(row: Row) -> str:
    """The office telephone as written, else its first number in digits, or empty."""
    pattern = _PATTERNS["phone"]
    found = [row.phone, *split_numbers(row.phone)]
    return next((number for number in found if pattern.match(number)), "")
