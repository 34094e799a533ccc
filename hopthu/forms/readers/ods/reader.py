"""Read an .ods workbook (LibreOffice, OpenOffice) as a stream, with fonts and merged ranges.

Saved values are taken, formulas are not reckoned; nothing outside the cells is looked at.
"""

from __future__ import annotations

from ...sheet import Sheet
from ..archive import opened, walk
from .cells import SheetsParser
from .styles import StylesParser


def read(data: bytes) -> list[Sheet]:
    """Return the sheets in the order of their tabs; raises ``HopthuError``."""
    with opened(data) as archive:
        styles = StylesParser()
        if "styles.xml" in archive.namelist():
            walk(archive, "styles.xml", styles.start)
        sheets = SheetsParser(styles)
        walk(archive, "content.xml", sheets.start, sheets.end, sheets.text)
        return sheets.finished()
