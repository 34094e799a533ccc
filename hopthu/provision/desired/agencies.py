"""Agencies as entries of the tree under ou=agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.records.holds import holds_on
from hopthu.records.model import Agency, Inventory
from hopthu.records.policy.hosts import ONE_HOST, MailHosts
from hopthu.servers.directory import tree
from hopthu.servers.directory.attributes import (
    CLASSES,
    CODE,
    CSN,
    DISPLAY_NAME,
    HOLD,
    HOST,
    ID,
    KIND,
    MAIL,
    MANAGERS,
    MARK,
    PLAIN_NAME,
    UNIT,
    owned,
)
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.tree import person_dn
from hopthu.text.names.fold import ascii_fold

from .places import agency_dn
from .subject import Desired

# What agencies write and compare; they never touch another attribute, but give a new entry
# with a mailbox its mailHost.
OWNED = owned("agencies")
READ = (*OWNED, CSN)
_CLASSES = (b"top", b"organizationalUnit", b"mailRecipient", b"hopthuManaged", b"hopthuAgencyUnit")
_CONTAINER_CLASSES = (b"top", b"organizationalUnit", b"hopthuManaged")


def containers(province: str, suffix: str) -> Iterator[Desired]:
    """The entries that hold everything else; they belong to the province of the root agency."""
    for dn in tree.containers(suffix):
        name = dn.split(",", 1)[0].removeprefix("ou=")
        attributes: dict[str, Values] = {
            CLASSES: _CONTAINER_CLASSES,
            UNIT: (name.encode(),),
            MARK: (province.encode(),),
        }
        yield Desired(Entry(dn, attributes), name, name, "", "", "")


def agency_entries(
    agencies: Iterable[Agency],
    inventory: Inventory,
    suffix: str,
    domain: str,
    hosts: MailHosts = ONE_HOST,
    day: str = "",
) -> list[Desired]:
    """The entries of ``agencies``, parents before children; without a ``day`` no hold is over."""
    depth = {agency.id: len(inventory.ancestors(agency.id)) for agency in agencies}
    ordered = sorted(agencies, key=lambda agency: depth[agency.id])
    found = [_desired(agency, inventory, suffix, domain, hosts) for agency in ordered]
    for agency, desired in zip(ordered, found, strict=True):
        if holds_on(agency, day):
            desired.entry.attributes[HOLD] = (b"TRUE",)
    return found


def _desired(
    agency: Agency, inventory: Inventory, suffix: str, domain: str, hosts: MailHosts
) -> Desired:
    address = f"{agency.mailbox}@{domain}" if agency.mailbox else ""
    attributes: dict[str, Values] = {
        CLASSES: _CLASSES,
        UNIT: (agency.id.rpartition(".")[2].encode(),),
        DISPLAY_NAME: (agency.name.encode(),),
        PLAIN_NAME: (ascii_fold(agency.name).encode(),),
        ID: (agency.id.encode(),),
        KIND: (agency.kind.encode(),),
        MARK: (inventory.home[agency.id].encode(),),
    }
    if address:
        attributes[MAIL] = (address.encode(),)
        if host := hosts.of(agency.mail_host, inventory.home[agency.id]):
            attributes[HOST] = (host.encode(),)
    if agency.code:
        attributes[CODE] = (agency.code.encode(),)
    if living := inventory.managers(agency):
        managers = sorted(person_dn(manager, suffix) for manager in living)
        attributes[MANAGERS] = tuple(manager.encode() for manager in managers)
    entry = Entry(agency_dn(agency, inventory, suffix), attributes)
    return Desired(entry, agency.id, agency.name, address, agency.id, agency.kind)
