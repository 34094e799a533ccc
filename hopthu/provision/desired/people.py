"""People as entries under ou=people."""

from __future__ import annotations

from collections.abc import Iterable

from hopthu.records.holds import holds_on
from hopthu.records.model import Inventory, Person
from hopthu.records.policy.hosts import ONE_HOST, MailHosts
from hopthu.servers.directory.attributes import (
    AGENCY,
    CLASSES,
    CN,
    CSN,
    DISPLAY_NAME,
    GIVEN_NAME,
    HOLD,
    HOST,
    MAIL,
    MARK,
    PLAIN_NAME,
    SINCE,
    STATE,
    SURNAME,
    TELEPHONE,
    TITLE,
    UID,
    UNIT,
    owned,
)
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.tree import person_dn
from hopthu.text.names.fold import ascii_fold
from hopthu.text.names.split import split_name

from .subject import Desired

# What accounts writes and compares; passwords, quotas and aliases have other owners. A new mailbox
# is given its mailHost, which mailbox_hosts alone changes.
OWNED = owned("accounts")
READ = (*OWNED, CSN)
_CLASSES = (
    b"top",
    b"person",
    b"organizationalPerson",
    b"inetOrgPerson",
    b"mailRecipient",
    b"hopthuManaged",
    b"hopthuAccount",
)


def person_entries(
    people: Iterable[Person],
    inventory: Inventory,
    province: str,
    suffix: str,
    domain: str,
    hosts: MailHosts = ONE_HOST,
    day: str = "",
) -> list[Desired]:
    """The entries of ``people``, in the order of the file; without a ``day`` no hold is over."""
    # The same few agency names, titles and provinces stand in every entry: one bytes object each.
    shared: dict[str, Values] = {}

    def value(text: str) -> Values:
        return shared.setdefault(text, (text.encode(),))

    found = []
    for person in people:
        surname, given = _surname_and_given(person)
        address = f"{person.mailbox}@{domain}"
        name = (person.name.encode(),)
        attributes: dict[str, Values] = {
            CLASSES: _CLASSES,
            UID: (person.id.encode(),),
            CN: name,
            SURNAME: value(surname),
            GIVEN_NAME: value(given),
            DISPLAY_NAME: name,
            PLAIN_NAME: (ascii_fold(person.name).encode(),),
            TITLE: value(person.title),
            UNIT: value(inventory.agencies[person.agency].name),
            MAIL: (address.encode(),),
            AGENCY: value(person.agency),
            STATE: value(person.state),
            MARK: value(province),
        }
        if person.phone:
            attributes[TELEPHONE] = (person.phone.encode(),)
        if host := hosts.of(person.mail_host, province):
            attributes[HOST] = value(host)
        if person.hold and holds_on(person, day):
            attributes[HOLD] = value("TRUE")
        if person.since:
            attributes[SINCE] = value(person.since)
        entry = Entry(person_dn(person.id, suffix), attributes)
        found.append(Desired(entry, person.id, person.name, address, person.agency, person.title))
    return found


def _surname_and_given(person: Person) -> tuple[str, str]:
    if person.surname and person.given_name:
        return person.surname, person.given_name
    parts = split_name(person.name)
    return person.surname or parts.surname, person.given_name or parts.given
