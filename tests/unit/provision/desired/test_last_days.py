"""The last day of an address, of a box and of a list is one on which it is there still."""

from __future__ import annotations

import pytest

from hopthu.provision.desired.aliases import further_addresses
from hopthu.records.keeping import ADDRESS, BOX_END, due, is_over, kept_until
from hopthu.records.model import FormerMailbox, Inventory, Province
from hopthu.records.policy import Policy
from tests.acceptance.world import PROJECT

from ..plan.plan_samples import person

POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
LAST = "2026-11-30"
DAYS = [("2026-11-29", True), (LAST, True), ("2026-12-01", False)]
LEAVER = person(
    state="left",
    since="2026-05-30",
    former_mailboxes=(FormerMailbox(mailbox="cu", until=LAST), FormerMailbox(mailbox="mai")),
)


@pytest.mark.parametrize(("day", "there"), DAYS)
def test_a_former_address(day: str, there: bool) -> None:
    """Up to the day that is named, that day included; one without a day for ever."""
    held, over = further_addresses(LEAVER, "moj.gov.vn", day)
    both = (b"cu@moj.gov.vn", b"mai@moj.gov.vn")
    assert (held, over) == ((both, ()) if there else (both[1:], both[:1]))


@pytest.mark.parametrize(("day", "there"), DAYS)
def test_a_box_that_is_kept(day: str, there: bool) -> None:
    """It is over on the day after the last one."""
    assert kept_until(LEAVER, POLICY) == LAST
    assert is_over(LEAVER, POLICY, day) is not there


@pytest.mark.parametrize(
    ("after", "until", "told"),
    [
        (LAST, LAST, True),
        ("2026-11-01", LAST, True),
        (LAST, "2026-12-31", True),
        ("2026-11-01", "2026-11-29", False),
        ("2026-12-01", "2026-12-31", False),
    ],
)
def test_what_ends_between_two_days(after: str, until: str, told: bool) -> None:
    """Both days are among them."""
    inventory = Inventory({"thanh_hoa": Province("thanh_hoa", (), (LEAVER,))})
    found = due(inventory, POLICY, after, until)
    assert {(each.what, each.until) for each in found} == (
        {(BOX_END, LAST), (ADDRESS, LAST)} if told else set()
    )
