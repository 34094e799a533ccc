"""The part of BER (X.690) that LDAP uses: single-byte tags and definite lengths."""

from __future__ import annotations

from hopthu.text.errors import HopthuError

from ..messages import MALFORMED

BOOLEAN = 0x01
INTEGER = 0x02
OCTET_STRING = 0x04
ENUMERATED = 0x0A
SEQUENCE = 0x30
SET = 0x31

_LONG = 0x80  # a first length byte from here on counts the length bytes that follow
_MOST_LENGTH_BYTES = 4  # lengths beyond 4 GiB are an error whatever follows
_HIGH_TAG = 0x1F  # marks a tag of several bytes, which LDAP never has


class Malformed(HopthuError):
    """Bytes that are no LDAP message: truncated, contradictory, or too large to take in."""


def malformed(detail: str) -> Malformed:
    """Build the error; ``detail`` is a short technical term, the same in both languages."""
    return Malformed.of(MALFORMED, detail=detail)


def tlv(tag: int, content: bytes) -> bytes:
    """Return one element; the length takes the fewest bytes, as ldap3 writes it."""
    size = len(content)
    if size < _LONG:
        return b"%c%c%b" % (tag, size, content)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return b"%c%c%b%b" % (tag, _LONG | len(length), length, content)


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Return an INTEGER or ENUMERATED (not negative), in the fewest bytes."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def boolean(value: bool) -> bytes:
    """Return a BOOLEAN as LDAP wants it: true is all ones."""
    return b"\x01\x01\xff" if value else b"\x01\x01\x00"


def header(data: bytes, position: int, stop: int) -> tuple[int, int, int]:
    """Read an element's head: its tag, and where its content begins and ends.

    The content ends at ``stop`` at the latest; raises :class:`Malformed` otherwise.
    """
    start = position + 2
    if start > stop:
        raise malformed("truncated head")
    tag, size = data[position], data[position + 1]
    if size >= _LONG:
        count = size - _LONG
        if not 0 < count <= _MOST_LENGTH_BYTES or start + count > stop:
            raise malformed("length of length")
        size = int.from_bytes(data[start : start + count], "big")
        start += count
    end = start + size
    if end > stop:
        raise malformed("content beyond its container")
    if tag & _HIGH_TAG == _HIGH_TAG:
        raise malformed("tag of several bytes")
    return tag, start, end


def expect(data: bytes, position: int, stop: int, wanted: int) -> tuple[int, int]:
    """Read the head of an element that must have the tag ``wanted``: where its content lies."""
    tag, start, end = header(data, position, stop)
    if tag != wanted:
        raise malformed(f"tag 0x{tag:02x} for 0x{wanted:02x}")
    return start, end


def number(data: bytes, position: int, stop: int, tag: int = INTEGER) -> tuple[int, int]:
    """Read an INTEGER or ENUMERATED of at most 4 bytes: its value and where it ends."""
    start, end = expect(data, position, stop, tag)
    if not 0 < end - start <= _MOST_LENGTH_BYTES:
        raise malformed("size of a number")
    return int.from_bytes(data[start:end], "big", signed=True), end


def text(raw: bytes) -> str:
    """Return UTF-8 as text; raises :class:`Malformed`."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise malformed("no UTF-8") from None
