"""Tell the cells whose letters were of another alphabet and were read as the ones of ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hopthu.text.errors import Problem

from .. import messages
from ..sheet import Cell, Sheet

_MANY = 20  # cells of a sheet: beyond that it is how the whole was typed, and told once
_SHOWN = 40  # characters


class Alike(NamedTuple):
    """A cell as it was written, how it was read, and which letters stood for which."""

    cell: Cell
    text: str
    letters: tuple[str, ...]


def look_alikes(found: Sequence[Alike], sheet: Sheet) -> list[Problem]:
    """Return a notice for each of a sheet's cells, or a single one for very many."""
    if len(found) > _MANY:
        letters = ", ".join(dict.fromkeys(pair for each in found for pair in each.letters))
        place = sheet.place("", found[0].cell.row, found[0].cell.column)
        return [messages.LOOK_ALIKES.at(place, count=len(found), letters=letters)]
    return [
        messages.LOOK_ALIKE.at(
            sheet.place("", cell.row, cell.column),
            text=cell.text[:_SHOWN],
            read=text[:_SHOWN],
            letters=", ".join(letters),
        )
        for cell, text, letters in found
    ]
