"""Split a full name into surname, middle and given name, for minorities too.

The Kinh, Thái, Mông, Gia Rai write the surname first. The Ê Đê write the given name first, behind
a mark of sex (``Y`` for men, ``H'`` for women). Xơ Đăng and Ba Na have no surname: ``A`` (men) or
``Y`` (women) and the name. No rule finds compound surnames: records may override the split.
"""

from __future__ import annotations

from typing import NamedTuple

from .fold import PUNCTUATION, clean

_MARKS = frozenset({"Y", "H'"})  # as a word of their own, before the given name


class NameParts(NamedTuple):
    """The parts of a name; only ``middle`` may be empty (a directory demands a surname)."""

    surname: str
    middle: str
    given: str


def split_name(full: str) -> NameParts:
    """Return the parts of a full name; all empty for a text without a word."""
    words = clean(full).split()
    if len(words) < 2:
        only = words[0] if words else ""
        return NameParts(only, "", only)
    first = words[0].translate(PUNCTUATION).upper()
    if first == "A" or (first in _MARKS and len(words) == 2):
        return NameParts(" ".join(words), "", " ".join(words[1:]))
    if first in _MARKS:
        return NameParts(" ".join(words[2:]), "", " ".join(words[:2]))
    if first.startswith("H'"):
        return NameParts(" ".join(words[1:]), "", words[0])
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])
