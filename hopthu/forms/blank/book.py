"""An empty registration form as a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hopthu.text.document.workbook import put_text, saved

from ..model import FormKind
from .columns import CellRule
from .registered import Registered, add_registered
from .registration_sheet import fill_sheet
from .rules import LIST_COLUMNS, LISTS
from .sender import BlankSender

_TITLE = "Đăng ký"


def blank_form(
    sender: BlankSender, kind: FormKind, domain: str, registered: list[Registered]
) -> bytes:
    """Return an .xlsx for a province to fill in.

    ``domain`` is the part of every address after the @; ``registered`` are shown on a sheet of
    their own, so that nobody is entered twice.
    """
    agencies = sender.agencies
    lists: dict[CellRule, Sequence[str]] = {
        CellRule.AGENCY: agencies,
        CellRule.TITLE: sender.titles,
    }
    book = Workbook()
    book.properties.creator, book.properties.title = "hopthu", f"{_TITLE} {sender.name}"
    sheet = book.worksheets[0]
    sheet.title = _TITLE
    fill_sheet(sheet, kind, sender, lists, domain)
    if registered:
        add_registered(book, registered)
    _add_lists(book, lists)
    return saved(book)


def _add_lists(book: Workbook, lists: dict[CellRule, Sequence[str]]) -> None:
    """Add the hidden sheet that the drop-downs take their entries from."""
    sheet: Worksheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    for rule, texts in lists.items():
        for row, text in enumerate(texts, 1):
            put_text(sheet[f"{LIST_COLUMNS[rule]}{row}"], text)
