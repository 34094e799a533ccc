"""When the time of a box is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hopthu.records.keeping import is_over
from hopthu.records.model import Agency, Person

from .lifecycle_samples import POLICY

PERSON = Person(id="thanh-hoa-0001", name="Lê An", agency="thanh-hoa", title="", mailbox="lean")
AGENCY = Agency(id="thanh-hoa", name="x", kind="province", mailbox="thads")


def leaver(title: str = "Kế toán", state: str = "left", since: str = "2026-01-31") -> Person:
    """Somebody who left."""
    return replace(PERSON, title=title, state=state, since=since)


@pytest.mark.parametrize(
    ("record", "last_day", "day_after"),
    [
        (leaver(), "2026-07-31", "2026-08-01"),
        (leaver("Chi cục trưởng"), "2027-01-31", "2027-02-01"),
        (leaver(since="2026-08-31"), "2027-02-28", "2027-03-01"),
        (replace(AGENCY, state="ended", since="2026-07-01"), "2028-07-01", "2028-07-02"),
    ],
)
def test_the_last_day_counts(record: Person | Agency, last_day: str, day_after: str) -> None:
    """By rank and kind; the day that the time ends on is still of it."""
    assert not is_over(record, POLICY, last_day)
    assert is_over(record, POLICY, day_after)


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_only_of_those_who_are_gone(state: str) -> None:
    """Whatever the date."""
    assert not is_over(leaver(state=state), POLICY, "2099-01-01")
