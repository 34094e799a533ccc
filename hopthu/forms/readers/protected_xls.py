"""Open an .xls that is encrypted with the password that everybody has; see :mod:`.protected`."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable, Iterator

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher
from xlrd.compdoc import CompDoc

from .protected import PASSWORD

_LOCK = 0x2F  # the record that tells how the rest is encrypted
_IGNORED = 0x5C  # the record with the name of who saved last: what stands in it does not matter
_SHEET = 0x85
# Records that are never encrypted, of a sheet's the place of its beginning (MS-XLS 2.2.10).
_PLAIN = frozenset({0x809, _LOCK, 0xE1, 0x194, 0x195, 0x196, 0x138})
_PLACE = 4
_BLOCK = 1024
_Keys = Callable[[int], bytes]


def unprotected(data: bytes) -> bytes:
    """Return the records of an encrypted .xls; empty if its password is not Excel's own."""
    try:
        container = CompDoc(data, logfile=io.StringIO())
        stream = container.get_named_stream("Workbook") or container.get_named_stream("Book")
        keys = next((_keys(lock) for kind, _, lock in _records(stream) if kind == _LOCK), None)
        return _opened(stream, keys) if keys else b""
    except Exception:  # xlrd lets any exception through when the file is broken
        return b""


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the kind of each record, where its content begins, and the content."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, place + 4, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _keys(lock: bytes) -> _Keys | None:
    """Return the keys of the blocks, ``None`` for another password or a way that we do not know."""
    if len(lock) != 54 or struct.unpack_from("<HHH", lock) != (1, 1, 1):
        return None
    salt, proof, seen = lock[6:22], lock[22:38], lock[38:54]
    password = hashlib.md5(PASSWORD, usedforsecurity=False).digest()[:5]
    mixed = hashlib.md5((password + salt) * 16, usedforsecurity=False).digest()[:5]

    def key(block: int) -> bytes:
        return hashlib.md5(mixed + struct.pack("<I", block), usedforsecurity=False).digest()

    told = _rc4(key(0), proof + seen)
    if hashlib.md5(told[:16], usedforsecurity=False).digest() != told[16:]:
        return None
    return key


def _rc4(key: bytes, data: bytes) -> bytes:
    decryptor = Cipher(ARC4(key), mode=None).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _opened(stream: bytes, keys: _Keys) -> bytes:
    """Return the records in the clear; each block of the stream has a key of its own."""
    clear = bytearray(
        b"".join(
            _rc4(keys(number), stream[start : start + _BLOCK])
            for number, start in enumerate(range(0, len(stream), _BLOCK))
        )
    )
    for kind, place, content in _records(stream):
        clear[place - 4 : place] = stream[place - 4 : place]
        kept = len(content) if kind in _PLAIN else _PLACE if kind == _SHEET else 0
        clear[place : place + kept] = content[:kept]
        if kind == _LOCK:
            clear[place - 4 : place - 2] = struct.pack("<H", _IGNORED)
    return bytes(clear)
