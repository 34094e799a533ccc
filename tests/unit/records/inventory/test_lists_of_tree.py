"""The lists that follow from the tree and from roles: who is in them, and under what address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hopthu.records.lists import Catalogue
from hopthu.records.model import Agency, FormerMailbox, Inventory, Person, Province, Role
from hopthu.records.policy import Policy

POLICY = Policy.of_environment(Path(__file__).parents[4] / "inventory" / "lab")
CENTRE = Province(
    "trung_uong",
    (
        Agency(id="moj", name="Bộ Tư pháp", kind="ministry"),
        Agency(id="thads", name="Cục THADS", kind="department", parent="moj"),
    ),
)
_THANH_HOA = Agency(id="thanh-hoa", name="THADS tỉnh Thanh Hóa", kind="province", parent="thads")
_BIM_SON = Agency(id="thanh-hoa.bim-son", name="THADS Bỉm Sơn", kind="district", parent="thanh-hoa")
OWN = replace(_THANH_HOA, mailbox="thads.thanhhoa")
DISTRICT = replace(_BIM_SON, mailbox="thads.bimson.thanhhoa")


def person(number: int, agency: str, title: str = "Kế toán", state: str = "active") -> Person:
    """Somebody of an agency."""
    name = f"thanh-hoa-{number:04}"
    return Person(
        id=name, name="Ai Đó", agency=agency, title=title, mailbox=f"ai{number}", state=state
    )


PEOPLE = (
    person(1, "thanh-hoa", "Chấp hành viên cao cấp"),
    person(2, "thanh-hoa"),
    person(3, "thanh-hoa.bim-son", "Phó Chi cục trưởng, Chấp hành viên"),
    person(4, "thanh-hoa.bim-son", "Chấp hành viên", "suspended"),
    person(5, "thanh-hoa.bim-son", "Kế toán", "left"),
)


def catalogue(
    *agencies: Agency, people: tuple[Person, ...] = PEOPLE, policy: Policy = POLICY
) -> Catalogue:
    """The lists of the centre and of one province."""
    province = Province("thanh_hoa", agencies or (OWN, DISTRICT), people)
    return Catalogue(Inventory({"trung_uong": CENTRE, "thanh_hoa": province}), policy)


def test_lists_are_nested_as_the_tree_is() -> None:
    """Each holds its own level, and the lists of the level below it; nobody stands in two."""
    lists = catalogue().lists
    assert {name: (each.people, each.lists) for name, each in lists.items()} == {
        "agency.thanh-hoa.bim-son": (("thanh-hoa-0003",), ()),
        "officers.thanh-hoa.bim-son": (("thanh-hoa-0003",), ()),
        "agency.thanh-hoa": (("thanh-hoa-0001", "thanh-hoa-0002"), ()),
        "province.thanh-hoa": ((), ("agency.thanh-hoa", "agency.thanh-hoa.bim-son")),
        "officers.thanh-hoa": (("thanh-hoa-0001",), ("officers.thanh-hoa.bim-son",)),
        "mailboxes.thanh-hoa": ((), ()),
        "service.thads": ((), ("province.thanh-hoa",)),
        "mailboxes.thads": ((), ("mailboxes.thanh-hoa",)),
    }
    assert lists["mailboxes.thanh-hoa"].agencies == ("thanh-hoa", "thanh-hoa.bim-son")


def test_only_who_is_active_is_in_a_list() -> None:
    """Who is suspended or has left drops out, and a list of nobody is not made."""
    everybody_left = tuple(replace(one, state="left") for one in PEOPLE)
    assert set(catalogue(people=everybody_left).lists) == {"mailboxes.thanh-hoa", "mailboxes.thads"}


def test_an_agency_that_ended_has_no_lists() -> None:
    """Nor does its mailbox stand in one."""
    lists = catalogue(OWN, replace(DISTRICT, state="ended")).lists
    assert not any("bim-son" in name for name in lists)
    assert "mailboxes.thanh-hoa" not in lists


def test_a_kind_that_the_policy_leaves_out_is_not_made() -> None:
    """And what it was part of goes on without it."""
    rules = {kind: rule for kind, rule in POLICY.lists.rules.items() if kind != "province"}
    policy = replace(POLICY, lists=replace(POLICY.lists, rules=rules))
    lists = catalogue(policy=policy).lists
    assert "province.thanh-hoa" not in lists
    assert lists["service.thads"].lists == ("agency.thanh-hoa",)


def test_officers_are_called_as_the_policy_calls_them() -> None:
    """By the first of their titles, whatever the service."""
    assert catalogue().lists["officers.thanh-hoa"].name == "Chấp hành viên THADS tỉnh Thanh Hóa"
    observers = replace(POLICY.lists, officers=("Quan trắc viên", "Kế toán"))
    found = catalogue(policy=replace(POLICY, lists=observers)).lists["officers.thanh-hoa"]
    assert found.name == "Quan trắc viên THADS tỉnh Thanh Hóa"
    assert found.people == ("thanh-hoa-0002",)
    nobody = replace(POLICY, lists=replace(POLICY.lists, officers=()))
    assert not [name for name in catalogue(policy=nobody).lists if name.startswith("officers")]


def test_addresses_end_as_the_agencys_own_does() -> None:
    """In what its mailbox has after the prefix, or else in its id."""
    lists = catalogue().lists
    assert lists["officers.thanh-hoa.bim-son"].mailbox == "chv.bimson.thanhhoa"
    assert lists["service.thads"].mailbox == "toannganh"
    for mailbox, ends in (("", "bimson.thanhhoa"), ("pth", "pth")):
        lists = catalogue(OWN, replace(DISTRICT, mailbox=mailbox)).lists
        assert lists["officers.thanh-hoa.bim-son"].mailbox == f"chv.{ends}"


def test_former_addresses_follow_those_of_the_agency() -> None:
    """An agency that was renamed is still reached by its lists of before, as long as itself."""
    former = (
        FormerMailbox(mailbox="thads.cu", until="2008-11-20"),
        FormerMailbox(mailbox="bimson"),
    )
    role = Role(role="vanthu", holders=("thanh-hoa-0003",))
    lists = catalogue(OWN, replace(DISTRICT, former_mailboxes=former, roles=(role,))).lists
    for name, prefix in (
        ("agency.thanh-hoa.bim-son", "canbo"),
        ("role.thanh-hoa.bim-son.vanthu", "vanthu"),
    ):
        assert lists[name].former_mailboxes == (
            FormerMailbox(mailbox=f"{prefix}.cu", until="2008-11-20"),
            FormerMailbox(mailbox=f"{prefix}.bimson"),
        )
    assert lists["agency.thanh-hoa"].former_mailboxes == ()


def test_homes() -> None:
    """A list belongs to the province of its agency; the national ones to the centre's."""
    home = catalogue().home
    assert home["service.thads"] == "trung_uong"
    assert home["officers.thanh-hoa"] == "thanh_hoa"


