"""What the sender of a form does not see and may not mean: hidden sheets, hidden rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Place, Problem

from .. import messages
from ..encodings import Decoder
from ..sheet import Sheet
from .header import find_header
from .person import Row


def people_in_hidden_rows(rows: Iterable[Row], sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield a notice for each person in a hidden row; they are read like the others."""
    hidden = {sheet.name: sheet.hidden_rows for sheet in sheets}
    for row in rows:
        if row.place.line in hidden[row.place.sheet]:
            yield messages.HIDDEN_ROW.at(row.place, name=row.name or "?")


def tables_in_hidden_sheets(file: str, sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield a notice for each hidden sheet with a table: it may be an old list and is not read."""
    for sheet in sheets:
        if not sheet.hidden:
            continue
        sheet = Decoder().decode(sheet)
        header = find_header(sheet)
        below = [row for row in sheet.rows if header and row > header.bottom]
        if below:
            yield messages.HIDDEN_SHEET.at(Place(file, sheet.name), rows=len(below))
