"""Read an .xlsx workbook as a stream, keeping cells with content, their fonts and merged ranges.

openpyxl would do, but its quick mode knows no merged ranges, its full mode makes an object of every
formatted empty cell, and both refuse workbooks for style details that no form needs.
"""

from __future__ import annotations

import zipfile
from typing import NamedTuple

from ...sheet import Sheet
from ..archive import Attributes, LocalNames, opened, walk
from ..limits import Budget
from ..ooxml import Targets, main_part, targets
from .cells import SheetParser
from .comments import read_comments
from .strings import read_strings
from .styles import read_styles


class _Entry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


def read(data: bytes) -> list[Sheet]:
    """Return the sheets in the order of their tabs; raises ``HopthuError``."""
    with opened(data) as archive:
        book = main_part(archive, "xl/workbook.xml")
        parts = targets(archive, book)
        entries, from_1904 = _workbook(archive, book, parts)
        if not entries:
            raise ValueError("a workbook without sheets")
        strings = read_strings(archive, parts.get("sharedStrings", ""))
        styles = read_styles(archive, parts.get("styles", ""))
        sheets = []
        budget = Budget()
        for entry in entries:
            sheet = Sheet(entry.name, hidden=entry.hidden)
            SheetParser(sheet, strings, styles, from_1904, budget).parse(archive, entry.part)
            beside = targets(archive, entry.part)
            read_comments(archive, beside.get("comments", ""), sheet, budget)
            sheets.append(sheet)
        return sheets


def _workbook(archive: zipfile.ZipFile, book: str, parts: Targets) -> tuple[list[_Entry], bool]:
    """Return the sheets, and whether dates count from 1904 (workbooks born on old Macs)."""
    entries: list[_Entry] = []
    from_1904 = False
    local = LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal from_1904
        if local[tag] == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
        elif local[tag] == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            # Sheets of charts and dialogs have parts without rows: they come out empty.
            hidden = attributes.get("state", "visible") != "visible"
            entries.append(_Entry(attributes["name"], parts[link], hidden))

    walk(archive, book, start)
    return entries, from_1904
