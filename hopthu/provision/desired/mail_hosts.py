"""Which host keeps each mailbox: an attribute of the entries of people and agencies."""

from __future__ import annotations

from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import CSN, HOST, MARK, owned
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import person_dn

from .places import agency_dn
from .subject import Desired

# What mailbox_hosts writes and compares; it never touches another attribute.
OWNED = owned("mail_hosts")
READ = (*OWNED, MARK, CSN)


def host_entries(province: str, inventory: Inventory, suffix: str, policy: Policy) -> list[Desired]:
    """The hosts of a province's mailboxes, of agencies, then of people, where any is named."""
    records = inventory.provinces[province]
    boxes: list[tuple[Agency | Person, str]] = [
        *((agency, agency_dn(agency, inventory, suffix)) for agency in records.agencies),
        *((person, person_dn(person.id, suffix)) for person in records.people),
    ]
    return [
        _desired(record, dn, policy.domain, host)
        for record, dn in boxes
        if record.mailbox and (host := policy.mail_hosts.of(record.mail_host, province))
    ]


def _desired(record: Agency | Person, dn: str, domain: str, host: str) -> Desired:
    agency = record.agency if isinstance(record, Person) else record.id
    entry = Entry(dn, {HOST: (host.encode(),)})
    return Desired(entry, record.id, record.name, f"{record.mailbox}@{domain}", agency, host)
