"""Fields as people read them, and what a change is known by when it was reviewed."""

from __future__ import annotations

from collections import Counter

import pytest

from hopthu.provision.plan.change import Action, FieldChange
from hopthu.provision.plan.fields import difference_of, joined
from hopthu.provision.plan.render import counted

from .plan_samples import changes, person


@pytest.mark.parametrize(
    ("attribute", "value", "shown"),
    [
        ("mailQuota", b"2147483648", "2G"),
        ("mailQuota", b"0", "0"),
        ("mailQuota", b"two", "two"),
        ("title", b"2147483648", "2147483648"),
        ("hopthuManager", b"uid=thanh-hoa-0003,ou=people,dc=moj", "thanh-hoa-0003"),
        ("hopthuWriter", b"dc=moj,dc=gov,dc=vn", "*"),
        ("title", b"uid=x", "uid=x"),
        ("title", b"a\nb\x1b[31m", "a\ufffdb\ufffd[31m"),
    ],
)
def test_a_value_as_people_know_it(attribute: str, value: bytes, shown: str) -> None:
    """Sizes with units, names of entries by their own, nothing that paints the terminal."""
    assert joined(attribute, (value,)) == shown


def test_of_many_values_those_that_come_and_go() -> None:
    """Up to eight of both sides together all are shown; of more what differs, eight at the most."""

    def told(before: int, after: int) -> str:
        names = [f"a{number}".encode() for number in range(20)]
        return difference_of(FieldChange("m", tuple(names[:before]), tuple(names[1:after])), "en")

    assert told(4, 5) == "a0, a1, a2, a3 → a1, a2, a3, a4"
    assert told(5, 6) == "-a0 +a5 (5 → 5)"
    assert told(1, 9) == "-a0 +a1 +a2 +a3 +a4 +a5 +a6 +a7 … 1 (1 → 8)"
    assert told(0, 9).startswith("none → a1, ")
    assert told(1, 1) == "a0 → none"


def test_a_fingerprint_is_of_what_is_written() -> None:
    """32 digits, the same for the same change, another one for another value."""
    (one,), (again,), (other,) = (
        changes(person(), person(title=title)) for title in ("Kế toán", "Kế toán", "Thư ký")
    )
    assert len(one.fingerprint) == 32
    assert set(one.fingerprint) <= set("0123456789abcdef")
    assert one.fingerprint == again.fingerprint != other.fingerprint


def test_what_is_to_be_done_in_a_few_words() -> None:
    """The actions that occur, in their own order."""
    counts = Counter({Action.SUSPEND: 1, Action.ADD: 2, Action.CHANGE: 0})
    assert counted(counts, "en") == "2 to add, 1 to suspend"
    assert counted(Counter(), "en") == ""
