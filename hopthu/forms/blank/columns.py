"""The columns of the forms: lists of staff, and lists of agencies' mailboxes."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..model import FormKind


class CellRule(Enum):
    """What may stand in a column."""

    AGENCY = "agency"
    TITLE = "title"
    BIRTH = "birth"
    OFFICE = "office"  # telephone numbers
    MOBILE = "mobile"
    ADDRESS = "address"
    YES = "yes"


class FormColumn(NamedTuple):
    """A column: what is written over it, without the mark of a required one, and its width."""

    label: str
    width: int
    rule: CellRule | None = None
    required: bool = False

    @property
    def header(self) -> str:
        """The text over the column."""
        return f"{self.label} (*)" if self.required else self.label


_NUMBER = FormColumn("STT", 5)
_PERSON = (
    FormColumn("Ngày sinh", 12, CellRule.BIRTH, required=True),
    FormColumn("Chức vụ, chức danh", 25, CellRule.TITLE, required=True),
    FormColumn("Điện thoại cơ quan", 14, CellRule.OFFICE),
    FormColumn("Di động", 13, CellRule.MOBILE),
    FormColumn("Họ (nếu cần tách)", 10),
    FormColumn("Tên (nếu cần tách)", 10),
)
_NOTE = FormColumn("Ghi chú", 16)

COLUMNS: dict[FormKind, tuple[FormColumn, ...]] = {
    FormKind.STAFF: (
        _NUMBER,
        FormColumn("Họ và tên", 26, required=True),
        _PERSON[0],
        FormColumn("Cơ quan", 46, CellRule.AGENCY, required=True),
        *_PERSON[1:],
        FormColumn("Địa chỉ thư đề nghị", 18, CellRule.ADDRESS),
        FormColumn("Quản lý hộp thư cơ quan", 11, CellRule.YES),
        _NOTE,
    ),
    FormKind.MAILBOXES: (
        _NUMBER,
        FormColumn("Tên cơ quan", 46, CellRule.AGENCY, required=True),
        FormColumn("Hộp thư cơ quan đề nghị", 22, CellRule.ADDRESS),
        FormColumn("Cán bộ quản lý hộp thư", 26, required=True),
        *_PERSON,
        _NOTE,
    ),
}
