"""The board as a workbook, to count on with: real numbers and days, one subject a sheet."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.text.document.workbook import fit_to_width, put_text, saved
from hopthu.text.language import VIETNAMESE, Text

from ..board import Board, BoardProvince, Counts, FormStatus
from ..words import STATUS
from . import words

_YES, _NO = Text("yes", "có"), Text("no", "chưa")

_PROVINCE = (Text("Province", "Tỉnh"), 22)
_CODE = (Text("Code", "Mã"), 8)
_PHASE = (Text("Phase", "Giai đoạn"), 40)
_DUE = (Text("Forms due", "Hạn nộp mẫu"), 13)
_DAYS = (Text("Days late", "Số ngày quá hạn"), 11)
_STATUS = (Text("Form", "Mẫu đăng ký"), 13)
_COUNTS = (
    (Text("Agencies", "Cơ quan"), 10),
    (Text("Agencies with an address", "Cơ quan có địa chỉ"), 14),
    (Text("Agencies with a mailbox", "Cơ quan có hộp thư"), 14),
    (Text("Agencies with a manager", "Cơ quan có người quản lý"), 14),
    (Text("People registered", "Cán bộ đăng ký"), 12),
    (Text("People with a mailbox", "Cán bộ có hộp thư"), 12),
    (Text("People who logged in", "Cán bộ đã đăng nhập"), 13),
)
_SUMMARY_COLUMNS = (
    *(_PHASE, _DUE, (Text("Goal", "Ngày hoàn thành"), 13), *_COUNTS),
    (Text("Forms in", "Mẫu đã nhận"), 11),
    (Text("Provinces late", "Tỉnh quá hạn"), 11),
)
_PROVINCE_COLUMNS = (_PROVINCE, _CODE, (Text("Progress", "Tiến độ"), 10), *_COUNTS, _DAYS)
_PHASE_COLUMNS = (
    *(_PROVINCE, _CODE, _PHASE, _STATUS, _DUE),
    *((Text("Received on", "Ngày nhận"), 13), _DAYS),
    (Text("Agencies named", "Số cơ quan có trong mẫu"), 13),
    (Text("Of agencies", "Trên tổng số cơ quan"), 13),
    *_COUNTS,
)
_OVERDUE_COLUMNS = (_PROVINCE, _CODE, _PHASE, _STATUS, _DUE, _DAYS)
_GAP_COLUMNS = (
    *((Text("Agency", "Cơ quan"), 48), _PROVINCE, _CODE),
    (Text("Mailbox", "Hộp thư"), 12),
    (Text("Manager", "Người quản lý"), 14),
)
_HISTORY_COLUMNS = (
    (Text("Day", "Ngày"), 13),
    (Text("Agencies with an address", "Cơ quan có địa chỉ"), 16),
    (Text("People with an address", "Cán bộ có địa chỉ"), 16),
)

_HEAD = Font(bold=True)
_SHADE = PatternFill("solid", start_color="FFDDE6F0", end_color="FFDDE6F0")
_WRAP = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LATE = Font(bold=True, color="FFA8201A")
_DAY = "DD/MM/YYYY"

Cell = str | int | float | bool | datetime.date | Text | None
Column = tuple[Text, int]  # what it holds, and its width in characters


def workbook(board: Board) -> bytes:
    """The ``.xlsx``; words are in Vietnamese, and what columns hold in English too."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    _sheet(book, words.SUMMARY, _SUMMARY_COLUMNS, _summary(board))
    _sheet(book, words.PROVINCES, _PROVINCE_COLUMNS, map(_province, board.ordered))
    _sheet(book, words.WORKBOOK_PHASES, _PHASE_COLUMNS, _phases(board))
    _sheet(book, words.OVERDUE, _OVERDUE_COLUMNS, _overdue(board))
    _sheet(book, words.GAPS, _GAP_COLUMNS, _gaps(board))
    _sheet(book, words.HISTORY, _HISTORY_COLUMNS, _history(board))
    # Of the day that it is about, so that the same board is the same file.
    made = datetime.datetime.combine(board.day, datetime.time())
    book.properties.created = book.properties.modified = made
    book.properties.title = f"{words.WORKBOOK_TITLE.vi} {board.day:%d/%m/%Y}"
    book.properties.creator = "hopthu"
    return saved(book)


