"""Search filters: from their text (RFC 4515) to BER."""

from __future__ import annotations

import re

from hopthu.text.errors import HopthuError

from ..messages import WRONG_FILTER
from .ber import OCTET_STRING, SEQUENCE, tlv

_AND, _OR, _NOT = 0xA0, 0xA1, 0xA2
_LISTS = {"&": _AND, "|": _OR}
_COMPARISONS = {"=": 0xA3, ">=": 0xA5, "<=": 0xA6, "~=": 0xA8}
_SUBSTRINGS, _PRESENT = 0xA4, 0x87
_INITIAL, _ANY, _FINAL = 0x80, 0x81, 0x82
_DEEPEST = 100

_ITEM = re.compile(r"([A-Za-z0-9][A-Za-z0-9.;-]*)([~<>]?=)([^()\x00]*)\)")
_ESCAPE = re.compile(rb"\\([0-9a-fA-F]{2})?")


def encode_filter(text: str) -> bytes:
    """Return the filter as BER; raises HopthuError for one that cannot be read.

    Every kind of filter but the extensible match (``:=``), which nothing here asks for.
    """
    content, position = _filter(text, 0, 0)
    if position != len(text):
        raise _wrong(text, position)
    return content


def _filter(text: str, position: int, depth: int) -> tuple[bytes, int]:
    """Read one parenthesis: its BER and where it ends."""
    kind = text[position + 1 : position + 2]
    if text[position : position + 1] != "(" or depth > _DEEPEST:
        raise _wrong(text, position)
    if kind not in {"&", "|", "!"}:
        return _item(text, position + 1)
    parts = []
    position += 2
    while text[position : position + 1] == "(":
        part, position = _filter(text, position, depth + 1)
        parts.append(part)
    if text[position : position + 1] != ")" or (kind == "!" and len(parts) != 1):
        raise _wrong(text, position)
    return tlv(_LISTS.get(kind, _NOT), b"".join(parts)), position + 1


def _item(text: str, position: int) -> tuple[bytes, int]:
    match = _ITEM.match(text, position)
    if match is None:
        raise _wrong(text, position)
    name, comparison, value = match.groups()
    raw = value.encode("utf-8", "surrogatepass")
    if any(escape[1] is None for escape in _ESCAPE.finditer(raw)):
        raise _wrong(text, match.start(3))
    attribute = name.encode()
    if comparison == "=" and value == "*":
        return tlv(_PRESENT, attribute), match.end()
    head = tlv(OCTET_STRING, attribute)
    if comparison == "=" and "*" in value:
        return tlv(_SUBSTRINGS, head + _substrings(raw)), match.end()
    return tlv(_COMPARISONS[comparison], head + tlv(OCTET_STRING, _plain(raw))), match.end()


def _substrings(raw: bytes) -> bytes:
    initial, *middle, final = raw.split(b"*")
    parts = [(_INITIAL, initial), *((_ANY, part) for part in middle), (_FINAL, final)]
    return tlv(SEQUENCE, b"".join(tlv(tag, _plain(part)) for tag, part in parts if part))


def _plain(raw: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: bytes.fromhex(escape[1].decode()), raw)


def _wrong(text: str, position: int) -> HopthuError:
    return HopthuError.of(WRONG_FILTER, filter=text, column=position + 1)
