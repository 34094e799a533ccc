"""Files as offices send them, small ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

import docx
import openpyxl

from .words import Writer

_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attach(letter: EmailMessage, writer: Writer, kind: str) -> None:
    """Add a file of a kind: docx, xlsx, pdf, zip, png or txt."""
    number = writer.random.randint(1, 999)
    names = {
        "docx": f"CV {number} - phối hợp xác minh.docx",
        "xlsx": f"Danh sách cán bộ {number}.xlsx",
        "pdf": f"QD_{number}.signed.pdf",
        "zip": f"Ho so {number}.zip",
        "png": f"scan{number:05}.png",
        "txt": "Ghi chú.txt",
    }
    content, main, sub = _made(kind, writer)
    letter.add_attachment(content, maintype=main, subtype=sub, filename=names[kind])


def _made(kind: str, writer: Writer) -> tuple[bytes, str, str]:
    match kind:
        case "docx":
            return document(writer), "application", _WORD
        case "xlsx":
            return workbook(writer), "application", _EXCEL
        case "pdf":
            return pdf(writer), "application", "pdf"
        case "zip":
            return archive(writer), "application", "zip"
        case "png":
            return picture(writer), "image", "png"
        case _:
            return writer.letter(2).encode(), "application", "octet-stream"


def document(writer: Writer) -> bytes:
    """A letter by Word."""
    made = docx.Document()
    for text in writer.paragraphs(3):
        made.add_paragraph(text)
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


def workbook(writer: Writer) -> bytes:
    """A list by Excel."""
    made = openpyxl.Workbook()
    sheet = made.create_sheet("DS", 0)
    for number, text in enumerate(writer.paragraphs(5), 1):
        sheet.append([number, text])
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


def pdf(writer: Writer) -> bytes:
    """A page that was scanned, or nearly."""
    text = f"BT /F1 12 Tf 72 700 Td (Quyet dinh so {writer.random.randint(1, 999)}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    body = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, 1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n".encode()


def archive(writer: Writer) -> bytes:
    """A folder that was packed."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("Biên bản.docx", document(writer))
        packed.writestr("ghi chu.txt", writer.letter(1))
    return into.getvalue()


def picture(writer: Writer) -> bytes:
    """A stamp, or a page from a scanner."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    side = 40
    rows = b"".join(b"\0" + writer.random.randbytes(side) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
