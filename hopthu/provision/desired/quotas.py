"""How much each mailbox may hold: an attribute of the entries of people and agencies."""

from __future__ import annotations

from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.policy import Policy
from hopthu.records.policy.quota_classes import QuotaClass
from hopthu.servers.directory.attributes import CSN, MARK, QUOTA, owned
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import person_dn
from hopthu.text.sizes import parse_size, size_text, stored

from .places import agency_dn
from .subject import Desired

# What quotas write and compare; they never touch another attribute.
OWNED = owned("quotas")
READ = (*OWNED, MARK, CSN)


def quota_entries(
    province: str, inventory: Inventory, suffix: str, policy: Policy
) -> list[Desired]:
    """The quotas of a province: of its agencies that have a mailbox, then of its people.

    Whatever their state: a box that is kept for somebody who left keeps its size.
    """
    records = inventory.provinces[province]
    domain, quotas = policy.domain, policy.quotas
    kinds = {agency.kind: quotas.of_kind(agency.kind) for agency in records.agencies}
    titles = {person.title: quotas.of_title(person.title) for person in records.people}
    return [
        *(
            _desired(agency, agency_dn(agency, inventory, suffix), domain, kinds[agency.kind])
            for agency in records.agencies
            if agency.mailbox
        ),
        *(
            _desired(person, person_dn(person.id, suffix), domain, titles[person.title])
            for person in records.people
        ),
    ]


def _desired(record: Agency | Person, dn: str, domain: str, usual: QuotaClass) -> Desired:
    size = parse_size(record.quota) if record.quota else usual.size
    entry = Entry(dn, {QUOTA: (stored(size),)})
    agency = record.agency if isinstance(record, Person) else record.id
    # The class is told by its name; who has a quota of their own is in none.
    detail = size_text(size) if record.quota else f"{size_text(size)} {usual.name}"
    return Desired(entry, record.id, record.name, f"{record.mailbox}@{domain}", agency, detail)
