"""Packs an .xlsb by hand, record by record."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _number(value: int, longest: int) -> bytes:
    data = bytearray()
    for _ in range(longest):
        data.append(value & 0x7F | (0x80 if value > 0x7F else 0))
        value >>= 7
        if not value:
            break
    return bytes(data)


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record."""
    return _number(kind, 2) + _number(len(data), 4) + data


def text(value: str) -> bytes:
    """Return a text with its length."""
    coded = value.encode("utf-16-le")
    return struct.pack("<I", len(coded) // 2) + coded


def font(name: str, *, struck: bool = False) -> bytes:
    """Return the record of a font."""
    return record(43, struct.pack("<HH", 220, 8 if struck else 0) + bytes(17) + text(name))


def row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    """Return a row (from 0) and its cells."""
    head = struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + bytes(5)
    return record(0, head) + b"".join(cells)


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """Return a cell; its column counts from 0."""
    return record(kind, struct.pack("<II", column, style) + value)


def shared(column: int, index: int, style: int = 0) -> bytes:
    """Return a cell with a shared string."""
    return cell(7, column, struct.pack("<I", index), style)


def workbook(sheet: bytes, strings: list[bytes], styles: bytes) -> bytes:
    """Pack a workbook of one sheet."""
    book = record(153, struct.pack("<II", 0, 0) + text("")) + record(
        156, struct.pack("<II", 0, 1) + text("rId1") + text("DS")
    )
    links = {
        "rId1": ("worksheet", "s.bin"),
        "rId2": ("sharedStrings", "t.bin"),
        "rId3": ("styles", "y.bin"),
    }
    parts: Mapping[str, bytes | str] = {
        "[Content_Types].xml": '<Types><Override PartName="/xl/w.bin" ContentType='
        '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{OFFICE}/officeDocument" '
        'Target="xl/w.bin"/></Relationships>',
        "xl/w.bin": book,
        "xl/_rels/w.bin.rels": "<Relationships>{}</Relationships>".format(
            "".join(
                f'<Relationship Id="{id_}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                for id_, (kind, target) in links.items()
            )
        ),
        "xl/s.bin": sheet,
        "xl/t.bin": b"".join(record(19, string) for string in strings),
        "xl/y.bin": styles,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return buffer.getvalue()
