"""Addresses as the policy forms them, and as people wish for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from registration_samples import BORN, HOME, KEY, POLICY, form, person, registrar, row

from hopthu.inventory.model import Inventory
from hopthu.registration.allocate import Allocator


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
