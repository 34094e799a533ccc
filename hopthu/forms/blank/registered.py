"""Who and what of a province has an address already: the second sheet of its form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.records.model import Inventory
from hopthu.text.document.workbook import fit_to_width, put_text

from ..sheet import REGISTERED_TITLE
from .style import BOLD, BOX, HEADING, PLAIN, put_header

_HEADER = ("STT", "Họ và tên", "Cơ quan", "Chức vụ", "Địa chỉ đã cấp")
_WIDTHS = (6, 30, 50, 36, 44)
_REMARK = "Những người và hộp thư dưới đây đã được cấp địa chỉ: không ghi lại vào trang đăng ký."
_OF_AGENCY = "(hộp thư cơ quan)"


class Registered(NamedTuple):
    """A person with an address, or an agency: then ``name`` and ``title`` are empty."""

    name: str
    agency: str
    title: str
    address: str


def registered_in(inventory: Inventory, agency: str, domain: str) -> list[Registered]:
    """The mailboxes of the province of an agency (by its id), then its people who have not left."""
    return list(_registered(inventory, agency, domain))


def _registered(inventory: Inventory, own: str, domain: str) -> Iterator[Registered]:
    home = inventory.home.get(own)
    if home is None:
        return
    records = inventory.provinces[home]
    for agency in records.agencies:
        if agency.mailbox:
            yield Registered("", agency.name, "", f"{agency.mailbox}@{domain}")
    for person in records.people:
        if person.state != "left":
            agency_name = inventory.agencies[person.agency].name
            yield Registered(person.name, agency_name, person.title, f"{person.mailbox}@{domain}")


def add_registered(book: Workbook, registered: list[Registered]) -> None:
    """Add the sheet with those who have an address, to be read and not changed."""
    sheet: Worksheet = book.create_sheet(REGISTERED_TITLE)
    put_text(sheet.cell(1, 1), _REMARK)
    sheet.cell(1, 1).font = BOLD
    put_header(sheet, 3, zip(_HEADER, _WIDTHS, strict=True))
    for number, (name, agency, title, address) in enumerate(registered, 1):
        texts = (name or _OF_AGENCY, agency, title, address)
        sheet.cell(number + 3, 1, number)
        for column, text in enumerate(texts, 2):
            put_text(sheet.cell(number + 3, column), text)
        for column in range(1, len(_HEADER) + 1):
            cell = sheet.cell(number + 3, column)
            cell.border, cell.font = BOX, PLAIN
            cell.alignment = HEADING if column == 1 else Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    sheet.protection.sheet = True
    fit_to_width(sheet)
