"""The province's workbook again, with what is wrong marked at its cell, in Vietnamese.

A workbook of Excel keeps its layout. Of anything else a new one is built from the sheets as they
were read. Nothing that acts comes back: a formula becomes the value that was seen, and macros,
links, pictures, charts, rules and names are left out.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.text.document.workbook import fit_to_width, legal, put_text, saved, set_widths
from hopthu.text.errors import HopthuError, Problem

from ..encodings import Decoder
from ..readers import read_sheets, signature
from ..sheet import ANSWER_AUTHOR, ANSWER_TITLE, DATE, NUMBER, Sheet, is_answer
from ..sheet import Cell as ReadCell

_LIST_HEADER = ("Trang tính", "Ô", "Sai gì", "Cách sửa")
_LIST_WIDTHS = (20, 8, 60, 60)
_WRONG = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_MOST_MERGED = 200_000  # cells in merged ranges: openpyxl makes an object for each
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_TITLE_CELLS = 2
_NARROWEST, _WIDEST = 6, 45  # characters
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_FIRST_YEAR = 1901  # Excel reckons with a 29 February 1900
_UNTITLED = re.compile(r"[\[\]:*?/\\']")


def marked_copy(data: bytes, problems: list[Problem]) -> bytes | None:
    """Return an .xlsx of a form's file with its problems; ``None`` where it has no sheets."""
    try:
        sheets = [sheet for sheet in read_sheets(data) if not is_answer(sheet)]
    except HopthuError:
        return None
    book, titles = _reopened(data, sheets) or _rebuilt(sheets)
    _mark(book, titles, problems)
    _list(book, problems)
    return saved(book)


def _reopened(data: bytes, sheets: list[Sheet]) -> tuple[Workbook, dict[str, str]] | None:
    """Return the workbook itself without what acts, or ``None`` if it cannot be kept."""
    if not signature.is_xlsx(signature.look(data)) or _merged(sheets) > _MOST_MERGED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is left out here anyway
            book = load_workbook(io.BytesIO(data), data_only=True, keep_vba=False, keep_links=False)
    # openpyxl checks less than the reader did and fails in many ways; the form is rebuilt then.
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, ParseError,
            zipfile.BadZipFile):  # fmt: skip
        return None
    book.defined_names.clear()
    for chart in book.chartsheets:
        book.remove(chart)
    if ANSWER_TITLE in book.sheetnames:  # a copy that came back and is wrong still
        book.remove(book[ANSWER_TITLE])
    for sheet in book.worksheets:
        _disarm(sheet)
    for source in sheets:
        if source.name in book.sheetnames:
            _keep_left_out(book[source.name], source)
    return book, {sheet.title: sheet.title for sheet in book.worksheets}


def _keep_left_out(sheet: Worksheet, source: Sheet) -> None:
    """Write what was read of cells of which a part is struck out: the copy has one look a cell."""
    for gone in source.left_out:
        read = source.rows.get(gone.cell.row, {}).get(gone.cell.column)
        if read and not isinstance(at := sheet.cell(read.row, read.column), MergedCell):
            _put(at, read)


def _merged(sheets: list[Sheet]) -> int:
    return sum(
        (span.bottom - span.top + 1) * (span.right - span.left + 1)
        for sheet in sheets
        for span in sheet.merged
    )


def _disarm(sheet: Worksheet) -> None:
    """Take out what could act or lead elsewhere, and keep text from turning into a formula."""
    sheet.defined_names.clear()
    sheet.conditional_formatting = ConditionalFormattingList()
    sheet.data_validations = DataValidationList()
    for name in list(sheet.tables):
        del sheet.tables[name]
    for drawn in ("_images", "_charts", "_pivots"):
        setattr(sheet, drawn, [])
    sheet.legacy_drawing = None
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            cell.hyperlink = None
            if isinstance(cell.value, str):
                put_text(cell, cell.value)