def _sheet(
    book: Workbook, title: Text, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> None:
    sheet: Worksheet = book.create_sheet(title.vi)
    for index, (text, width) in enumerate(columns, 1):
        cell = sheet.cell(1, index)
        put_text(cell, f"{text.vi}\n{text.en}")
        cell.font, cell.alignment, cell.fill = _HEAD, _WRAP, _SHADE
        sheet.column_dimensions[get_column_letter(index)].width = width
    last = 1
    for last, row in enumerate(rows, 2):
        for index, value in enumerate(row, 1):
            _put(sheet, last, index, value)
    sheet.row_dimensions[1].height = 45
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = "1:1"
    fit_to_width(sheet)


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column)
    if value is None:
        return
    if isinstance(value, Text):
        value = value.render(language=VIETNAMESE)
    if isinstance(value, str):
        put_text(cell, value)
        if value == STATUS[FormStatus.LATE].render(language=VIETNAMESE):
            cell.font = _LATE
        return
    cell.value = _YES.vi if value is True else _NO.vi if value is False else value
    if isinstance(value, datetime.date):
        cell.number_format = _DAY
    elif isinstance(value, float):
        cell.number_format = "0 %"


def _summary(board: Board) -> Iterable[Sequence[Cell]]:
    yield (words.WHOLE, None, None, *_counts(board.totals), None, len(board.late))
    for each in board.phases:
        dates = (each.phase.due, each.phase.goal)
        late = each.forms[FormStatus.LATE]
        yield (each.phase.title, *dates, *_counts(each.counts), each.forms_in, late)


def _counts(counts: Counts) -> tuple[Cell, ...]:
    return (
        *(counts.agencies, counts.addressed, counts.agencies_made, counts.managed),
        *(counts.people, counts.people_made, counts.logged_in),
    )


def _province(province: BoardProvince) -> Sequence[Cell]:
    late = province.days_late or None
    return (
        *(province.title, province.code, province.share / 100),
        *(*_counts(province.counts), late),
    )


def _phases(board: Board) -> Iterable[Sequence[Cell]]:
    for each in board.phases:
        for province in board.provinces:
            form = province.forms[each.phase.name]
            came_late = form.days if form.status is FormStatus.CAME_LATE else None
            late = form.days if form.status is FormStatus.LATE else came_late
            yield (
                *(province.title, province.code, each.phase.title, STATUS[form.status]),
                *(each.phase.due, form.received, late, form.named, form.of),
                *_counts(province.parts[each.phase.name]),
            )


def _overdue(board: Board) -> Iterable[Sequence[Cell]]:
    due = {each.phase.name: each.phase for each in board.phases}
    missing = [
        (form, province)
        for province in board.provinces
        for form in province.forms.values()
        if form.applies and not form.is_in
    ]
    order = sorted(
        missing, key=lambda each: (each[0].status is not FormStatus.LATE, -(each[0].days or 0))
    )
    for form, province in order:
        phase = due[form.phase]
        late = form.days if form.status is FormStatus.LATE else None
        yield (province.title, province.code, phase.title, STATUS[form.status], phase.due, late)


def _gaps(board: Board) -> Iterable[Sequence[Cell]]:
    for province in board.provinces:
        for gap in province.gaps:
            yield (gap.name, province.title, province.code, gap.mailbox, gap.manager)


def _history(board: Board) -> Iterable[Sequence[Cell]]:
    for point in board.progress:
        yield (point.day, point.agencies, point.people)
