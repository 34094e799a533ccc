"""Writes one list as many programs would: each function returns a file's bytes."""

from __future__ import annotations

import base64
import html
import io
import zipfile
from collections.abc import Callable, Sequence

from docx import Document
from openpyxl import Workbook

from . import binary_workbook as records
from .old_encodings import cp1258, tcvn3, vni

List = Sequence[Sequence[str]]
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_SHEET_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows: List) -> bytes:
    """As Excel."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsb(rows: List) -> bytes:
    """As Excel, in binary."""
    texts = list(dict.fromkeys(text for row in rows for text in row if text))
    cells = b"".join(
        records.row(number, *(records.shared(c, texts.index(t)) for c, t in enumerate(row) if t))
        for number, row in enumerate(rows)
    )
    strings = [b"\0" + records.text(text) for text in texts]
    return records.workbook(cells + records.record(130), strings, records.font("Arial"))


def docx(rows: List) -> bytes:
    """As Word: what stands above the table is a paragraph."""
    document = Document()
    document.add_paragraph(rows[0][0])
    table = document.add_table(0, len(rows[1]))
    for row in rows[1:]:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    document.add_paragraph()  # as Word always has one: without it LibreOffice loses the table
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page(rows: List) -> bytes:
    """As a program that exports a web page."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in rows
    )
    return f'<html><meta charset="utf-8"><table border=1>{cells}</table></html>'.encode()


def archive(rows: List) -> bytes:
    """As a browser that saves a page in one file."""
    content = base64.encodebytes(page(rows)).decode()
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{content}\r\n--b--\r\n"
    ).encode()


def excel_2003(rows: List) -> bytes:
    """As Excel 2003, in XML."""
    cells = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{html.escape(t)}</Data></Cell>' for t in row)
        + "</Row>"
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="DS"><Table>{cells}</Table></Worksheet></Workbook>'
    ).encode()


def _open_document(rows: List) -> str:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{html.escape(text)}</text:p></table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return (
        f'<office:body><office:spreadsheet><table:table table:name="DS">{cells}'
        "</table:table></office:spreadsheet></office:body>"
    )


def fods(rows: List) -> bytes:
    """As LibreOffice, in one part."""
    return (
        f'<?xml version="1.0"?><office:document {_ODF} office:mimetype="{_SHEET_KIND}">'
        f"{_open_document(rows)}</office:document>"
    ).encode()


def ods(rows: List) -> bytes:
    """As LibreOffice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("mimetype", _SHEET_KIND)
        packed.writestr(
            "content.xml",
            f"<office:document-content {_ODF}>{_open_document(rows)}</office:document-content>",
        )
    return buffer.getvalue()


def _csv(rows: List) -> str:
    return "\r\n".join(
        ";".join(f'"{text}"' if ";" in text else text for text in row) for row in rows
    )


def csv(encoding: str) -> Callable[[List], bytes]:
    """As a program that saves text, in an encoding of Unicode."""
    return lambda rows: _csv(rows).encode(encoding)


def old_csv(typist: Callable[[str], str], encoding: str = "latin-1") -> Callable[[List], bytes]:
    """As a program before Unicode."""
    return lambda rows: typist(_csv(rows)).encode(encoding)


def quoted_csv(rows: List) -> bytes:
    """With each line in quotes, as if it were one field."""
    lines = (line.replace('"', '""') for line in _csv(rows).split("\r\n"))
    return "\n".join(f'"{line}"' for line in lines).encode()


def one_column(rows: List) -> bytes:
    """As a .csv that Excel opened without parting it, and saved."""
    return xlsx([[line] for line in _csv(rows).split("\r\n")])


KINDS: dict[str, Callable[[List], bytes]] = {
    "xlsx": xlsx, "xlsb": xlsb, "docx": docx, "page": page, "archive": archive,
    "excel 2003": excel_2003, "fods": fods, "ods": ods, "quoted csv": quoted_csv,
    "one column": one_column, "utf-8": csv("utf-8"), "utf-8 with mark": csv("utf-8-sig"),
    "utf-16": csv("utf-16"), "utf-16 big": csv("utf-16-be"), "TCVN3": old_csv(tcvn3),
    "VNI": old_csv(vni, "cp1252"), "CP1258": old_csv(cp1258, "cp1258"),
}  # fmt: skip
