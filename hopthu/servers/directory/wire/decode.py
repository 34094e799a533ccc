"""LDAP answers (RFC 4511) from bytes; whatever is not as the standard says is Malformed."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..entry import Entry, Values
from .ber import ENUMERATED, OCTET_STRING, SEQUENCE, SET, expect, header, malformed, number, text

SEARCH_ENTRY = 0x64
SEARCH_DONE = 0x65
MODIFY_DONE = 0x67
ADD_DONE = 0x69
DELETE_DONE = 0x6B
RENAME_DONE = 0x6D
SEARCH_REFERENCE = 0x73
EXTENDED_DONE = 0x78
UPDATE_DONE = frozenset({MODIFY_DONE, ADD_DONE, DELETE_DONE, RENAME_DONE})

_LONG_LENGTH = 0x80
_REFERRAL = 0xA3
_EXTENDED_NAME, _EXTENDED_VALUE = 0x8A, 0x8B


class Frame(NamedTuple):
    """A message in a buffer: its id, the tag of its answer, and where the answer's content lies."""

    identifier: int
    tag: int
    data: bytes
    start: int
    stop: int


class Result(NamedTuple):
    """How a request ended; ``name`` and ``value`` only in answers to extended requests."""

    code: int
    matched: str
    diagnostic: str
    referrals: tuple[str, ...] = ()
    name: str = ""
    value: bytes = b""


def frame(data: bytes, start: int, stop: int) -> Frame:
    """Read the head of the message whose content lies there; controls are not looked at."""
    identifier, position = number(data, start, stop)
    tag, begin, end = header(data, position, stop)
    return Frame(identifier, tag, data, begin, end)


def entry(message: Frame) -> Entry:
    """Read a found entry."""
    data, stop = message.data, message.stop
    start, position = expect(data, message.start, stop, OCTET_STRING)
    # slapd keeps DNs that are no UTF-8: such a foreign entry must not stop everybody's work.
    dn = data[start:position].decode("utf-8", "surrogateescape")
    position, stop = expect(data, position, stop, SEQUENCE)
    attributes: dict[str, Values] = {}
    while position < stop:
        name, values, position = _short(data, position, stop) or _long(data, position, stop)
        attributes[name] = values
    return Entry(dn, attributes)


def _short(data: bytes, position: int, stop: int) -> tuple[str, Values, int] | None:
    """Read an attribute of less than 128 bytes: its name, its values, where the next one is.

    Nearly all are so short, every length in them is one byte, and looking at those bytes right
    here halves the time of a search. None for an attribute that is not exactly so.
    """
    try:
        size = data[position + 1]
        end = position + 2 + size
        start = position + 4 + data[position + 3]  # of the set of values
        value = start + 2
        if (
            size >= _LONG_LENGTH
            or end > stop
            or value > end
            or data[position] != SEQUENCE
            or data[position + 2] != OCTET_STRING
            or data[start] != SET
            or data[start + 1] != end - value
        ):
            return None
        name = _name(data[position + 4 : start])
        if data[value] == OCTET_STRING and value + 2 + data[value + 1] == end:  # one value
            return name, (data[value + 2 : end],), end
        values = []
        while value < end:
            following = value + 2 + data[value + 1]
            if data[value] != OCTET_STRING or following > end:
                return None
            values.append(data[value + 2 : following])
            value = following
    except IndexError:
        return None
    return name, tuple(values), end


def _long(data: bytes, position: int, stop: int) -> tuple[str, Values, int]:
    """Read any attribute, or say what is wrong with it."""
    position, stop = expect(data, position, stop, SEQUENCE)
    start, position = expect(data, position, stop, OCTET_STRING)
    name = _name(data[start:position])
    position, end = expect(data, position, stop, SET)
    values = []
    while position < end:
        start, position = expect(data, position, end, OCTET_STRING)
        values.append(data[start:position])
    return name, tuple(values), stop


@lru_cache(maxsize=1024)
def _name(raw: bytes) -> str:
    """Return an attribute's name; thousands of entries share a few of them."""
    return text(raw)


def reference(message: Frame) -> tuple[str, ...]:
    """Read the addresses of the servers that hold a part of what was searched."""
    return _strings(message.data, message.start, message.stop)


def result(message: Frame) -> Result:
    """Read the end of any request."""
    data, stop = message.data, message.stop
    code, position = number(data, message.start, stop, ENUMERATED)
    start, position = expect(data, position, stop, OCTET_STRING)
    matched = text(data[start:position])
    start, position = expect(data, position, stop, OCTET_STRING)
    # Servers put their own words here, not always in UTF-8: an error must still be readable.
    diagnostic = data[start:position].decode("utf-8", "replace")
    referrals: tuple[str, ...] = ()
    name, value = "", b""
    while position < stop:
        tag, start, position = header(data, position, stop)
        if tag == _REFERRAL:
            referrals = _strings(data, start, position)
        elif tag == _EXTENDED_NAME:
            name = text(data[start:position])
        elif tag == _EXTENDED_VALUE:
            value = data[start:position]
    return Result(code, matched, diagnostic, referrals, name, value)


def guilty(value: bytes) -> int:
    """Read from the end of a transaction which message failed it; 0 if it does not say."""
    if not value:
        return 0
    position, stop = expect(value, 0, len(value), SEQUENCE)
    if position == stop or value[position] == SEQUENCE:  # no id, only controls
        return 0
    identifier, _ = number(value, position, stop)
    if identifier <= 0:
        raise malformed("message id")
    return identifier


def _strings(data: bytes, position: int, stop: int) -> tuple[str, ...]:
    found = []
    while position < stop:
        start, position = expect(data, position, stop, OCTET_STRING)
        found.append(text(data[start:position]))
    return tuple(found)
