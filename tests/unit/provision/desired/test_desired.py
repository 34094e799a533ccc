"""Records as entries of the directory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.desired.agencies import OWNED as AGENCY_OWNED
from hopthu.provision.desired.agencies import agency_entries, containers
from hopthu.provision.desired.people import OWNED, person_entries
from hopthu.records.model import Hold, Inventory, Province
from hopthu.records.policy.hosts import ONE_HOST
from hopthu.servers.directory.tree import same_dn

from ..plan.plan_samples import BIM_SON, MOJ, SUFFIX, THANH_HOA, person

TOP = replace(THANH_HOA, code="038", managers=("thanh-hoa-0002", "thanh-hoa-0001"))
MANAGERS = (person(1), person(2))
INVENTORY = Inventory(
    {
        "thanh_hoa": Province("thanh_hoa", (BIM_SON, TOP), MANAGERS),
        "trung_uong": Province("trung_uong", (MOJ,)),
    }
)
SCHEMA = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[4] / "schema").glob("*.ldif")
)


def attributes_of(**values: Any) -> dict[str, tuple[bytes, ...]]:
    """Return the attributes of one person of Thanh Hóa."""
    (desired,) = person_entries([person(**values)], INVENTORY, "thanh_hoa", SUFFIX, "moj.gov.vn")
    return desired.entry.attributes


def test_a_person_becomes_an_account() -> None:
    """The stable id names the entry; the agency's name stands beside its id."""
    left = person(phone="037 3852123", state="left", since="2008-11-15")
    (desired,) = person_entries([left], INVENTORY, "thanh_hoa", SUFFIX, "moj.gov.vn")
    assert desired.entry.dn == "uid=thanh-hoa-0003,ou=people,dc=moj,dc=gov,dc=vn"
    text = {
        name: [value.decode() for value in values]
        for name, values in desired.entry.attributes.items()
    }
    assert text == {
        "objectClass": [
            *("top", "person", "organizationalPerson", "inetOrgPerson"),
            *("mailRecipient", "hopthuManaged", "hopthuAccount"),
        ],
        "uid": ["thanh-hoa-0003"],
        "cn": ["Ứng Hoè Sơn"],
        "sn": ["Ứng"],
        "givenName": ["Sơn"],
        "displayName": ["Ứng Hoè Sơn"],
        "hopthuPlainName": ["Ung Hoe Son"],
        "title": ["Chấp hành viên"],
        "ou": ["Thi hành án dân sự tỉnh Thanh Hóa"],
        "mail": ["unghoeson@moj.gov.vn"],
        "telephoneNumber": ["037 3852123"],
        "hopthuAgency": ["thanh-hoa"],
        "hopthuState": ["left"],
        "hopthuSince": ["2008-11-15"],
        "hopthuProvince": ["thanh_hoa"],
    }
    assert (desired.id, desired.label, desired.address, desired.agency, desired.detail) == (
        *("thanh-hoa-0003", "Ứng Hoè Sơn", "unghoeson@moj.gov.vn", "thanh-hoa", "Chấp hành viên"),
    )


def test_what_a_record_lacks_is_no_attribute() -> None:
    """LDAP has no empty values."""
    attributes = attributes_of()
    assert not {"telephoneNumber", "hopthuSince"} & attributes.keys()
    assert all(value for values in attributes.values() for value in values)


@pytest.mark.parametrize(
    ("given", "surname", "given_name"),
    [
        ({"name": "Y Blum Êban"}, "Êban", "Y Blum"),
        ({"name": "Sơn"}, "Sơn", "Sơn"),
        ({"name": "Tôn Nữ Thị An", "surname": "Tôn Nữ"}, "Tôn Nữ", "An"),
        ({"name": "Lê An", "given_name": "Ân"}, "Lê", "Ân"),
        ({"name": "Lê An", "surname": "A", "given_name": "B"}, "A", "B"),
    ],
)
def test_a_record_may_override_the_split(
    given: dict[str, str], surname: str, given_name: str
) -> None:
    """Each part by itself; the rest comes from the rule."""
    attributes = attributes_of(**given)
    assert attributes["sn"] == (surname.encode(),)
    assert attributes["givenName"] == (given_name.encode(),)


