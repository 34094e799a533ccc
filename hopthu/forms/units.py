"""Of whom rows without a unit are, in a table that has units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from hopthu.text.errors import Place, Problem

from .doubts import shown_rows
from .rows import messages
from .rows.agencies import KnownAgencies
from .rows.headings import Heading
from .rows.ledger import RowKind
from .rows.table import Line
from .rows.texts import sum_of
from .sheet import Cell

_NUMBERINGS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("roman", r"[IVX]{1,7}\s*(?:[.)/:\-–](?!\d)|\Z)"),
        ("capital", r"[A-H]\s*(?:[.)/:\-–](?!\d)|\Z)"),
        ("number", r"\d{1,3}\s*(?:[.)/:\-–](?!\d)|\Z)"),
        ("parts", r"(?:[IVX]{1,7}|[A-H]|\d{1,3})[.\-]\d"),
        ("small", r"[a-h]\s*[.)]"),
    )
)


def numbering_of(line: Line) -> str:
    """The way that a section is numbered; empty where it is not."""
    number = line.cells.get(Heading.NUMBER)
    text = number.text if number else line.section.text if line.section else ""
    return next((name for name, pattern in _NUMBERINGS if pattern.match(text)), "")


def is_above(numbering: str, other: str) -> bool:
    """Whether one way to number sections is of a higher level than another: IV beside III.2."""
    order = [name for name, _ in _NUMBERINGS]
    return bool(numbering and other) and order.index(numbering) < order.index(other)


def summed_below(lines: list[Line], agencies: KnownAgencies) -> dict[int, str]:
    """Which agencies the sums below rows name, by row: “Cộng huyện Nga Sơn: 2 người”."""
    named: dict[int, str] = {}
    rows: list[int] = []
    for line in lines:
        if line.kind is RowKind.PERSON and Heading.UNIT not in line.cells:
            rows.append(line.row)
        elif line.kind in (RowKind.TOTAL, RowKind.SECTION):
            agency = agencies.find(sum_of(line.text)) if line.kind is RowKind.TOTAL else ""
            named.update(dict.fromkeys(rows, agency) if agency else {})
            rows = []
    return named


class MissingUnits:
    """What rows without a unit mean in a table that has units: their group's, or the sender's."""

    def __init__(self, lines: list[Line]) -> None:
        people = [line for line in lines if line.kind is RowKind.PERSON]
        filled = [Heading.UNIT in line.cells for line in people]
        runs = [a and not b for a, b in pairwise(filled)]
        self._first_filled = bool(filled) and filled[0]
        self._groups = self._first_filled and sum(runs) > 1 and sum(filled) <= 2 * sum(runs)
        self._few = 0 < filled.count(False) < sum(filled)
        self._last: Cell | None = None
        self._taken: list[int] = []
        self._of_sender: list[int] = []

    def begin_section(self) -> None:
        """A section names the agency of the rows below it: what stood above is over."""
        self._last = None

    def seen(self, cell: Cell) -> None:
        """Remember the unit of a row."""
        self._last = cell

    def above(self, line: Line) -> tuple[Cell, bool] | None:
        """The unit above a row that has none, and whether it is surely meant; None for no unit."""
        if self._last is None:
            return None
        if self._groups:
            self._taken.append(line.row)
            return self._last, True
        if not self._first_filled and not self._few:
            self._of_sender.append(line.row)
            return None
        return self._last, False

    def notices(self, place: Place) -> Iterator[Problem]:
        """Yield what was taken to be meant."""
        if self._taken:
            yield messages.UNIT_OF_GROUP.at(place, rows=shown_rows(self._taken))
        if self._of_sender:
            yield messages.UNIT_OF_SENDER.at(place, rows=shown_rows(self._of_sender))


def is_of_another_level(title: str, agency: str, province: str) -> bool:
    """Whether a head of an agency is listed with one that has no such post."""
    post = title.lower().removeprefix("quyền ").removeprefix("phụ trách ").removeprefix("phó ")
    if post.startswith("chi cục trưởng"):
        return agency == province
    return post.startswith("cục trưởng") and agency not in ("", province)
