"""Find letters that a program could not store and replaced for good: ``Nguy?n V?n H?ng``."""

from __future__ import annotations

import re

from hopthu.text.errors import Problem

from .. import messages
from ..sheet import TEXT, Sheet

_FEW = 3  # cells that are no accident
_LOST = re.compile(r"\ufffd|[^\W\d_]\?[^\W\d_]")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_SHOWN = 40  # characters


def lost_letters(sheet: Sheet) -> list[Problem]:
    """Return one problem for a decoded sheet that lost letters in several cells, else none."""
    cells = [
        cell
        for _, row in sorted(sheet.rows.items())
        for _, cell in sorted(row.items())
        if cell.kind == TEXT and _LOST.search(_ADDRESS.sub("", cell.text))
    ]
    if len(cells) < _FEW:
        return []
    first = cells[0]
    place = sheet.place("", first.row, first.column)
    values = {"text": first.text[:_SHOWN], "count": len(cells)}
    return [messages.LOST_LETTERS.at(place, **values)]
