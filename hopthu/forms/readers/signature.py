"""Tell the kind of a file by its first bytes and its parts."""

from __future__ import annotations

import io
import re
import zipfile
from typing import NamedTuple

from hopthu.text.errors import Problem
from hopthu.text.language import Text

from .. import messages
from . import plain_text
from .archive import BROKEN, Parts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF"
_RTF = b"{\\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<style")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_MANIFEST = "meta-inf/manifest.xml"
_TYPES = "[content_types].xml"
# A document may hold a workbook: only the type of the main part tells.
_MAIN_OF_WORKBOOK = re.compile(
    rb"(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template|addin)\.macroenabled)\.main"
)
_MAIN_OF_BINARY = re.compile(rb"ms-excel\.sheet\.binary\.macroenabled\.main")
_MAIN_OF_DOCUMENT = re.compile(
    rb"(?:wordprocessingml\.(?:document|template)|ms-word\.\w+\.macroenabled\w*)\.main"
)
_LONGEST = 1 << 20  # of a part that tells what a file is


class FileLook(NamedTuple):
    """A file as it looks from outside: its bytes, and the names of its parts if it is a zip.

    ``open_document`` is the kind of OpenDocument that it says to be: ``spreadsheet``, ``text``.
    """

    data: bytes
    parts: frozenset[str] = frozenset()
    open_document: str = ""
    locked: bool = False
    types: bytes = b""  # what an Office Open XML file says of its parts, in small letters


def look(data: bytes) -> FileLook:
    """Look at a file; a broken archive looks like one without parts."""
    if not data.startswith(_ZIP):
        return FileLook(data, locked=_holds_stream(data, "EncryptedPackage"))
    try:
        with Parts(io.BytesIO(data)) as archive:
            parts = frozenset(archive.namelist())
            kind = _beginning(archive, "mimetype") if "content.xml" in parts else b""
            types = _beginning(archive, _TYPES).lower()
            locked = b"encryption-data" in _beginning(archive, _MANIFEST)
    except BROKEN:
        return FileLook(data)
    document = kind.strip().removeprefix(_OPEN_DOCUMENT).removesuffix(b"-template")
    return FileLook(data, parts, document.decode("ascii", "replace"), locked, types)


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(_LONGEST)


def _holds_stream(data: bytes, *names: str) -> bool:
    """Tell whether an OLE file has a stream of one of these names, as its directory spells them."""
    spelled = (name.encode("utf-16-le") + b"\0\0" for name in names)
    return data.startswith(_OLE) and any(name in data for name in spelled)


def is_xlsx(file: FileLook) -> bool:
    """Tell whether this is an Office Open XML workbook."""
    told = _MAIN_OF_WORKBOOK.search(file.types)
    return bool(told) or any(
        name.startswith("xl/") and name.endswith(".xml") for name in file.parts
    )


def is_xlsb(file: FileLook) -> bool:
    """Tell whether this is a workbook whose parts are binary, of Excel since 2007."""
    return bool(_MAIN_OF_BINARY.search(file.types)) or "xl/workbook.bin" in file.parts


def is_xls(file: FileLook) -> bool:
    """Tell whether this is a workbook of Excel 5 to 2003."""
    return _holds_stream(file.data, "Workbook", "Book")


def is_ods(file: FileLook) -> bool:
    """Tell whether this is an OpenDocument spreadsheet."""
    return file.open_document == "spreadsheet"


def is_docx(file: FileLook) -> bool:
    """Tell whether this is an Office Open XML document of text."""
    told = _MAIN_OF_DOCUMENT.search(file.types)
    return bool(told) or any(
        name.startswith("word/") and name.endswith(".xml") for name in file.parts
    )


def is_old_document(file: FileLook) -> bool:
    """Tell whether this is a document of text that must be converted: .doc, .rtf or .odt."""
    return (
        _holds_stream(file.data, "WordDocument")
        or file.data.startswith(_RTF)
        or file.open_document == "text"
    )


def is_text(file: FileLook) -> bool:
    """Tell whether this is plain text in any encoding."""
    if file.data.startswith((_ZIP, _OLE, _PDF, *_PICTURES)) or _is_markup(file.data):
        return False
    try:
        plain_text.decoded(file.data)
    except ValueError:
        return False
    return True


def _is_markup(data: bytes) -> bool:
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP)


def foreign(file: FileLook) -> Problem:
    """Return the problem that names what a file seems to be that no reader takes."""
    if file.data.startswith(_PDF):
        kind = Text("a PDF file", "tệp PDF")
    elif _is_markup(file.data):
        kind = Text("a web page or an XML file", "trang web hoặc tệp XML")
    elif file.data.startswith(_PICTURES):
        kind = Text("a picture", "tệp ảnh")
    elif "content.xml" in file.parts:
        kind = Text("an OpenDocument file", "tệp OpenDocument")
    elif file.data.startswith((_ZIP, _OLE)) and not file.parts:
        return messages.DAMAGED.at()
    else:
        kind = Text("a file of unknown kind", "tệp không rõ loại")
    return messages.NOT_A_WORKBOOK.at(kind=kind)
