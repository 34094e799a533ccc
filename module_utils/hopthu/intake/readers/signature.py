"""Tell the kind of a file by its first bytes and its parts."""

from __future__ import annotations

import io
import zipfile

from ...errors import Message
from .. import messages
from .archive import BROKEN

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


def _stream(name: str) -> bytes:
    """Return how the directory of an OLE file spells the name of a stream."""
    return name.encode("utf-16-le") + b"\0\0"


def _holds_stream(data: bytes, *names: str) -> bool:
    return data.startswith(_OLE) and any(_stream(name) in data for name in names)


def _parts(data: bytes) -> frozenset[str]:
    """Return the names in a zip archive; none when it is no archive or a broken one."""
    if not data.startswith(_ZIP):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except BROKEN:
        return frozenset()


def is_xlsx(data: bytes) -> bool:
    """Tell whether this is an Office Open XML workbook."""
    return any(name.startswith("xl/") and name.endswith(".xml") for name in _parts(data))


def is_xls(data: bytes) -> bool:
    """Tell whether this is a workbook of Excel 5 to 2003."""
    return _holds_stream(data, "Workbook", "Book")


def is_encrypted(data: bytes) -> bool:
    """Tell whether this is an encrypted Office Open XML file (it lies in an OLE envelope)."""
    return _holds_stream(data, "EncryptedPackage")


def foreign(data: bytes) -> Message:
    """Return the message that names what a file seems to be that no reader takes."""
    parts = _parts(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if any(name.startswith("word/") for name in parts) or _holds_stream(data, "WordDocument"):
        return messages.WORD
    if "content.xml" in parts:
        return messages.OPEN_DOCUMENT
    if data.startswith(b"%PDF"):
        return messages.PDF
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return messages.MARKUP
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")):
        return messages.PICTURE
    if data.startswith((_ZIP, _OLE)):
        return messages.DAMAGED if not parts else messages.UNKNOWN_KIND
    if b"\0" not in data[:4096]:
        return messages.PLAIN_TEXT
    return messages.UNKNOWN_KIND
