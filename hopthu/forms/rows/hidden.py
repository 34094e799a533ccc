"""What the sender of a form does not see and may not mean: hidden sheets, rows, columns, texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from hopthu.text.errors import Message, Place, Problem

from .. import messages
from ..encodings import Decoder
from ..sheet import LeftOut, Sheet, Why, column_name
from .header import Header, find_header
from .person import Row

_MESSAGES: dict[Why, Message] = {
    Why.STRUCK: messages.STRUCK_OUT,
    Why.HIDDEN: messages.HIDDEN_TEXT,
    Why.DELETED: messages.DELETED_TEXT,
    Why.COMMENT: messages.COMMENT,
    Why.UNFILLED: messages.UNFILLED_FIELD,
}
_MOST = 100  # rows of a sheet that are told one by one
_SHOWN = 100  # characters


def people_in_hidden_rows(rows: Iterable[Row], sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield a notice for each person in a hidden row; they are read like the others."""
    hidden = {sheet.name: sheet.hidden_rows for sheet in sheets}
    for row in rows:
        if row.place.line in hidden[row.place.sheet]:
            yield messages.HIDDEN_ROW.at(row.place, name=row.name or "?")


def hidden_columns(file: str, sheet: Sheet, header: Header) -> Iterator[Problem]:
    """Yield a notice for each column that nobody sees and that was read in want of another."""
    for column in sorted(set(header.columns.values()) & sheet.hidden_columns):
        if any(column in cells for row, cells in sheet.rows.items() if row > header.bottom):
            place = sheet.place(file, header.bottom, column)
            shown = f"{column_name(column)} “{header.labels[column]}”"
            yield messages.HIDDEN_COLUMN.at(place, column=shown)


def texts_left_out(file: str, sheets: Iterable[Sheet]) -> Iterator[Problem]:
    """Yield a notice for each row of which something was not read, with what and why."""
    for sheet in sheets:
        left = sorted(sheet.left_out, key=lambda gone: (gone.cell.row, gone.why, gone.cell.column))
        groups = groupby(left, key=lambda gone: (gone.cell.row, gone.why))
        rows = [(why, list(gone)) for (_, why), gone in groups]
        for why, gone in rows[:_MOST]:
            yield _MESSAGES[why].at(_first(file, sheet, gone), text=_joined(gone))
        if rest := rows[_MOST:]:
            yield messages.MORE_LEFT_OUT.at(_first(file, sheet, rest[0][1]), rows=len(rest))


def _first(file: str, sheet: Sheet, gone: list[LeftOut]) -> Place:
    return sheet.place(file, gone[0].cell.row, gone[0].cell.column)


def _joined(gone: list[LeftOut]) -> str:
    text = "; ".join(dict.fromkeys(each.cell.text for each in gone if each.cell.text))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


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
