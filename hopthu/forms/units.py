"""Of whom rows without a unit are, in a table that has units."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hopthu.text.errors import Place, Problem

from .doubts import shown_rows
from .rows import messages
from .rows.headings import Heading
from .rows.ledger import RowKind
from .rows.table import Line
from .sheet import Cell


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
