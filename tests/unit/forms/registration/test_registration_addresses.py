"""Addresses as the policy forms them, and as people wish for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hopthu.records.allocate import Allocator
from hopthu.records.model import Agency, Inventory

from .registration_samples import BIM_SON, BORN, HOME, KEY, POLICY, form, person, registrar, row


def test_given_name_and_initials() -> None:
    """hungnv, and the next of them by number."""
    allocator = Allocator(Inventory({}), replace(POLICY, address_form="initials"))
    given = [allocator.person_mailbox("Nguyễn Văn Hùng", HOME) for _ in range(2)]
    assert given == ["hungnv", "hungnv2"]


def test_homonyms_by_province() -> None:
    """The first keeps the plain address; of those of one province the later get numbers."""
    allocator = Allocator(Inventory({}), replace(POLICY, homonyms="province"))
    provinces = [HOME, HOME, HOME, "quang-ngai"]
    assert [allocator.person_mailbox("Lê An", province) for province in provinces] == [
        "lean",
        "lean.thanhhoa",
        "lean.thanhhoa2",
        "lean.quangngai",
    ]


def test_a_province_fits_the_length() -> None:
    """A long name gives way to what tells it apart."""
    allocator = Allocator(Inventory({}), replace(POLICY, homonyms="province", max_length=16))
    found = [allocator.person_mailbox("Nguyễn Văn Hùng", HOME) for _ in range(3)]
    assert found == ["nguyenvanhung", "nguyenv.thanhhoa", "nguyenv.thanhho2"]


@pytest.mark.parametrize("wish", ["anle", "AnLe@moj.gov.vn", " le.an "])
def test_a_wish_is_met(wish: str) -> None:
    """Bare or as a whole address."""
    result = registrar().take(form(row("Lê An", wish=wish)))
    assert result.people[0].mailbox == wish.strip().lower().partition("@")[0]
    assert result.notices == []


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ("an le", "wish-unfit"),
        ("lê.an", "wish-unfit"),
        ("an", "wish-unfit"),
        ("x" * 41, "wish-unfit"),
        ("{{ 7*7 }}", "wish-unfit"),
        ("le..an", "wish-unfit"),
        ("lean@gmail.com", "wish-foreign"),
        ("postmaster", "wish-reserved"),
        ("thads.an", "wish-reserved"),
        ("nguyenvanhung", "wish-taken"),
    ],
)
def test_a_wish_that_cannot_be_met(wish: str, code: str) -> None:
    """It is answered with the reason and with what was given instead."""
    result = registrar(person()).take(form(row("Lê An", wish=wish)))
    assert result.people[0].mailbox == "lean"
    (notice,) = result.notices
    assert notice.code == f"registration.{code}"
    assert "given lean" in notice.text()
    assert notice.remedy("vi")


@pytest.mark.parametrize("wish", ["", "-", "Không", "KO", "x"])
def test_no_wish(wish: str) -> None:
    """What people write who wish for nothing is no wish."""
    result = registrar().take(form(row("Lê An", wish=wish)))
    assert (result.people[0].mailbox, result.notices) == ("lean", [])


def test_two_wish_the_same() -> None:
    """The first row gets it."""
    result = registrar().take(form(row("Lê An", wish="anle"), row("Lê Ân", born=None, wish="anle")))
    assert [new.mailbox for new in result.people] == ["anle", "lean"]
    assert [notice.code for notice in result.notices] == ["registration.wish-taken"]


def test_a_wish_of_somebody_registered() -> None:
    """Their address stays; a wish for what they have is no wish."""
    known = person(born=KEY.hash(BORN), aliases=("hungnv",))
    late = registrar(known).take(form(row(known.name, wish="vanhung")))
    assert [notice.code for notice in late.notices] == ["registration.wish-late"]
    for wish in ("hungnv", "nguyenvanhung@moj.gov.vn"):
        assert registrar(known).take(form(row(known.name, wish=wish))).notices == []


class TestOfAgencies:
    """An agency's own mailbox can be wished for too, on a form of agency mailboxes."""

    def test_it_is_met(self) -> None:
        """The ministry's prefix is allowed to agencies."""
        result = registrar().take(
            form(
                row("Lê An", manages=True, agency_mailbox="thads.thanhhoa38@moj.gov.vn"),
                row("Lê Ba", BIM_SON, born=None, manages=True, agency_mailbox="bimson"),
            )
        )
        found = {agency.id: agency.mailbox for agency in result.agencies}
        assert found == {HOME: "thads.thanhhoa38", BIM_SON: "bimson"}
        assert result.notices == []

    def test_it_is_answered(self) -> None:
        """As a person's wish is."""
        wished = row("Lê An", manages=True, agency_mailbox="thads@moj.gov.vn")
        result = registrar().take(form(wished))
        assert result.agencies[0].mailbox == "thads.thanhhoa"
        assert [notice.code for notice in result.notices] == ["registration.wish-reserved"]

    @pytest.mark.parametrize(("wish", "notices"), [("thanhhoa", 1), ("thads.thanhhoa", 0)])
    def test_an_agency_that_is_there_keeps_its_own(self, wish: str, notices: int) -> None:
        """A wish for what it has is no wish."""
        own = Agency(id=HOME, name="X", kind="province", mailbox="thads.thanhhoa")
        result = registrar(agencies=(own,)).take(
            form(row("Lê An", manages=True, agency_mailbox=wish))
        )
        assert [notice.code for notice in result.notices] == ["registration.wish-late"] * notices


@pytest.mark.parametrize(
    ("name", "parts", "kept"),
    [
        ("Công Tằng Tôn Nữ Hạnh Nhơn", ("Công Tằng Tôn Nữ", "Nhơn"), ("Công Tằng Tôn Nữ", "")),
        ("Nguyễn Văn Hùng", ("Nguyễn", "Hùng"), ("", "")),
        ("Nguyễn Văn Hùng", ("", ""), ("", "")),
    ],
)
def test_the_parts_of_a_name(name: str, parts: tuple[str, str], kept: tuple[str, str]) -> None:
    """What the form says of them is kept where the split would say otherwise."""
    surname, given = parts
    (new,) = registrar().take(form(row(name, surname=surname, given_name=given))).people
    assert (new.name, new.surname, new.given_name) == (name, *kept)
