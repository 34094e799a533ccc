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
    found = {
        (row, column): cell
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if cell.kind == TEXT and _has_lost(cell.text)
    }
    if len(found) < _FEW:
        return []
    first = found[min(found)]
    place = sheet.place("", first.row, first.column)
    values = {"text": first.text[:_SHOWN], "count": len(found)}
    return [messages.LOST_LETTERS.at(place, **values)]


def _has_lost(text: str) -> bool:
    may_be = "?" in text or "\ufffd" in text
    return may_be and bool(_LOST.search(_ADDRESS.sub("", text)))
