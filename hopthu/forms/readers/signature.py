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
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_KINDS = (
    (_PDF, Text("a PDF file", "tệp PDF")),
    (_PICTURES, Text("a picture", "tệp ảnh")),
    (_ARCHIVES, Text("an archive (unpack it)", "tệp nén (cần giải nén)")),
)
_BINARY = (_ZIP, _OLE, _PDF, *_PICTURES, *_ARCHIVES)
# Workbooks before Excel 5: their first record, without a container around it.
_RAW_WORKBOOKS = (b"\x09\0\x04\0", b"\x09\2\x06\0", b"\x09\4\x06\0", b"\x09\x08\x08\0")
_EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
_WORKBOOK = re.compile(r"<(?:\w{1,20}:)?workbook[\s>]")
_PAGE = re.compile(r"<(?:!doctype html|!--|!\[|[a-z][a-z0-9]{0,10}[\s/>])")
_MAIL = re.compile(
    r"(?:mime-version|from|received|date|subject|return-path|message-id|content-type):?\s"
)
_HEAD = 4096
_OFFICE_NAMES = (".xls", ".xlsx", ".doc", ".docx", ".ods", ".odt", ".csv", ".pdf", ".xlsm", ".rtf")
_START = 1 << 16  # of a file: what is no text within it is none
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
    start: str = ""  # its beginning in small letters, if it may be text
    types: bytes = b""  # what an Office Open XML file says of its parts, in small letters


def look(data: bytes) -> FileLook:
    """Look at a file; a broken archive looks like one without parts."""
    if not data.startswith(_ZIP):
        return FileLook(data, locked=_holds_stream(data, "EncryptedPackage"), start=_start(data))
    try:
        with Parts(io.BytesIO(data)) as archive:
            parts = frozenset(archive.namelist())
            kind = _beginning(archive, "mimetype") if "content.xml" in parts else b""
            types = _beginning(archive, _TYPES).lower()
            locked = b"encryption-data" in _beginning(archive, _MANIFEST)
    except BROKEN:
        return FileLook(data)
    document = kind.strip().removeprefix(_OPEN_DOCUMENT).removesuffix(b"-template")
    return FileLook(data, parts, document.decode("ascii", "replace"), locked, types=types)


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(_LONGEST)


def _start(data: bytes) -> str:
    if data.startswith(_BINARY):
        return ""
    try:
        return plain_text.decoded(data[:_START], whole=False).lower()
    except ValueError:
        return ""


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
    """Tell whether this is a workbook of Excel up to 2003."""
    return file.data.startswith(_RAW_WORKBOOKS) or _holds_stream(
        file.data, "Workbook", "WORKBOOK", "Book", "BOOK"
    )


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


def is_spreadsheet_xml(file: FileLook) -> bool:
    """Tell whether this is an XML spreadsheet of Excel 2003."""
    return _EXCEL_2003 in file.start and bool(_WORKBOOK.search(file.start))


def is_flat_spreadsheet(file: FileLook) -> bool:
    """Tell whether this is an OpenDocument spreadsheet of one part."""
    return "office:document " in file.start and "opendocument.spreadsheet" in file.start


def is_page_archive(file: FileLook) -> bool:
    """Tell whether this is a web page with its parts in one file."""
    head = file.start.lstrip()[:_HEAD]
    return (bool(_MAIL.match(head)) and "multipart/related" in head) or _is_single_page(head)


def _is_single_page(head: str) -> bool:
    return bool(_MAIL.match(head)) and "content-type: text/html" in head


def is_page(file: FileLook) -> bool:
    """Tell whether this is a web page, whole or a piece of one."""
    start = file.start
    if not start or _is_xml(start):
        return False
    return bool(_PAGE.match(start.lstrip())) or ("<table" in start and "<tr" in start)


def _is_xml(start: str) -> bool:
    return start.lstrip().startswith("<?xml") and "<html" not in start and "<table" not in start


def is_text(file: FileLook) -> bool:
    """Tell whether this is plain text in any encoding."""
    if not file.start or file.start.lstrip().startswith(("<", '{"')) or _is_mail(file.start):
        return False
    try:
        plain_text.decoded(file.data)
    except ValueError:
        return False
    return True


def _is_mail(start: str) -> bool:
    return bool(_MAIL.match(start.lstrip())) and "mime-version:" in start[:_HEAD]


def foreign(file: FileLook) -> Problem:
    """Return the problem that names what a file seems to be that no reader takes."""
    if kind := next((text for mark, text in _KINDS if file.data.startswith(mark)), None):
        return messages.NOT_A_WORKBOOK.at(kind=kind)
    start = file.start.lstrip()
    if _is_mail(start):
        kind = Text(
            "an e-mail (send the file that is attached to it)",
            "thư điện tử (gửi riêng tệp đính kèm)",
        )
    elif start.startswith("<"):
        kind = Text("an XML file", "tệp XML")
    elif "docs.google.com" in start or start.startswith('{"'):
        kind = Text(
            "a link and not the document itself", "đường liên kết, không phải chính văn bản"
        )
    elif "content.xml" in file.parts:
        kind = Text("an OpenDocument file", "tệp OpenDocument")
    elif any(name.endswith(".iwa") for name in file.parts):
        kind = Text("a document of Apple's programs", "văn bản của chương trình Apple")
    elif any(name.endswith(_OFFICE_NAMES) for name in file.parts):
        kind = Text(
            "an archive of documents (unpack it, send each)",
            "tệp nén chứa văn bản (giải nén, gửi từng tệp)",
        )
    elif file.data.startswith((_ZIP, _OLE)) and not file.parts:
        return messages.DAMAGED.at()
    else:
        kind = Text("a file of unknown kind", "tệp không rõ loại")
    return messages.NOT_A_WORKBOOK.at(kind=kind)
