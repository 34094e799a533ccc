"""How much mailboxes may hold: sizes as people write them, and the policy's classes of service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .language import Text
from .names.match import match_key

_NUMBER = "[1-9][0-9]{0,6}"
SIZE = _NUMBER + "[MG]"
"""A size as the inventory and the policy have it: 500M, 2G; binary, a whole number."""

_BYTES = {"M": 2**20, "G": 2**30}
_SIZE = re.compile(rf"({_NUMBER})([MG])\Z")
_LONGEST = 20  # digits
_UNITS = ("B", "K", "M", "G", "T")
# “Chi cục trưởng, Chấp hành viên”, “Phó Trưởng phòng kiêm Kế toán trưởng”: several posts in one.
_BETWEEN = re.compile(r"[,;/+&()|]|\s[-–—]\s|\skiêm\s|\svà\s", re.IGNORECASE)
_ACTING = re.compile(r"^(?:quyền |q\. ?)")


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


@dataclass(frozen=True, slots=True)
class QuotaClass:
    """A class of service; ``members`` are titles of people or kinds of agencies."""

    name: str
    size: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The classes in the order in which they are tried, the default, and the most one may ask for.

    A record's own ``quota:`` may go up to ``cap`` bytes.
    """

    classes: tuple[QuotaClass, ...]
    default: QuotaClass
    cap: int

    def of(self, names: Iterable[str]) -> QuotaClass:
        """Return the first class that has one of ``names``, or a name that one begins with."""
        keys = [match_key(name) + " " for name in names]
        for each in self.classes:
            begins = tuple(match_key(member) + " " for member in each.members)
            if any(key.startswith(begins) for key in keys):
                return each
        return self.default


@dataclass(frozen=True, slots=True)
class Quotas:
    """The policy's quotas: of people by title, of agencies by kind; ``watch``: percent in use."""

    people: Ladder
    agencies: Ladder
    watch: int

    def of_title(self, title: str) -> QuotaClass:
        """Return the class of a person; where a title names several posts, each counts.

        “Phó Chi cục trưởng, Chấp hành viên” is a leader when leaders are tried first, and so is
        who acts for one (“Quyền Chi cục trưởng”).
        """
        return self.people.of(_posts(title))

    def of_kind(self, kind: str) -> QuotaClass:
        """Return the class of an agency's mailbox."""
        return self.agencies.of((kind,))


def _posts(title: str) -> Iterator[str]:
    for part in _BETWEEN.split(title):
        yield _ACTING.sub("", part.strip().lower())
