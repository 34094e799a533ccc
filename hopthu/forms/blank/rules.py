"""What the sheet itself checks while it is filled in, and says in Vietnamese."""

from __future__ import annotations

from typing import Final, NamedTuple

from openpyxl.worksheet.datavalidation import DataValidation

from ..rows.check import OVER_AGE, UNDER_AGE
from ..rows.phones import MOBILE_DIGITS, OFFICE_DIGITS
from .columns import CellRule

LISTS = "Danh mục"  # the hidden sheet with what the drop-downs offer
LIST_COLUMNS = {CellRule.AGENCY: "A", CellRule.TITLE: "B"}
_STOP: Final = "stop"
_ASK: Final = "warning"
_MONTHS = 12


class _Words(NamedTuple):
    """The head and text shown beside the cell, and the text for what does not fit."""

    title: str
    prompt: str
    wrong: str = ""


_WORDS = {
    CellRule.AGENCY: _Words(
        "Cơ quan", "Chọn trong danh sách.", "Hãy chọn cơ quan trong danh sách."
    ),
    CellRule.TITLE: _Words(
        "Chức vụ, chức danh",
        "Chọn trong danh sách; nếu không có thì ghi đầy đủ, không viết tắt.",
        "Chức vụ này không có trong danh sách. Vẫn giữ?",
    ),
    CellRule.BIRTH: _Words(
        "Ngày sinh",
        "Gõ đủ ngày/tháng/năm, ví dụ 25/03/1970, rồi xem lại ô hiện đúng ngày đó.",
        f"Ngày sinh phải là một ngày có thật, của người từ {UNDER_AGE} đến {OVER_AGE} tuổi.",
    ),
    CellRule.OFFICE: _Words(
        "Điện thoại cơ quan",
        "Ghi cả mã vùng, ví dụ 0553822345.",
        f"Số điện thoại cơ quan có từ {OFFICE_DIGITS[0]} đến {OFFICE_DIGITS[1]} chữ số. Vẫn giữ?",
    ),
    CellRule.MOBILE: _Words(
        "Di động",
        "Ghi cả số 0 ở đầu, ví dụ 0912345678.",
        f"Số di động có {MOBILE_DIGITS[0]} hoặc {MOBILE_DIGITS[1]} chữ số, bắt đầu bằng số 0. "
        "Vẫn giữ?",
    ),
    CellRule.ADDRESS: _Words(
        "Địa chỉ đề nghị",
        "Chỉ ghi phần trước @{domain}, chữ không dấu. Để trống thì Bộ cấp theo quy tắc.",
        "Địa chỉ không có dấu cách. Vẫn giữ?",
    ),
    CellRule.YES: _Words(
        "Quản lý hộp thư cơ quan",
        "Chọn “Có” cho người được giao quản lý hộp thư của cơ quan; người khác để trống.",
        "Chọn “Có” hoặc để trống.",
    ),
}


def validation(rule: CellRule, top: str, domain: str, listed: int) -> DataValidation:
    """Return the check of a column whose first cell is ``top`` (``C9``).

    ``listed`` is the number of entries in the column of the lists' sheet, where it has one.
    """
    words = _WORDS[rule]
    check = _check(rule, top, listed)
    check.allow_blank = True
    check.showInputMessage = check.showErrorMessage = True
    check.promptTitle = check.errorTitle = words.title
    check.prompt = words.prompt.format(domain=domain)
    check.error = words.wrong
    return check


def _check(rule: CellRule, top: str, listed: int) -> DataValidation:
    match rule:
        case CellRule.AGENCY | CellRule.TITLE:
            column = LIST_COLUMNS[rule]
            return DataValidation(
                type="list",
                formula1=f"'{LISTS}'!${column}$1:${column}${listed}",
                errorStyle=_STOP if rule is CellRule.AGENCY else _ASK,
            )
        case CellRule.YES:
            return DataValidation(type="list", formula1='"Có"', errorStyle=_STOP)
        case CellRule.BIRTH:
            return DataValidation(
                type="date",
                operator="between",
                formula1=f"EDATE(TODAY(),-{(OVER_AGE + 1) * _MONTHS})+1",
                formula2=f"EDATE(TODAY(),-{UNDER_AGE * _MONTHS})",
                errorStyle=_STOP,
            )
        case CellRule.ADDRESS:
            formula = f'ISERROR(FIND(" ",TRIM({top})))'
        case CellRule.OFFICE:
            formula = _has_digits(top, OFFICE_DIGITS)
        case CellRule.MOBILE:
            formula = f'AND(LEFT({top},1)="0",{_has_digits(top, MOBILE_DIGITS)})'
    return DataValidation(type="custom", formula1=formula, errorStyle=_ASK)


def _has_digits(top: str, limits: tuple[int, int]) -> str:
    """Return the formula for a number with this many digits, blanks and dots aside."""
    bare = f'SUBSTITUTE(SUBSTITUTE({top}," ",""),".","")'
    return f"AND(ISNUMBER(VALUE({bare})),LEN({bare})>={limits[0]},LEN({bare})<={limits[1]})"
