"""A report of tables and lists, which knows nothing of the forms that it is shown in."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from ..errors import printable
from ..language import Text

ALL = sys.maxsize
"""Of the rows of a table."""
Cell = str | int | Text
_NARROW = 4  # columns


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, and whether it holds numbers."""

    title: Cell
    number: bool = False


def columns(*heads: tuple[str, str], numbers: Collection[int] = ()) -> tuple[Column, ...]:
    """Columns by their heads in English and Vietnamese; those at ``numbers`` hold numbers."""
    return tuple(Column(Text(*head), index in numbers) for index, head in enumerate(heads))


@dataclass(frozen=True, slots=True)
class Section:
    """A note, a list of ``items``, ``lines`` of a diff, a table; under a title, if it has one.

    ``alarm`` marks what has to be decided before anything is done.
    """

    title: Cell = ""
    columns: tuple[Column, ...] = ()
    rows: Sequence[Sequence[Cell]] = ()
    items: Sequence[Cell] = ()
    note: Cell = ""
    lines: Sequence[str] | None = None
    alarm: bool = False

    @property
    def filled(self) -> bool:
        """Whether there is anything below the title."""
        return bool(self.rows or self.items or self.note or self.lines is not None)

    @property
    def wide(self) -> bool:
        """Whether a telephone has no room for its columns side by side."""
        return len(self.columns) > _NARROW or sum(not each.number for each in self.columns) > 2

    def told(self, language: str = "") -> list[str]:
        """What stands above the table, line by line, as text."""
        note = [self.note] if self.note else []
        return [plain(each, language) for each in (*note, *self.items, *(self.lines or ()))]

    def table(self, most: int) -> list[Sequence[Cell]]:
        """The heads of the columns, then at most ``most`` rows."""
        return [[column.title for column in self.columns], *self.rows[:most]]

    def of(self, rows: Iterable[Sequence[Cell]]) -> Section:
        """The same section with these rows."""
        return replace(self, rows=list(rows))


class Document:
    """A report: its title, facts about it by name, and its sections that hold something.

    Of a ``brief`` one, which fits a screen, titles do not tell how many rows are below them.
    """

    def __init__(
        self,
        title: Cell,
        facts: Sequence[tuple[Text, Cell]] = (),
        sections: Sequence[Section] = (),
        *,
        brief: bool = False,
    ) -> None:
        self.title, self.facts, self.brief = title, facts, brief
        self.sections = [each for each in sections if each.filled]


def plain(cell: Cell, language: str = "") -> str:
    """A cell in ``language`` (empty: the operator's), as one line that paints no terminal."""
    return printable(cell.render(language=language) if isinstance(cell, Text) else str(cell))