def test_agencies_are_nested_parents_first() -> None:
    """Whatever the order of the file."""
    top, unit = agency_entries([BIM_SON, TOP], INVENTORY, SUFFIX, "moj.gov.vn")
    assert top.entry.dn == "ou=thanh-hoa,ou=moj,ou=agencies,dc=moj,dc=gov,dc=vn"
    assert unit.entry.dn == f"ou=bim-son,{top.entry.dn}"
    assert top.entry.attributes["mail"] == (b"thads.thanhhoa@moj.gov.vn",)
    assert top.entry.attributes["hopthuCode"] == (b"038",)
    assert top.entry.attributes["hopthuManager"] == (
        b"uid=thanh-hoa-0001,ou=people,dc=moj,dc=gov,dc=vn",
        b"uid=thanh-hoa-0002,ou=people,dc=moj,dc=gov,dc=vn",
    )
    assert unit.entry.attributes.keys() == {
        *("objectClass", "ou", "displayName", "hopthuPlainName"),
        *("hopthuId", "hopthuKind", "hopthuProvince"),
    }
    assert (unit.address, unit.agency, unit.detail) == ("", BIM_SON.id, "district")


def test_containers_bear_the_mark() -> None:
    """They are hopthu's entries too, and no agency."""
    made = list(containers("trung_uong", SUFFIX))
    assert [container.entry.dn.split(",")[0] for container in made] == [
        "ou=agencies",
        "ou=people",
        "ou=lists",
    ]
    for container in made:
        assert container.entry.attributes["hopthuProvince"] == (b"trung_uong",)
        assert "hopthuId" not in container.entry.attributes


@pytest.mark.parametrize("name", sorted({*OWNED, *AGENCY_OWNED}))
def test_owned_attributes_are_in_the_schema(name: str) -> None:
    """What hopthu adds to the standard classes is spelled as its schema spells it."""
    if name.startswith("hopthu"):
        assert f"NAME '{name}'" in SCHEMA


def test_everything_written_is_compared() -> None:
    """An attribute that is added and not owned would never be mended."""
    hold = (Hold(reason="KL 12", by="Thanh tra Bộ", since="2008-12-01"),)
    written = attributes_of(phone="037 3852", since="2008-11-15", hold=hold).keys()
    assert written == set(OWNED)
    (top, _) = agency_entries([BIM_SON, replace(TOP, hold=hold)], INVENTORY, SUFFIX, "moj.gov.vn")
    assert top.entry.attributes.keys() == set(AGENCY_OWNED)


def test_spellings_of_a_dn_compare_equal() -> None:
    """Case and blanks after commas are the server's choice."""
    assert same_dn("UID=a, OU=People,DC=x") == same_dn("uid=a,ou=people,dc=x")
    assert same_dn("uid=a,dc=x") != same_dn("uid=b,dc=x")


def test_a_hold_is_told_while_it_is_on() -> None:
    """To its last day, and before its first one: it is on once it is in the record."""
    hold = Hold(reason="KL 12", by="Thanh tra Bộ", since="2009-02-01", until="2009-03-01")
    held = [person(hold=(hold,))]
    for day, told in (("2009-01-01", True), ("2009-03-01", True), ("2009-03-02", False)):
        (desired,) = person_entries(
            held, INVENTORY, "thanh_hoa", SUFFIX, "moj.gov.vn", ONE_HOST, day
        )
        assert desired.entry.attributes.get("hopthuHold") == ((b"TRUE",) if told else None)
    (_, unit) = agency_entries(
        [TOP, replace(BIM_SON, hold=(hold,))],
        INVENTORY,
        SUFFIX,
        "moj.gov.vn",
        ONE_HOST,
        "2009-03-02",
    )
    assert "hopthuHold" not in unit.entry.attributes