@pytest.mark.parametrize(
    ("holders", "mailbox", "agencies"),
    [
        (("thanh-hoa-0003", "thanh-hoa-0004"), "thads.bimson.thanhhoa", ()),
        (("thanh-hoa-0004",), "thads.bimson.thanhhoa", ("thanh-hoa.bim-son",)),
        (("thanh-hoa-0004",), "", ()),
    ],
)
def test_a_role_reaches_its_holders_or_the_agency(
    holders: tuple[str, ...], mailbox: str, agencies: tuple[str, ...]
) -> None:
    """Anybody may write to it, and where nobody active holds it, it is the agency's mailbox."""
    role = Role(role="vanthu", holders=holders)
    lists = catalogue(OWN, replace(DISTRICT, mailbox=mailbox, roles=(role,))).lists
    made = lists["role.thanh-hoa.bim-son.vanthu"]
    assert (made.mailbox, made.people) == ("vanthu.bimson.thanhhoa", holders)
    assert (made.writers, made.agencies) == (("anybody",), agencies)


class TestManagers:
    """Whose the letters of an agency are."""

    def managers(self, *people: Person, agency: Agency = DISTRICT) -> tuple[str, ...]:
        """Those of the people who manage the mailbox of Bỉm Sơn."""
        agency = replace(agency, managers=tuple(one.id for one in people))
        province = Province("thanh_hoa", (OWN, agency), people)
        return Inventory({"trung_uong": CENTRE, "thanh_hoa": province}).managers(agency)

    def test_those_of_the_agency_and_of_one_above(self) -> None:
        """Any number, in the order of the record."""
        assert self.managers(person(1, "thads"), person(2, "thanh-hoa.bim-son")) == (
            "thanh-hoa-0001",
            "thanh-hoa-0002",
        )

    @pytest.mark.parametrize("state", ["suspended", "left"])
    def test_who_cannot_log_in_is_passed_over(self, state: str) -> None:
        """The mailbox passes to the others."""
        gone = person(1, "thanh-hoa.bim-son", state=state)
        assert self.managers(gone, person(2, "thanh-hoa")) == ("thanh-hoa-0002",)

    def test_who_moved_away_is_passed_over(self) -> None:
        """To another agency, or from the province's own to a district of it."""
        assert self.managers(person(1, "quang-ngai"), person(2, "moj.other")) == ()
        province = replace(OWN, managers=("thanh-hoa-0003",))
        inventory = Inventory({"a": Province("a", (province, DISTRICT), PEOPLE)})
        assert inventory.managers(province) == ()

    def test_who_took_over_manages_what_ended(self) -> None:
        """The successor's people read the mailbox of the agency that became part of it."""
        ended = replace(DISTRICT, state="ended", successor="thanh-hoa", parent="thads")
        assert self.managers(person(1, "thanh-hoa"), agency=ended) == ("thanh-hoa-0001",)

    def test_successors_in_a_circle_end(self) -> None:
        """Two agencies that name each other are no way round."""
        ended = replace(DISTRICT, state="ended", successor="thanh-hoa.bim-son")
        assert self.managers(person(1, "quang-ngai"), agency=ended) == ()
