"""What became of the rows of a form: who is on it, and what was passed over for which reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum


class RowKind(StrEnum):
    """What a row below a header is. All but people and what nobody understands is passed over."""

    PERSON = "person"
    UNCLAIMED = "unclaimed"  # nothing tells what it is: a question
    SECTION = "section"  # names the agency of the rows below it
    TOTAL = "total"
    NOTE = "note"
    SIGNATURE = "signature"  # and date, addressees, who made the list
    HEADER = "header"  # repeated, or the numbers of the columns
    EXAMPLE = "example"  # shows how the form is filled in
    PLACEHOLDER = "placeholder"  # a row that nobody filled
    REGISTERED = "registered"  # has an address given already


PASSED_OVER = tuple(kind for kind in RowKind if kind not in (RowKind.PERSON, RowKind.UNCLAIMED))


def passed_over(kinds: Iterable[RowKind]) -> Mapping[str, int]:
    """How many rows were passed over, by reason, in the order of :class:`RowKind`."""
    counts = Counter(kinds)
    return {kind.value: counts[kind] for kind in PASSED_OVER if counts[kind]}
