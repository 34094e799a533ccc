"""Readers of office files, chosen by what the file is and not by what it is called.

A reader is a function from the bytes of a file to its sheets. A new kind of file needs a signature
and a reader in :data:`_READERS`; nothing else of the intake knows where its sheets came from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hopthu.text.errors import HopthuError

from .. import messages
from ..sheet import Sheet
from . import converted, delimited, protected, signature, spreadsheet_xml, xls, xlsb
from .docx import reader as docx
from .ods import reader as ods
from .one_column import parted
from .signature import FileLook
from .web import reader as web
from .xlsx import reader as xlsx


class Reader(NamedTuple):
    """A kind of file: the test for its signature, and the function that reads it."""

    matches: Callable[[FileLook], bool]
    read: Callable[[bytes], list[Sheet]]


_READERS = (
    Reader(signature.is_xlsb, xlsb.read),
    Reader(signature.is_xlsx, xlsx.read),
    Reader(signature.is_xls, xls.read),
    Reader(signature.is_ods, ods.read),
    Reader(signature.is_docx, docx.read),
    Reader(signature.is_old_document, converted.read),
    Reader(signature.is_spreadsheet_xml, spreadsheet_xml.read),
    Reader(signature.is_flat_spreadsheet, spreadsheet_xml.read_flat),
    Reader(signature.is_page_archive, web.read_archive),
    Reader(signature.is_page, web.read),
    Reader(signature.is_text, delimited.read),
)


def read_sheets(data: bytes) -> list[Sheet]:
    """Return the sheets of a file's content; raises ``HopthuError`` for what is no form."""
    if not data:
        raise HopthuError.of(messages.EMPTY_FILE)
    file = signature.look(data)
    if file.locked:
        opened = protected.unprotected(data)
        if not opened:
            raise HopthuError.of(messages.ENCRYPTED)
        file = signature.look(data := opened)
    for reader in _READERS:
        if reader.matches(file):
            return [parted(sheet) for sheet in reader.read(data)]
    raise HopthuError([signature.foreign(file)])
