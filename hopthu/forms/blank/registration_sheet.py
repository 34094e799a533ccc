"""The sheet that the province fills in."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.formatting.rule import Rule as Condition
from openpyxl.styles import Alignment, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.text.document.workbook import fit_to_width, put_text

from ..model import FormKind
from .columns import COLUMNS, CellRule, FormColumn
from .rules import validation
from .sender import BlankSender
from .style import BOLD, BOX, HEADING, ITALIC, PLAIN, TITLE, put_header

_ROWS = 1000  # that are checked; no province has as many people at once
_FRAMED = 20  # empty rows that show their lines
_HEADER = 10  # its row
_MISSING = PatternFill("solid", start_color="FFFFE699", end_color="FFFFE699")
_TITLES = {
    FormKind.STAFF: "DANH SÁCH ĐĂNG KÝ HỘP THƯ ĐIỆN TỬ CỦA CÁN BỘ, CÔNG CHỨC",
    FormKind.MAILBOXES: "DANH SÁCH ĐĂNG KÝ HỘP THƯ ĐIỆN TỬ CỦA CƠ QUAN",
}
_ONE_ROW = {
    FormKind.STAFF: "Mỗi người ghi một dòng, liền nhau;",
    FormKind.MAILBOXES: "Mỗi người quản lý hộp thư ghi một dòng, kèm tên cơ quan;",
}
_HINTS = (
    "{one} cột có dấu (*) bắt buộc phải điền, ô còn thiếu có nền vàng. Gõ bằng phông Unicode.",
    "Không đổi tên cột, không gộp ô. Chỉ điền “Họ” và “Tên” khi họ hoặc tên có nhiều hơn một từ "
    "(ví dụ họ Tôn Nữ).",
    "Điền xong lưu thành tệp .xlsx, không đặt mật khẩu. Ngày sinh chỉ dùng để nhận ra người trùng "
    "tên và không được lưu lại.",
)
_FORMATS: dict[CellRule | None, str] = {CellRule.BIRTH: "DD/MM/YYYY"}


def fill_sheet(
    sheet: Worksheet, kind: FormKind, sender: BlankSender,
    lists: dict[CellRule, Sequence[str]], domain: str,
) -> None:  # fmt: skip
    """Lay out an empty form; one of mailboxes names each agency in a row of its own."""
    columns = COLUMNS[kind]
    named = sender.agencies if kind is FormKind.MAILBOXES else ()
    framed = len(named) + _FRAMED
    _letterhead(sheet, kind, sender, len(columns))
    put_header(sheet, _HEADER, ((column.header, column.width) for column in columns))
    sheet.row_dimensions[_HEADER].height = 48
    for number, column in enumerate(columns, 1):
        _format(sheet, number, column, framed)
        if column.rule:
            letter = get_column_letter(number)
            first, last = f"{letter}{_HEADER + 1}", f"{letter}{_HEADER + _ROWS}"
            listed = len(lists.get(column.rule, ()))
            check = validation(column.rule, first, domain, listed)
            check.add(f"{first}:{last}")
            sheet.add_data_validation(check)
    _name_agencies(sheet, columns, named)
    _draw_as_filled(sheet, columns, "C" if named else "B")
    sheet.freeze_panes = f"C{_HEADER + 1}"
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("Trang &P/&N"))
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    fit_to_width(sheet)


def _letterhead(sheet: Worksheet, kind: FormKind, sender: BlankSender, width: int) -> None:
    middle = 4
    lines = (
        (1, 1, middle, sender.ministry.upper(), PLAIN),
        (2, 1, middle, sender.name.upper(), BOLD),
        (1, middle + 1, width, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD),
        (2, middle + 1, width, "Độc lập - Tự do - Hạnh phúc", BOLD),
        (4, 1, width, _TITLES[kind], TITLE),
    )
    for row, left, right, text, font in lines:
        sheet.merge_cells(None, row, left, row, right)
        put_text(sheet.cell(row, left), text)
        sheet.cell(row, left).font = font
        sheet.cell(row, left).alignment = HEADING
    sheet.row_dimensions[4].height = 24
    for row, hint in enumerate(_HINTS, 6):
        sheet.merge_cells(None, row, 1, row, width)
        put_text(sheet.cell(row, 1), f"– {hint.format(one=_ONE_ROW[kind])}")
        sheet.cell(row, 1).font = ITALIC


def _format(sheet: Worksheet, number: int, column: FormColumn, rows: int) -> None:
    """Make dates dates and all else text, or telephone numbers would lose their first zero."""
    as_shown = _FORMATS.get(column.rule, "General" if number == 1 else "@")
    whole = sheet.column_dimensions[get_column_letter(number)]
    framed = [sheet.cell(row, number) for row in range(_HEADER + 1, _HEADER + rows + 1)]
    for styled in (whole, *framed):
        styled.number_format = as_shown
        styled.font = PLAIN
        styled.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in framed:
        cell.border = BOX


def _name_agencies(
    sheet: Worksheet, columns: Sequence[FormColumn], agencies: Sequence[str]
) -> None:
    place = next(n for n, column in enumerate(columns, 1) if column.rule is CellRule.AGENCY)
    for number, agency in enumerate(agencies, 1):
        sheet.cell(_HEADER + number, 1, number)
        put_text(sheet.cell(_HEADER + number, place), agency)


def _draw_as_filled(sheet: Worksheet, columns: Sequence[FormColumn], first: str) -> None:
    """Frame each row that has something from column ``first`` on; shade what it still lacks."""
    top, last = _HEADER + 1, _HEADER + _ROWS
    end = get_column_letter(len(columns))
    filled = f"COUNTA(${first}{top}:${end}{top})>0"
    for number, column in enumerate(columns, 1):
        if column.required:
            letter = get_column_letter(number)
            lacks = f'AND({filled},TRIM({letter}{top})="")'
            shade = _when(lacks, DifferentialStyle(fill=_MISSING, border=BOX))
            sheet.conditional_formatting.add(f"{letter}{top}:{letter}{last}", shade)
    # Last, and a shade has the frame too: some programs apply only the first rule that holds.
    frame = _when(filled, DifferentialStyle(border=BOX))
    sheet.conditional_formatting.add(f"A{top}:{end}{last}", frame)


def _when(formula: str, look: DifferentialStyle) -> Condition:
    return Condition(type="expression", formula=[formula], dxf=look)
