"""Text in several fonts, collected piece by piece as a parser meets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from ..sheet import Cell, LeftOut, Run, Why
from .xlsx.strings import MAX_TEXT

_BREAK = re.compile(r"[\t\n]")


class RichText:
    """The text of a cell or a paragraph."""

    def __init__(self) -> None:
        self._pieces: list[Run] = []
        self._length = 0
        self._left_out: list[tuple[Run, Why]] = []

    def add(self, text: str, font: str) -> None:
        """Append a piece; what goes beyond the length that a cell can hold is left out."""
        text = text[: MAX_TEXT - self._length]
        self._length += len(text)
        if text:
            self._pieces.append(Run(text, font))

    def leave_out(self, text: str, font: str, why: Why) -> None:
        """Keep a piece that is not shown, or not meant, apart from the text."""
        text = text[: MAX_TEXT - self._length]
        self._length += len(text)
        if text:
            self._left_out.append((Run(text, font), why))

    def left_out(self, row: int, column: int) -> Iterator[LeftOut]:
        """Yield what was left out, as cells of that place."""
        for why, pieces in groupby(self._left_out, key=lambda piece: piece[1]):
            runs = tuple(run for run, _ in pieces)
            text = "".join(run.text for run in runs)
            if text.strip():
                yield LeftOut(Cell(row, column, text, runs[0].font, runs=runs), why)

    def leave_all_out(self, why: Why) -> None:
        """Leave out the whole text."""
        pieces, self._pieces = self._pieces, []
        self._left_out += [(run, why) for run in pieces]

    def break_line(self) -> None:
        """Begin a new line, unless there is no text yet."""
        if self._pieces:
            self.add("\n", self._pieces[-1].font)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no text yet."""
        return not self._pieces

    def append(self, other: RichText) -> None:
        """Append another text."""
        for piece in other._pieces:
            self.add(*piece)
        self._left_out += other._left_out

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
