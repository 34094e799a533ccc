"""Agencies and people as the inventory declares them: values, knowing nothing of files or LDAP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import NOWHERE, Place

# What stands before the place in the name of an agency: “Thi hành án dân sự tỉnh Thanh Hóa”.
_OFFICE = re.compile(r"^(?:Cục )?Thi hành án dân sự (?:tỉnh|thành phố) ")

KINDS = ("ministry", "department", "province", "district", "region")
STATES = ("active", "suspended", "left")
AGENCY_STATES = ("active", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerMailbox:
    """An address somebody had before, still delivered until the ISO date ``until``."""

    mailbox: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A unit of the hierarchy. ``id`` is a path in slugs, ``mailbox`` a local part or empty.

    ``quota`` is a size such as 20G, or empty where that of its kind is meant; so is a person's.

    One that has ``ended`` (``since`` its first day of not being) stays as a record, so that its
    addresses are nobody else's; ``successor`` is the id of what it became part of.
    """

    id: str
    name: str
    kind: str
    parent: str = ""
    code: str = ""
    valid_from: str = ""
    valid_to: str = ""
    mailbox: str = ""
    managers: tuple[str, ...] = ()
    quota: str = ""
    former_mailboxes: tuple[FormerMailbox, ...] = ()
    state: str = "active"
    since: str = ""
    successor: str = ""
    place: Place = NOWHERE

    @property
    def ended(self) -> bool:
        """Whether the agency is no more."""
        return self.state == "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff. ``mailbox`` and ``aliases`` are local parts, dates are ISO dates.

    ``born`` is a keyed hash of the date of birth (see :mod:`hopthu.registration.birth`); so are
    ``matches``, of rows that a clerk said are this person though they look otherwise.
    """

    id: str
    name: str
    agency: str
    title: str
    mailbox: str
    state: str = "active"
    since: str = ""
    surname: str = ""
    given_name: str = ""
    aliases: tuple[str, ...] = ()
    former_mailboxes: tuple[FormerMailbox, ...] = ()
    quota: str = ""
    phone: str = ""
    born: str = ""
    matches: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverKey:
    """A public key that the province's first passwords are sealed to, and who holds its pair."""

    name: str
    key: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Province:
    """The records of one folder of ``provinces/``; its name is the name of the Ansible host."""

    name: str
    agencies: tuple[Agency, ...] = ()
    people: tuple[Person, ...] = ()
    keys: tuple[HandoverKey, ...] = ()

    @property
    def title(self) -> str:
        """What people call it: Thanh Hóa; from the name of its own agency, or the folder's."""
        for agency in self.agencies:
            if agency.kind != "district":
                return _OFFICE.sub("", agency.name)
        return self.name


@dataclass(frozen=True, slots=True)
class Inventory:
    """All provinces, with the indexes that checks and plans share."""

    provinces: dict[str, Province]
    agencies: dict[str, Agency] = field(init=False, default_factory=dict)
    home: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for province in self.provinces.values():
            for agency in province.agencies:
                self.agencies.setdefault(agency.id, agency)
                self.home.setdefault(agency.id, province.name)

    def people(self) -> Iterator[Person]:
        """Every person of every province, in the order of the files."""
        for province in self.provinces.values():
            yield from province.people

    def ancestors(self, agency_id: str) -> list[Agency]:
        """The agencies above ``agency_id``, the root first; a cycle ends the walk."""
        found: list[Agency] = []
        seen = {agency_id}
        agency = self.agencies.get(agency_id)
        while agency is not None and agency.parent and agency.parent not in seen:
            seen.add(agency.parent)
            agency = self.agencies.get(agency.parent)
            if agency is not None:
                found.append(agency)
        return found[::-1]
