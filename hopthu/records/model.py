"""Agencies and people as the inventory declares them: values, knowing nothing of files or LDAP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hopthu.text.errors import NOWHERE, Place

from .kinds import AgencyKinds, shipped_kinds
from .register import Register
from .service import shipped_service

STATES = ("active", "suspended", "left")
AGENCY_STATES = LIST_STATES = ("active", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerMailbox:
    """An address somebody had before, still delivered until the ISO date ``until``."""

    mailbox: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold on a mailbox: by whose order, why, from which ISO date until which.

    Without ``until`` it is on until it is lifted. What it stops: :mod:`hopthu.records.holds`.
    """

    reason: str
    by: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A post of an agency that has an address of its own, and the ids of who holds it."""

    role: str
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """An address that reaches several mailboxes.

    Those of a ``lists.yml`` are of the kind ``manual``; the others follow from the tree and from
    roles (see :mod:`hopthu.records.lists`). Members are named by id: people, agencies (their
    mailboxes) and other lists; ``outside`` are whole addresses. ``writers`` are ids of people,
    agencies or lists, or one of the words of :data:`WRITERS`. ``agency`` is the id of the agency
    that a list is of, where it is one's.
    """

    id: str
    name: str
    mailbox: str
    kind: str = "manual"
    agency: str = ""
    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former_mailboxes: tuple[FormerMailbox, ...] = ()
    state: str = "active"
    since: str = ""
    place: Place = NOWHERE

    @property
    def ended(self) -> bool:
        """Whether the list is no more; its addresses stay its own."""
        return self.state == "ended"


MEMBERS, ANYBODY, OWN_AGENCY, SUPERIORS = WRITERS = ("members", "anybody", "agency", "superiors")
"""Who may write: its members; everybody, outside too; its agency's mailbox and those who manage
that; the same of the agencies above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A unit of the hierarchy. ``id`` is a path in slugs, ``mailbox`` a local part or empty.

    ``quota`` is a size such as 20G, or empty where that of its kind is meant; ``mail_host`` is the
    full name of the host that is to keep the mailbox, or empty where the policy says which; so it
    is with a person's.

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
    mail_host: str = ""
    aliases: tuple[str, ...] = ()
    former_mailboxes: tuple[FormerMailbox, ...] = ()
    roles: tuple[Role, ...] = ()
    state: str = "active"
    since: str = ""
    successor: str = ""
    hold: tuple[Hold, ...] = ()
    place: Place = NOWHERE

    @property
    def ended(self) -> bool:
        """Whether the agency is no more."""
        return self.state == "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff. ``mailbox`` and ``aliases`` are local parts, dates are ISO dates.

    ``born`` is a keyed hash of the date of birth, which registration makes; so are ``matches``, of
    rows that a clerk said are this person though they look otherwise.
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
    mail_host: str = ""
    phone: str = ""
    born: str = ""
    matches: tuple[str, ...] = ()
    hold: tuple[Hold, ...] = ()
    place: Place = NOWHERE


def addresses_of(record: Agency | Person | MailingList) -> list[str]:
    """All local parts that ``record`` holds, former ones too; each once."""
    found = [record.mailbox, *record.aliases] if record.mailbox else list(record.aliases)
    found += [former.mailbox for former in record.former_mailboxes]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


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
    lists: tuple[MailingList, ...] = ()

    @property
    def title(self) -> str:
        """What people call it: Thanh Hóa; from the name of its own agency, or the folder's.

        Its own is the first of those that hang from none of the folder.
        """
        own = {agency.id for agency in self.agencies}
        for agency in self.agencies:
            if agency.parent not in own:
                # “Thi hành án dân sự tỉnh Thanh Hóa” is the service's in Thanh Hóa.
                return re.sub(f"^{shipped_service().office}", "", agency.name)
        return self.name


@dataclass(frozen=True, slots=True)
class Inventory:
    """All provinces, with the indexes that checks and plans share.

    ``given`` is what the environment's register says was ever given, ``kinds`` what its policy
    says of kinds of agencies.
    """

    provinces: dict[str, Province]
    given: Register = field(default_factory=Register)
    kinds: AgencyKinds = field(default_factory=shipped_kinds)
    agencies: dict[str, Agency] = field(init=False, default_factory=dict)
    home: dict[str, str] = field(init=False, default_factory=dict)
    by_id: dict[str, Person] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for province in self.provinces.values():
            for agency in province.agencies:
                self.agencies.setdefault(agency.id, agency)
                self.home.setdefault(agency.id, province.name)
            for person in province.people:
                self.by_id.setdefault(person.id, person)

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

    def letterhead(self) -> tuple[str, ...]:
        """The names of those who write to provinces: the ministry and its first department."""
        agencies = self.agencies.values()
        return tuple(a.name for kind in self.kinds.centre for a in agencies if a.kind == kind)[:2]

    def top(self) -> str:
        """The name of the agency that all hang from, the ministry's; empty where there is none."""
        agencies = self.agencies.values()
        return next((agency.name for agency in agencies if self.kinds.is_top(agency.kind)), "")

    def is_active(self, person_id: str) -> bool:
        """Whether there is such a person, and neither suspended nor gone."""
        person = self.by_id.get(person_id)
        return person is not None and person.state == "active"

    def managers(self, agency: Agency) -> tuple[str, ...]:
        """The ids of those who manage the agency's mailbox now.

        Of those that the record names, who is active and works there, in an agency above, or in
        what an ended agency became: who moved away reads the letters of the place no more.
        """
        places: set[str] = set()
        unit: Agency | None = agency
        while unit is not None and unit.id not in places:
            places |= {unit.id, *(above.id for above in self.ancestors(unit.id))}
            unit = self.agencies.get(unit.successor)
        return tuple(
            manager
            for manager in agency.managers
            if self.is_active(manager) and self.by_id[manager].agency in places
        )
