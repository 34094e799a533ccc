"""Read a .docx document as a stream: its tables and the paragraphs around them, with their fonts.

The whole document is one sheet, as if it had been pasted into a spreadsheet: a paragraph is a row,
and a row of a table is one. So a letterhead, titles between tables and a table that goes on after
a title are read as those of a workbook are.
"""

from __future__ import annotations

from ...sheet import Sheet
from ..archive import opened, walk
from ..ooxml import main_part, targets
from .body import BodyParser
from .comments import read_comments
from .fonts import read_fonts
from .nested import folded_tables


def read(data: bytes) -> list[Sheet]:
    """Return the document as one sheet without a name; raises ``HopthuError``."""
    with opened(data) as archive:
        document = main_part(archive, "word/document.xml")
        parts = targets(archive, document)
        fonts = read_fonts(archive, parts.get("styles", ""), parts.get("theme", ""))
        comments = read_comments(archive, parts.get("comments", ""))
        body = BodyParser(fonts, folded_tables(archive, document), comments)
        walk(archive, document, body.start, body.end, body.text)
        if not body.is_there:
            raise ValueError("a document without a body")
        return [body.finished()]
