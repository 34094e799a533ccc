"""People and agencies for the tests of plans, as the inventory has them and as entries."""

from __future__ import annotations

from typing import Any

from hopthu.provision.desired.agencies import agency_entries
from hopthu.provision.desired.people import OWNED, person_entries
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan.build import Difference, Found, compare
from hopthu.provision.plan.change import Change
from hopthu.provision.plan.plan import Plan
from hopthu.records.model import Agency, Inventory, Person, Province
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.tree import same_dn

SUFFIX = "dc=moj,dc=gov,dc=vn"
DOMAIN = "moj.gov.vn"
MOJ = Agency(id="moj", name="Bộ Tư pháp", kind="ministry")
THANH_HOA = Agency(
    id="thanh-hoa",
    name="Thi hành án dân sự tỉnh Thanh Hóa",
    kind="province",
    parent="moj",
    code="38",
    mailbox="thads.thanhhoa",
    managers=("thanh-hoa-0003", "thanh-hoa-0001"),
)
BIM_SON = Agency(id="thanh-hoa.bim-son", name="Bỉm Sơn", kind="district", parent="thanh-hoa")


def person(number: int = 3, **more: Any) -> Person:
    """Return a person; number 3 is Ứng Hoè Sơn of the province's agency."""
    values = {
        "id": f"thanh-hoa-{number:04d}",
        "name": "Ứng Hoè Sơn",
        "agency": "thanh-hoa",
        "title": "Chấp hành viên",
        "mailbox": "unghoeson" if number == 3 else f"unghoeson{number}",
    }
    return Person(**(values | more))


def inventory(*people: Person) -> Inventory:
    """Return the centre and Thanh Hóa with these people, and those who manage its mailbox."""
    others = tuple(person(number) for number in (1, 3) if number not in map(_number, people))
    home = Province("thanh_hoa", (BIM_SON, THANH_HOA), (*people, *others))
    return Inventory({"trung_uong": Province("trung_uong", (MOJ,)), "thanh_hoa": home})


def _number(record: Person) -> int:
    return int(record.id.rpartition("-")[2])


def wanted(*people: Person) -> list[Desired]:
    """Return the entries that these people should have."""
    return person_entries(people, inventory(*people), "thanh_hoa", SUFFIX, DOMAIN)


def wanted_agencies() -> list[Desired]:
    """Return the entries of Thanh Hóa's agencies."""
    both = inventory()
    return agency_entries(both.provinces["thanh_hoa"].agencies, both, SUFFIX, DOMAIN)


def entry_of(record: Person, **changed: Values | None) -> Entry:
    """Return what the directory holds of a person, with some attributes otherwise or not there."""
    (desired,) = wanted(record)
    attributes = {**desired.entry.attributes, "entryCSN": (b"csn1",), **changed}
    kept = {name: values for name, values in attributes.items() if values is not None}
    return Entry(desired.entry.dn, kept)


def difference(
    people: list[Person], *entries: Entry, holders: dict[str, str] | None = None, **more: Any
) -> Difference:
    """Compare people with entries."""
    found = Found({same_dn(entry.dn): entry for entry in entries}, holders or {})
    return compare(wanted(*people), found, OWNED, **more)


def changes(before: Person, after: Person) -> tuple[Change, ...]:
    """Return what it takes to make one record the other."""
    return tuple(difference([after], entry_of(before)).changes)


def plan(*made: Change, **more: Any) -> Plan:
    """Return a plan of Thanh Hóa's accounts."""
    values = {"title": "Thanh Hóa", "changes": made} | more
    return Plan("accounts", "thanh_hoa", **values)