def _put(cell: Cell | MergedCell, read: ReadCell) -> None:
    """Write a cell as it was read: a date and a number are such, or they would be read anew."""
    if read.kind == DATE and read.date and read.date.year >= _FIRST_YEAR:
        cell.value = read.date
        cell.number_format = "DD/MM/YYYY"
    elif read.kind == NUMBER and _NUMBER.fullmatch(read.text):
        cell.value = float(read.text) if "." in read.text else int(read.text)
    else:
        put_text(cell, read.text)


def _rebuilt(sheets: list[Sheet]) -> tuple[Workbook, dict[str, str]]:
    book = Workbook()
    book.remove(book.worksheets[0])
    titles: dict[str, str] = {}
    decoder = Decoder()
    for source in map(decoder.decode, sheets):
        sheet: Worksheet = book.create_sheet(_UNTITLED.sub("_", source.name)[:28] or "Danh sách")
        titles[source.name] = sheet.title
        if source.hidden:
            sheet.sheet_state = "hidden"
        for row, cells in source.rows.items():
            for column, cell in cells.items():
                if row <= _MOST_ROWS and column <= _MOST_COLUMNS:
                    _put(sheet.cell(row, column), cell)
                    sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        _merge(sheet, source)
        _widen(sheet, source)
        fit_to_width(sheet)
    return book, titles


def _merge(sheet: Worksheet, source: Sheet) -> None:
    if _merged([source]) > _MOST_MERGED:
        return  # a range over the whole sheet: its looks are not worth the memory
    for span in dict.fromkeys(source.merged):
        covered = [
            (row, column)
            for row in range(span.top, span.bottom + 1)
            for column in range(span.left, span.right + 1)
        ]
        # Damaged files merge over content; merging would lose it.
        if not any(source.text(*place) for place in covered[1:]):
            sheet.merge_cells(None, span.top, span.left, span.bottom, span.right)


def _widen(sheet: Worksheet, source: Sheet) -> None:
    spanned = {(span.top, span.left) for span in source.merged if span.left != span.right}
    widths: dict[int, int] = defaultdict(lambda: _NARROWEST)
    for row, cells in source.rows.items():
        for column, cell in cells.items():
            # What stands alone or in a pair is a letterhead or a title: it may run over.
            if (row, column) not in spanned and len(cells) > _TITLE_CELLS:
                longest = max(map(len, cell.text.split("\n")))
                widths[column] = max(widths[column], min(longest + 2, _WIDEST))
            elif len(cells) <= _TITLE_CELLS:
                sheet.cell(row, column).alignment = Alignment(wrap_text=False)
    set_widths(sheet, widths.items())


def _mark(book: Workbook, titles: dict[str, str], problems: list[Problem]) -> None:
    told: dict[tuple[str, int, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        place = problem.place
        if place.line and place.sheet in titles:
            told[titles[place.sheet], place.line, place.column or 1].append(problem)
    for (title, row, column), wrong in told.items():
        sheet = book[title]
        cell = sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            span = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
            cell = sheet.cell(span.min_row, span.min_col)
        cell.fill = _WRONG
        text = "\n".join(f"{p.text('vi')}\n→ {p.remedy('vi')}" for p in wrong)
        earlier = f"{cell.comment.text}\n" if cell.comment else ""
        cell.comment = Comment(legal(earlier + text), ANSWER_AUTHOR, height=140, width=320)


def _list(book: Workbook, problems: list[Problem]) -> None:
    """Add the list of all problems as the first sheet, and show it first."""
    sheet: Worksheet = book.create_sheet(ANSWER_TITLE, 0)
    rows = [_LIST_HEADER]
    for problem in problems:
        place = problem.place
        cell = place.cell or (str(place.line) if place.line else "")
        rows.append((place.sheet, cell, problem.text("vi"), problem.remedy("vi")))
    for number, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            at = sheet.cell(number, column)
            put_text(at, text)
            at.alignment = Alignment(wrap_text=True, vertical="top")
            at.font = Font(bold=number == 1)
    set_widths(sheet, enumerate(_LIST_WIDTHS, 1))
    sheet.freeze_panes = "A2"
    fit_to_width(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
