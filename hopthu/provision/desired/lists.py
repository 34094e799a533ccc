"""Mailing lists as entries under ou=lists; their members are addresses, their writers DNs."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from hopthu.records import model
from hopthu.records.lists import Catalogue
from hopthu.records.model import ANYBODY, OWN_AGENCY, SUPERIORS, MailingList
from hopthu.servers.directory.attributes import (
    ALIASES,
    CLASSES,
    CN,
    CSN,
    DISPLAY_NAME,
    LIST_KIND,
    MAIL,
    MARK,
    MEMBERS,
    WRITERS,
    owned,
)
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.tree import list_dn, person_dn

from .aliases import further_addresses
from .places import agency_dn
from .subject import Desired

_GIVEN_UP = (MEMBERS, WRITERS)
# What aliases write and compare of a list: all of it, for nobody else makes one.
OWNED = owned("lists")
READ = (*OWNED, CSN)
_CLASSES = (b"top", b"hopthuList", b"mailGroup", b"hopthuManaged")


class ListEntries:
    """Makes the entries of the lists of a catalogue."""

    def __init__(
        self, catalogue: Catalogue, suffix: str, domain: str, today: datetime.date
    ) -> None:
        self._catalogue = catalogue
        self._inventory = catalogue.inventory
        self._suffix = suffix
        self._domain = domain
        self._day = today.isoformat()

    def of_province(self, province: str) -> list[Desired]:
        """The lists whose home is ``province``, those of the tree first."""
        home = self._catalogue.home
        return [
            self._desired(each, province)
            for each in self._catalogue.lists.values()
            if home[each.id] == province
        ]

    def _desired(self, mailing_list: MailingList, province: str) -> Desired:
        members = sorted(set(self._members(mailing_list)))
        writers = sorted(set(self._writers(mailing_list)))
        address = self._address(mailing_list.mailbox)
        further, expired = further_addresses(mailing_list, self._domain, self._day)
        attributes: dict[str, Values] = {
            CLASSES: _CLASSES,
            CN: (mailing_list.id.encode(),),
            DISPLAY_NAME: (mailing_list.name.encode(),),
            MAIL: (address.encode(),),
            ALIASES: further,
            MEMBERS: _values(members),
            WRITERS: _values(writers),
            LIST_KIND: (mailing_list.kind.encode(),),
            MARK: (province.encode(),),
        }
        held = {name: values for name, values in attributes.items() if values}
        entry = Entry(list_dn(mailing_list.id, self._suffix), held)
        detail = f"{mailing_list.kind} ({len(members)})"
        return Desired(
            entry, mailing_list.id, mailing_list.name, address, mailing_list.agency, detail, expired
        )

    def _members(self, mailing_list: MailingList) -> Iterator[str]:
        if mailing_list.ended:
            return
        inventory = self._inventory
        for person in mailing_list.people:
            if inventory.is_active(person):
                yield self._address(inventory.by_id[person].mailbox)
        for agency in mailing_list.agencies:
            yield self._address(inventory.agencies[agency].mailbox)
        for inner in mailing_list.lists:
            if self._catalogue.reaches_somebody(inner):
                yield self._address(self._catalogue.lists[inner].mailbox)
        yield from mailing_list.outside

    def _writers(self, mailing_list: MailingList) -> Iterator[str]:
        for writer in () if mailing_list.ended else mailing_list.writers:
            if writer == ANYBODY:
                yield self._suffix
            elif writer == model.MEMBERS:
                yield list_dn(mailing_list.id, self._suffix)
            elif writer in (OWN_AGENCY, SUPERIORS):
                yield from map(self._agency_dn, self._catalogue.agencies_of(writer, mailing_list))
            elif writer in self._inventory.by_id:
                yield person_dn(writer, self._suffix)
            elif writer in self._catalogue.lists:
                yield list_dn(writer, self._suffix)
            elif writer in self._inventory.agencies:
                yield self._agency_dn(writer)

    def _agency_dn(self, agency_id: str) -> str:
        agency = self._inventory.agencies[agency_id]
        return agency_dn(agency, self._inventory, self._suffix)

    def _address(self, mailbox: str) -> str:
        return f"{mailbox}@{self._domain}"


def closed(entry: Entry) -> Desired:
    """A list that is there and is to reach nobody any more; its addresses stay its own."""
    kept = {
        name: values
        for name, values in entry.attributes.items()
        if name in OWNED and name not in _GIVEN_UP
    }
    kind, _, agency = _text(entry, CN).partition(".")
    return Desired(
        Entry(entry.dn, kept),
        _text(entry, CN),
        _text(entry, DISPLAY_NAME),
        _text(entry, MAIL),
        agency,
        kind,
    )


def _text(entry: Entry, attribute: str) -> str:
    return entry.attributes.get(attribute, (b"",))[0].decode()


def _values(texts: Iterator[str] | list[str]) -> Values:
    return tuple(text.encode() for text in texts)
