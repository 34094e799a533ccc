"""Whether an entry would become another person's: with it go the password and all letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hopthu.records.model import Inventory, addresses_of
from hopthu.servers.directory.attributes import MAIL
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Add
from hopthu.text.errors import Problem

from . import messages
from .build import Difference
from .change import Change, renames


def without_strangers(difference: Difference, inventory: Inventory, domain: str) -> Difference:
    """Refuse what would make one person's entry another's: neither name nor address are theirs.

    Whoever is renamed in a record keeps the address of before, as a former one. An entry without
    an address is the person's whose name it has, and nobody else's.
    """
    strangers = {
        change.subject.id: problem
        for change in difference.changes
        for problem in _stranger(change, inventory, domain)
    }
    if not strangers:
        return difference
    changes = [change for change in difference.changes if change.subject.id not in strangers]
    return Difference(changes, [*difference.refusals, *strangers.values()])


def without_doubles(difference: Difference, bearers: Mapping[str, str]) -> Difference:
    """Refuse to make somebody whose id another entry has as its uid; ``bearers``: its DN, by id."""
    doubles = {
        change.subject.id: messages.ID_TAKEN.at(
            id=change.subject.id, label=change.subject.label, dn=bearers[change.subject.id]
        )
        for change in difference.changes
        if change.subject.id in bearers and isinstance(change.operation, Add)
    }
    if not doubles:
        return difference
    changes = [change for change in difference.changes if change.subject.id not in doubles]
    return Difference(changes, [*difference.refusals, *doubles.values()])


def _stranger(change: Change, inventory: Inventory, domain: str) -> Iterable[Problem]:
    name = next((field for field in change.fields if renames(field)), None)
    mail = next((field for field in change.fields if field.attribute == MAIL), None)
    person = inventory.by_id.get(change.subject.id)
    if name is None or mail is None or person is None:
        return
    theirs = {f"{address}@{domain}".lower() for address in addresses_of(person)}
    had = {value.decode("utf-8", "replace").lower() for value in mail.before}
    if not had & theirs:
        yield messages.OTHER_PERSON.at(
            person.place,
            id=person.id,
            name=person.name,
            was=_text(name.before) or "–",
            address=_text(mail.before) or "–",
        )


def _text(values: Values) -> str:
    return ", ".join(value.decode("utf-8", "replace") for value in values)
