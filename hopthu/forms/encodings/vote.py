"""Which encodings make Vietnamese of a text, and what a column and a sheet say where several do."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, lru_cache

from hopthu.text.names import clean, match_key

from .common import COMMON
from .kinds import CP1258, TCVN3, UNICODE, VIQR, VISCII, VNI
from .signs import SIGN
from .syllables import is_syllable
from .viqr import is_telling
from .western import has_foreign_letters, is_strange, is_western, read_as

WESTERN = (UNICODE, TCVN3, VNI, CP1258)
_FEW = 3  # texts that tell an encoding before others follow them

# Blanks and punctuation of seven bits: anything above may be a letter in disguise.
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f]+")
# A sign that touches a letter is a letter of another encoding; so is a mark on no vowel.
_STRAY = re.compile(r"[^\W\d_][\u00a1-\u00bf×÷]|[\u00a1-\u00bf×÷][^\W\d_]|[\u0300-\u036f]")
_BETWEEN = re.compile(r"[\W\d_]+")


@dataclass(slots=True)
class Votes:
    """How many different texts of a sheet each encoding alone makes Vietnamese of."""

    sheet: Counter[str] = field(default_factory=Counter)
    columns: dict[int, Counter[str]] = field(default_factory=dict)
    puzzles: int = 0  # texts that no encoding makes Vietnamese of, with letters it has not

    def count(self, text: str, column: int) -> None:
        """Let a text vote."""
        if text.isascii():
            kind = VIQR if is_telling(text) else ""
        else:
            readings = fitting(text)
            kind = readings[0] if len(readings) == 1 else ""
            self.puzzles += not readings and is_strange(text)
        if kind:
            self.sheet[kind] += 1
            self.columns.setdefault(column, Counter())[kind] += 1

    def leader(self, kinds: tuple[str, ...], column: int) -> str:
        """Return the encoding with most votes in the column, else in the sheet; empty in a tie."""
        for votes in (self.columns.get(column, Counter()), self.sheet):
            ranked = sorted(kinds, key=lambda kind: -votes[kind])
            if votes[ranked[0]] > (votes[ranked[1]] if len(ranked) > 1 else 0):
                return ranked[0]
        return ""

    @property
    def is_viscii(self) -> bool:
        """Tell whether most texts of the sheet are VISCII: few are, so it takes several."""
        return self.sheet[VISCII] >= _FEW and self.sheet[VISCII] * 2 > sum(self.sheet.values())

    def is_viqr(self, column: int) -> bool:
        """Tell whether text that may be VIQR is VIQR in this column."""
        votes = self.columns.get(column, Counter())
        if sum(votes.values()) < _FEW:
            votes = self.sheet
        return votes[VIQR] >= _FEW and votes[VIQR] * 2 > sum(votes.values())

    @property
    def is_unknown(self) -> bool:
        """Tell whether most texts make no sense in any encoding."""
        return self.puzzles >= _FEW and self.puzzles > sum(self.sheet.values())


@lru_cache(maxsize=65536)
def fitting(text: str) -> tuple[str, ...]:
    """Return the encodings under which every word of a text that is not ASCII is Vietnamese.

    VISCII, the rarest, only where no other one fits. A sign in a word may part it or not.
    """
    if SIGN in text:
        return fitting(text.replace(SIGN, "")) or fitting(text.replace(SIGN, " "))
    return _fitting(text, WESTERN) or _fitting(text, (VISCII,))


def fits(kind: str, text: str) -> bool:
    """Tell whether every word of a text is Vietnamese in an encoding."""
    readings = (text.replace(SIGN, ""), text.replace(SIGN, " "))
    return any(_fitting(reading, (kind,)) for reading in readings)


def is_unicode(text: str) -> bool:
    """Tell whether every word of a text is Vietnamese as it stands; “Đ/c” and “GĐ” are short."""
    words = (word for word in _WORD.findall(text) if not word.isascii())
    return all(_is_short(word) or _is_unicode(word) for word in words)


@lru_cache(maxsize=65536)
def _is_unicode(word: str) -> bool:
    return _is_vietnamese(UNICODE, word)


def _is_short(word: str) -> bool:
    return word == "đ" or ("Đ" in word and word.isupper() and len(word) < 5)


def _fitting(text: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    for word in _WORD.findall(text):
        if not word.isascii():
            known = _word_fits(word)
            kinds = tuple(kind for kind in kinds if kind in known)
    return kinds


def likelier(text: str, kinds: tuple[str, ...], leader: str) -> str:
    """Return the one encoding that makes common words of a text, if the leader makes none; or "".

    A single word is too little: ``Bé`` is a name in Unicode, and ``Bộ`` in TCVN3.
    """
    shares = {kind: _commonness(kind, text) for kind in kinds}
    sure = [kind for kind, (common, words) in shares.items() if common == words > 1]
    is_one = len({clean(read_as(kind, text)) for kind in sure}) == 1
    return sure[0] if is_one and (not leader or not shares[leader][0]) else ""


def _commonness(kind: str, text: str) -> tuple[int, int]:
    """Return how many words with marks are common ones, and how many there are."""
    words = [word for word in _BETWEEN.split(clean(read_as(kind, text))) if not word.isascii()]
    common = _common_keys()
    return sum(match_key(word) in common for word in words), len(words)


@cache
def _common_keys() -> frozenset[str]:
    return frozenset(map(match_key, COMMON))


@lru_cache(maxsize=65536)
def _word_fits(word: str) -> frozenset[str]:
    if not is_western(word):
        return frozenset({UNICODE})
    if "\u00ad" in word and clean(word).isascii():  # a soft hyphen, or the ư of TCVN3
        return frozenset((*WESTERN, VISCII))
    return frozenset(kind for kind in (*WESTERN, VISCII) if _is_vietnamese(kind, word))


def _is_vietnamese(kind: str, word: str) -> bool:
    text = clean(read_as(kind, word))
    if _STRAY.search(text) or has_foreign_letters(kind, word):
        return False
    return all(part.isascii() or is_syllable(part) for part in _BETWEEN.split(text) if part)
