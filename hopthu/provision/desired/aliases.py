"""The further addresses of people and agencies: an attribute of the entries that others make."""

from __future__ import annotations

import datetime

from hopthu.records.model import Agency, Inventory, MailingList, Person
from hopthu.servers.directory.attributes import ALIASES, CSN, MAIL, MARK, owned
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.tree import person_dn

from .places import agency_dn
from .subject import Desired

# What aliases write and compare of these entries; they never touch another attribute.
OWNED = owned("aliases")
READ = (*OWNED, MAIL, MARK, CSN)


def alias_entries(
    province: str, inventory: Inventory, suffix: str, domain: str, today: datetime.date
) -> list[Desired]:
    """The further addresses of a province's agencies that have a mailbox, then of its people.

    A former address counts up to the day that its ``until`` names, that day included.
    """
    records = inventory.provinces[province]
    day = today.isoformat()
    return [
        *(
            _desired(agency, agency_dn(agency, inventory, suffix), domain, day)
            for agency in records.agencies
            if agency.mailbox
        ),
        *(_desired(person, person_dn(person.id, suffix), domain, day) for person in records.people),
    ]


def _desired(record: Agency | Person, dn: str, domain: str, day: str) -> Desired:
    address = f"{record.mailbox}@{domain}"
    agency = record.agency if isinstance(record, Person) else record.id
    if not record.aliases and not record.former_mailboxes:
        return Desired(Entry(dn, {}), record.id, record.name, address, agency, "")
    held, expired = further_addresses(record, domain, day)
    entry = Entry(dn, {ALIASES: held} if held else {})
    detail = ", ".join(value.decode() for value in held)
    return Desired(entry, record.id, record.name, address, agency, detail, expired)


def further_addresses(
    record: Agency | Person | MailingList, domain: str, day: str
) -> tuple[Values, Values]:
    """The addresses beside its mailbox that a record has on the ISO ``day``, and those it had."""
    former = record.former_mailboxes
    living = {each.mailbox for each in former if not each.until or each.until >= day}
    held = {*record.aliases, *living} - {record.mailbox}
    over = {each.mailbox for each in former} - living
    return _addresses(held, domain), _addresses(over, domain)


def _addresses(mailboxes: set[str], domain: str) -> Values:
    return tuple(f"{mailbox}@{domain}".encode() for mailbox in sorted(mailboxes))
