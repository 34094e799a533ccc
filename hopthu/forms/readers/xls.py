"""Read an .xls workbook (Excel 5 to 2003) with its fonts, by xlrd."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

import xlrd

from hopthu.text.errors import HopthuError

from .. import messages
from ..rows.dates import from_serial
from ..sheet import DATE, NUMBER, TEXT, Cell, LeftOut, Range, Run, Sheet, Why, plain_number, without
from . import plain_text
from .limits import Budget
from .protected_xls import unprotected
from .xlsx.styles import Style, style_of


def read(data: bytes) -> list[Sheet]:
    """Return the sheets in the order of their tabs; raises ``HopthuError``."""
    try:
        return _read(data)
    except HopthuError:
        raise
    except Exception as error:  # xlrd lets any exception through when the file is broken
        if isinstance(error, UnicodeDecodeError):
            return _read_as_codes(data)
        if not (isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)):
            raise HopthuError.of(messages.DAMAGED) from error
        opened = unprotected(data)
        if not opened:
            raise HopthuError.of(messages.ENCRYPTED) from error
        return read(opened)


def _read_as_codes(data: bytes) -> list[Sheet]:
    """Read a workbook of Excel 5 with codes that its code page lacks: an old font draws them."""
    try:
        sheets = _read(data, encoding_override="latin-1")
    except HopthuError:
        raise
    except Exception as error:
        raise HopthuError.of(messages.DAMAGED) from error
    for sheet in sheets:
        for row in sheet.rows.values():
            row.update({column: _western(cell) for column, cell in row.items()})
    return sheets


def _western(cell: Cell) -> Cell:
    runs = tuple(Run(plain_text.western(run.text), run.font) for run in cell.runs)
    return cell._replace(text=plain_text.western(cell.text), runs=runs)


def _read(data: bytes, **options: str) -> list[Sheet]:
    book = xlrd.open_workbook(
        file_contents=data,
        formatting_info=True,  # the fonts tell how the text is encoded
        ragged_rows=True,  # or one far cell would make a full table
        logfile=io.StringIO(),
        **options,
    )
    budget = Budget()
    return [_sheet(book, sheet, budget) for sheet in book.sheets()]


def _sheet(book: Any, source: Any, budget: Budget) -> Sheet:
    sheet = Sheet(source.name, hidden=source.visibility != 0)
    for row in range(source.nrows):
        kinds = source.row_types(row)
        values = source.row_values(row)
        if row in source.rowinfo_map and source.rowinfo_map[row].hidden:
            sheet.hidden_rows.add(row + 1)
        for column, kind in enumerate(kinds):
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            cell = _cell(book, source, row, column, values[column])
            if cell.text.strip():
                budget.spend()
                _put(sheet, cell, _look(book, source, row, column), book)
    sheet.hidden_columns = {c + 1 for c, told in source.colinfo_map.items() if told.hidden}
    # xlrd's upper ends are exclusive and count from 0: as inclusive ends from 1 they are the same.
    sheet.merged = tuple(
        Range(top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells
    )
    return sheet


def _cell(book: Any, source: Any, row: int, column: int, value: Any) -> Cell:
    """Return one cell, its text still as the fonts encode it."""
    kind = source.cell_type(row, column)
    style = book.xf_list[source.cell_xf_index(row, column)]
    font = book.font_list[style.font_index].name
    made = Cell(row + 1, column + 1, "", font)
    if kind == xlrd.XL_CELL_TEXT:
        runs = _runs(book, value, font, source.rich_text_runlist_map.get((row, column)))
        return made._replace(text=value, kind=TEXT, runs=runs)
    if kind == xlrd.XL_CELL_DATE and (day := from_serial(value, bool(book.datemode))):
        return made._replace(text=f"{day:%d/%m/%Y}", kind=DATE, date=day)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return made._replace(text=plain_number(value), kind=NUMBER)
    if kind == xlrd.XL_CELL_ERROR:
        return made._replace(text=str(xlrd.error_text_from_code.get(value, "#")))
    return made._replace(text=str(value))


class _Look(NamedTuple):
    """How a cell is shown: its style, and where in its text the font changes."""

    style: Style
    starts: list[tuple[int, int]]


def _look(book: Any, source: Any, row: int, column: int) -> _Look:
    style = book.xf_list[source.cell_xf_index(row, column)]
    told = book.format_map.get(style.format_key)
    font = book.font_list[style.font_index]
    made = style_of(
        font.name, style.format_key, told.format_str if told else "", bool(font.struck_out)
    )
    return _Look(made, source.rich_text_runlist_map.get((row, column)) or [])


def _put(sheet: Sheet, cell: Cell, look: _Look, book: Any) -> None:
    """Put what is shown of a cell into the sheet, and what is not among what is left out."""
    if not look.starts:
        if look.style.left_out:
            sheet.left_out.append(LeftOut(cell, look.style.left_out))
        else:
            sheet.put(cell)
        return
    cuts = [(0, look.style.left_out is Why.STRUCK)]
    cuts += [(offset, bool(book.font_list[index].struck_out)) for offset, index in look.starts]
    ends = [*(offset for offset, _ in cuts[1:]), len(cell.text)]
    gone = [range(begin, end) for (begin, struck), end in zip(cuts, ends, strict=True) if struck]
    if not gone:
        sheet.put(cell)
        return
    shown, struck = without(cell, gone)
    sheet.left_out.append(LeftOut(struck, Why.STRUCK))
    if shown.text.strip():
        sheet.put(shown)


def _runs(book: Any, text: str, font: str, starts: list[tuple[int, int]] | None) -> tuple[Run, ...]:
    """Cut a text where its font changes; ``starts`` holds offsets and font numbers."""
    if not starts:
        return ()
    cuts = [(0, font), *((offset, book.font_list[index].name) for offset, index in starts)]
    ends = [*cuts[1:], (len(text), "")]
    return tuple(
        Run(text[begin:end], name)
        for (begin, name), (end, _) in zip(cuts, ends, strict=True)
        if end > begin
    )
