"""The records that the parts of an .xlsb workbook are made of, and the values in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from .xlsx.strings import MAX_TEXT

_MOST = 5_000_000  # records: see the elements of the other kind


class BinaryRecord(NamedTuple):
    """A record: what it is, and its bytes."""

    kind: int
    data: bytes

    def number(self, offset: int) -> int:
        """Return four bytes as a number."""
        return int(struct.unpack_from("<I", self.data, offset)[0])

    def short(self, offset: int) -> int:
        """Return two bytes as a number."""
        return int(struct.unpack_from("<H", self.data, offset)[0])

    def real(self, offset: int) -> float:
        """Return eight bytes as a number with a fraction."""
        return float(struct.unpack_from("<d", self.data, offset)[0])

    def shortened(self, offset: int) -> float:
        """Return a number of four bytes: 30 bits of an integer or a real, perhaps hundredfold."""
        told = self.number(offset)
        if told & 2:
            value = float(struct.unpack("<i", struct.pack("<I", told))[0] >> 2)
        else:
            value = float(struct.unpack("<d", bytes(4) + struct.pack("<I", told & ~3))[0])
        return value / 100 if told & 1 else value

    def text(self, offset: int) -> tuple[str, int]:
        """Return a text with its length before it, and where it ends; a missing one is empty."""
        length = self.number(offset)
        if length == 0xFFFFFFFF:
            return "", offset + 4
        end = offset + 4 + 2 * length
        if end > len(self.data):
            raise ValueError("a text beyond its record")
        return self.data[offset + 4 : end].decode("utf-16-le", "replace")[:MAX_TEXT], end


def records(data: bytes) -> Iterator[BinaryRecord]:
    """Yield the records of a part; raises ``ValueError`` where one is cut off."""
    place = 0
    for _ in range(_MOST):
        if place >= len(data):
            return
        kind, place = _variable(data, place, 2)
        size, place = _variable(data, place, 4)
        if place + size > len(data):
            raise ValueError("a record beyond its part")
        yield BinaryRecord(kind, data[place : place + size])
        place += size
    raise ValueError("no form has so many records")


def _variable(data: bytes, place: int, longest: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first, and where it ends."""
    number = 0
    for count in range(longest):
        byte = data[place + count]
        number |= (byte & 0x7F) << 7 * count
        if not byte & 0x80:
            return number, place + count + 1
    return number, place + longest
