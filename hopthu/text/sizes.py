"""Sizes of mailboxes: as the policy and the records write them, in bytes, and for people."""

from __future__ import annotations

import re

from .language import Text

_NUMBER = "[1-9][0-9]{0,6}"
SIZE = _NUMBER + "[MG]"
_BYTES = {"M": 2**20, "G": 2**30}
_SIZE = re.compile(rf"({_NUMBER})([MG])\Z")
_LONGEST = 20  # digits
_UNITS = ("B", "K", "M", "G", "T")


def parse_size(text: str) -> int:
    """Return the bytes of ``500M`` or ``2G``; ValueError for all else, ``2 GB`` too."""
    match = _SIZE.match(text)
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _BYTES[match[2]]


def size_text(number: int) -> str:
    """Return bytes for people: ``2G``, ``1.3G``, ``700M``; at most one digit after the point."""
    size, power = float(number), 0
    while abs(size) >= 1024 and power < len(_UNITS) - 1:
        size /= 1024
        power += 1
    digits = f"{size:.1f}".removesuffix(".0")
    return digits + _UNITS[power] if digits != "0" else "0"


def size_in_words(number: int) -> Text:
    """Return bytes as people say them: ``3 GB``, ``1.3 GB`` (``1,3 GB`` in Vietnamese)."""
    text = size_text(number)
    unit = text[-1] if text[-1].isalpha() else ""
    words = f"{text.removesuffix(unit)} {unit}{'' if unit == 'B' else 'B'}"
    return Text.literal(words, words.replace(".", ","))


def stored(size: int) -> bytes:
    """Return a size as the directory holds it: bytes, in decimal digits."""
    return str(size).encode()


def read_stored(value: bytes) -> int | None:
    """Return the size that the directory holds; None for what is none, whoever wrote it."""
    return int(value) if value.isdigit() and len(value) < _LONGEST else None
