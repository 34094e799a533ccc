"""Text in several fonts, collected piece by piece as a parser meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from ..sheet import Cell, Run
from .xlsx.strings import MAX_TEXT

_BREAK = re.compile(r"[\t\n]")


class RichText:
    """The text of a cell or a paragraph."""

    def __init__(self) -> None:
        self._pieces: list[Run] = []
        self._length = 0

    def add(self, text: str, font: str) -> None:
        """Append a piece; what goes beyond the length that a cell can hold is left out."""
        text = text[: MAX_TEXT - self._length]
        self._length += len(text)
        if text:
            self._pieces.append(Run(text, font))

    def break_line(self) -> None:
        """Begin a new line, unless there is no text yet."""
        if self._pieces:
            self.add("\n", self._pieces[-1].font)

    def append(self, other: RichText) -> None:
        """Append another text."""
        for piece in other._pieces:
            self.add(*piece)

    def lines(self) -> Iterator[RichText]:
        """Yield the parts between line breaks and tabs."""
        line = RichText()
        for text, font in self._pieces:
            first, *others = _BREAK.split(text)
            line.add(first, font)
            for other in others:
                yield line
                line = RichText()
                line.add(other, font)
        yield line

    def cell(self, row: int, column: int) -> Cell:
        """Return the text as a cell: in one font, or in runs."""
        runs = tuple(
            Run("".join(piece.text for piece in pieces), font)
            for font, pieces in groupby(self._pieces, attrgetter("font"))
        )
        text = "".join(run.text for run in runs)
        font = runs[0].font if runs else ""
        return Cell(row, column, text, font, runs=runs if len(runs) > 1 else ())
