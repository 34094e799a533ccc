"""Workbooks of Excel up to 2003: protected ones, and codes that their code page has not."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from xlrd.compdoc import CompDoc

from hopthu.forms.readers import read_sheets
from hopthu.forms.sheet import Why
from hopthu.text.errors import HopthuError

SAMPLES = Path(__file__).parents[3] / "forms"
SALT = bytes(range(16))


def _rc4(key: bytes, data: bytes) -> bytes:
    encryptor = Cipher(ARC4(key), mode=None).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _encrypted(data: bytes, password: str) -> bytes:
    """Encrypt an .xls in place; the lock takes the first half of the record with a name."""
    stream, base, length = CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    assert stream[base : base + length] == data[base : base + length]
    clear = bytearray(data[base : base + length])
    mixed = _md5((_md5(password.encode("utf-16-le"))[:5] + SALT) * 16)[:5]
    keys = [_md5(mixed + struct.pack("<I", block)) for block in range(length // 1024 + 1)]
    proof = bytes(16)
    lock = struct.pack("<HHH", 1, 1, 1) + SALT + _rc4(keys[0], proof + _md5(proof))
    place = clear.index(struct.pack("<HH", 0x5C, 112))
    clear[place : place + 4 + 54] = struct.pack("<HH", 0x2F, 54) + lock
    clear[place + 58 : place + 62] = struct.pack("<HH", 0x5C, 54)
    coded = bytearray(
        b"".join(_rc4(key, bytes(clear[n * 1024 : (n + 1) * 1024])) for n, key in enumerate(keys))
    )
    place = 0
    while place + 4 <= len(clear):
        kind, size = struct.unpack_from("<HH", clear, place)
        kept = size if kind in (0x809, 0x2F, 0xE1) else 4 if kind == 0x85 else 0
        coded[place : place + 4 + kept] = clear[place : place + 4 + kept]
        place += 4 + size
    return data[:base] + bytes(coded) + data[base + length :]


def test_a_protected_xls_is_read_and_one_with_a_password_is_not() -> None:
    """Protecting the structure encrypts with Excel's own password; any other stays closed."""
    data = (SAMPLES / "38_thanh_hoa.xls").read_bytes()
    assert read_sheets(_encrypted(data, "VelvetSweatshop")) == read_sheets(data)
    with pytest.raises(HopthuError) as raised:
        read_sheets(_encrypted(data, "other"))
    assert raised.value.problems[0].code == "intake.encrypted"


def _changed(data: bytes, kind: int, number: int, change: Callable[[bytes], bytes]) -> bytes:
    """Change one of an .xls's records of a kind, its head and all, to as many bytes."""
    stream, base, length = CompDoc(data, logfile=io.StringIO()).locate_named_stream("Workbook")
    records = bytearray(stream[base : base + length])
    place = 0
    while place + 4 <= length:
        found, size = struct.unpack_from("<HH", records, place)
        if found == kind:
            if not number:
                end = place + 4 + size
                records[place:end] = change(bytes(records[place:end]))
                break
            number -= 1
        place += 4 + size
    assert len(records) == length
    return data[:base] + bytes(records) + data[base + length :]


def _struck(font: bytes) -> bytes:
    return font[:6] + bytes([font[6] | 0x08]) + font[7:]


def _columns(window: bytes) -> bytes:
    """Return hidden columns in place of how the window looks, and nothing in the rest of it."""
    columns = struct.pack("<HHHHHHHH", 0x7D, 12, 2, 3, 900, 0, 1, 0)
    rest = len(window) - len(columns) - 4
    return columns + struct.pack("<HH", 0x5D0, rest) + bytes(rest)


def test_what_an_xls_strikes_out_and_hides() -> None:
    """By a font of cells, and by a column: of the same file with one bit more."""
    data = (SAMPLES / "38_thanh_hoa.xls").read_bytes()
    (before,) = read_sheets(data)
    texts = sorted(cell.text for row in before.rows.values() for cell in row.values())
    found = 0
    for number in range(8):
        (sheet,) = read_sheets(_changed(data, 0x31, number, _struck))
        kept = [cell.text for row in sheet.rows.values() for cell in row.values()]
        gone = [left.cell.text for left in sheet.left_out]
        assert {left.why for left in sheet.left_out} <= {Why.STRUCK}
        assert sorted(kept + gone) == texts
        found += bool(gone)
    assert found > 1
    (hidden,) = read_sheets(_changed(data, 0x23E, 0, _columns))
    assert hidden.hidden_columns == {3, 4}
