"""The columns of the forms: lists of staff, and lists of agencies' mailboxes."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ..model import FormKind


class Rule(Enum):
    """What may stand in a column."""

    AGENCY = "agency"
    TITLE = "title"
    BIRTH = "birth"
    OFFICE = "office"  # telephone numbers
    MOBILE = "mobile"
    ADDRESS = "address"
    YES = "yes"


class Column(NamedTuple):
    """A column: what is written over it, without the mark of a required one, and its width."""

    label: str
    width: int
    rule: Rule | None = None
    required: bool = False

    @property
    def header(self) -> str:
        """The text over the column."""
        return f"{self.label} (*)" if self.required else self.label


_NUMBER = Column("STT", 5)
_PERSON = (
    Column("Ngày sinh", 12, Rule.BIRTH, required=True),
    Column("Chức vụ, chức danh", 25, Rule.TITLE, required=True),
    Column("Điện thoại cơ quan", 14, Rule.OFFICE),
    Column("Di động", 13, Rule.MOBILE),
    Column("Họ (nếu cần tách)", 10),
    Column("Tên (nếu cần tách)", 10),
)
_NOTE = Column("Ghi chú", 16)

COLUMNS: dict[FormKind, tuple[Column, ...]] = {
    FormKind.STAFF: (
        _NUMBER,
        Column("Họ và tên", 26, required=True),
        _PERSON[0],
        Column("Cơ quan", 46, Rule.AGENCY, required=True),
        *_PERSON[1:],
        Column("Địa chỉ thư đề nghị", 18, Rule.ADDRESS),
        Column("Quản lý hộp thư cơ quan", 11, Rule.YES),
        _NOTE,
    ),
    FormKind.MAILBOXES: (
        _NUMBER,
        Column("Tên cơ quan", 46, Rule.AGENCY, required=True),
        Column("Hộp thư cơ quan đề nghị", 22, Rule.ADDRESS),
        Column("Cán bộ quản lý hộp thư", 26, required=True),
        *_PERSON,
        _NOTE,
    ),
}
