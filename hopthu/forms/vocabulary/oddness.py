"""What makes a name implausible: signs, parts that are none, words built like no syllable."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise

from hopthu.text.names import ascii_fold
from hopthu.text.names.fold import PUNCTUATION

from ..encodings.syllables import is_syllable
from .notes import says_more
from .words import is_vacant, surnames, word_key

TWO, ODD, LONE, EXAMPLE, ADDRESS = "two", "odd", "lone", "example", "address"
"""Why a name is in doubt; ``LONE``: it is a word alone, which only some peoples' names are."""

MIDDLE = frozenset(map(word_key, ("Văn", "Thị")))
"""The middle names that tell a man's name and a woman's, by keys."""

COMMON = frozenset(
    map(
        word_key,
        ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Vũ", "Võ", "Phan", "Đặng", "Bùi", "Đỗ"),
    )
)
"""The surnames that most people have, by keys."""

_OF_HIGHLANDS = re.compile(r"(?:[HK]'|[YA]\s)\s?\w", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouy]")
_MARKS = frozenset({"H'", "K'", "Y", "A"})
_CONSONANTS_ALONE = frozenset("BCDĐGHKLMNPQRSTVXZ")
_OF_MINORITIES = frozenset("HK")  # “H Blâm”, “K Brơi”: written without the apostrophe
_CONSONANTS = re.compile(r"[bcdghklmnpqrstvx]{4}")
_TWICE = re.compile(r"([aeiuy])\1", re.IGNORECASE)
_LONGEST_WORD = 11
_SHORTEST_GLUED = 5
_SIGN = re.compile(
    r"[^\w\s'’‘\-‐‑\u0300-\u036f]|_"
)  # what no name is written with, once brackets are off
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_BETWEEN_NAMES = frozenset({"hoặc", "và", "với", "cùng", "thay"})
_WHOLE_NAME = 3  # words: surname, middle name, given name
_TWO_NAMES = 6  # words of two whole names that nothing parts
_LONG_SURNAME = 5  # letters: of shorter ones too many are alike
_ALIKE = 0.85
_EXAMPLE = re.compile(r".*\b(?:Văn|Thị|Thi|Van|Đức)\s+[A-EX]\Z")


def begins_like_name(text: str) -> bool:
    """Whether a text of several words begins with a surname, or with a mark of the minorities."""
    words = text.split()
    return _begin_like_name(words, word_key(words[0])) if words else False


def _begin_like_name(words: list[str], first: str) -> bool:
    """Whether words do; ``first`` is the key of the first."""
    if not 2 <= len(words) <= 10:
        return False
    return first in surnames() or words[0].translate(PUNCTUATION).upper()[:2] in _MARKS


@lru_cache(maxsize=16384)
def oddness(name: str) -> str:
    """Why a name without notes and forms of address is in doubt; empty for most."""
    if _EXAMPLE.match(name):
        return EXAMPLE
    words = name.split()
    if not words:
        return ""
    keys = list(map(word_key, words))
    is_begun = _begin_like_name(words, keys[0])
    if is_vacant(name) or (not is_begun and _has_no_surname(words, keys)):
        return ODD
    if not _BETWEEN_NAMES.isdisjoint(name.lower().split()[1:]):
        return ODD
    if len(words) > _WHOLE_NAME and words[-1] == "A":
        return ODD  # one of two of the same name: “Nguyễn Văn Thử A”
    if _has_word_before(keys) or _lacks_the_given(keys) or says_more(name):
        return ODD
    if _has_odd_sign(name) or _is_spaced(words) or _is_two_names(keys):
        return ODD
    if len(words) > 1 and _is_mistyped(words[0], bare=name.isascii()):
        return ODD
    if not (is_begun or any(map(is_syllable, words)) or not name.isascii()):
        return "" if any(sign in name for sign in "'’") else ODD
    if _has_odd_word(words, is_kinh=keys[0] in COMMON):
        return ODD
    return LONE if len(words) == 1 and not is_of_highlands(name) else ""


def is_of_highlands(name: str) -> bool:
    """Whether a name is of those of the highlands, where some have one word: “K'Wẻ”, “Y Blah”."""
    begins = name[:1].lower() in "hkya"  # as few do
    return begins and bool(_OF_HIGHLANDS.match(name.translate(PUNCTUATION)))


def _has_odd_sign(name: str) -> bool:
    """Whether a name has what none is written with, or a dash that holds no two words together."""
    if name.replace(" ", "").isalpha():
        return False
    plain_signs = name.translate(PUNCTUATION)
    loose = any(word.strip("-") != word for word in plain_signs.split())
    return loose or bool(_SIGN.search(plain_signs))


def _has_odd_word(words: list[str], *, is_kinh: bool) -> bool:
    """Whether a word is none that a name has: “V”, “Hảii”, “Test” behind a surname of the Kinh."""
    if len(words[-1]) == 1 and words[-1] in _CONSONANTS_ALONE:
        return True
    if any(len(w) == 1 and w in _CONSONANTS_ALONE - _OF_MINORITIES for w in words[:-1]):
        return True
    if any(map(_is_odd_word, words)):
        return True
    alone = len(words) <= 2 or not is_kinh
    return not alone and any(w.isalpha() and not _is_built_like_syllable(w) for w in words)


@lru_cache(maxsize=16384)
def _is_odd_word(word: str) -> bool:
    """Whether a word is odd, wherever it stands in a name of whatever people."""
    plain = ascii_fold(word).lower()
    if len(plain) > 1 and plain.isalpha() and not _VOWEL.search(plain):
        return True
    if _CONSONANTS.search(plain) or len(plain) > _LONGEST_WORD or _is_glued(word):
        return True
    return _has_two_tones(word) or bool(_TWICE.search(plain) and not is_syllable(word))


def _has_two_tones(word: str) -> bool:
    return sum(sign in _TONES for sign in unicodedata.normalize("NFD", word)) > 1


@lru_cache(maxsize=4096)
def _is_built_like_syllable(word: str) -> bool:
    """Whether the letters of a word are those of a syllable, wherever its tone stands: “Qúy”."""
    letters = unicodedata.normalize("NFD", word)
    toneless = "".join(letter for letter in letters if letter not in _TONES)
    return is_syllable(unicodedata.normalize("NFC", toneless).lower())


def _has_no_surname(words: list[str], keys: list[str]) -> bool:
    """Whether plain Vietnamese words that begin with no surname are no name: “Hộp Thư Chung”."""
    return (
        len(words) > 1
        and MIDDLE.isdisjoint(keys)
        and all(len(word) > 1 and is_syllable(word) for word in words)
    )


def _has_word_before(keys: list[str]) -> bool:
    """Whether a whole name follows words that are no surname: “Sơ Trần Thị Ba”."""
    return keys[0] not in surnames() and any(
        first in surnames() and second in MIDDLE for first, second in pairwise(keys[1:-1])
    )


def _lacks_the_given(keys: list[str]) -> bool:
    """Whether a name ends where its middle name does: “Trần Thị”, “Nam Nguyễn Văn”."""
    if len(keys) < 2 or keys[-1] not in MIDDLE:
        return False
    return len(keys) == 2 or keys[-2] in COMMON


def _is_spaced(words: list[str]) -> bool:
    """Whether a name is written with a blank behind each letter."""
    return len(words) > 3 and 2 * sum(len(word) == 1 for word in words) > len(words)


def _is_two_names(keys: list[str]) -> bool:
    """Whether words are two whole names with nothing between them."""
    if len(keys) < _TWO_NAMES:
        return False
    middles = sum(key in MIDDLE for key in keys)
    return middles > 1 or any(key in COMMON for key in keys[3:-2])


def _is_mistyped(surname: str, *, bare: bool) -> bool:
    """Whether a word that is no surname is like one that most people have.

    It has other marks, or none, or a letter is missing or changed: “Nguyen”, “Nguển”, “Hoàn”.
    """
    key = word_key(surname)
    if key in surnames():
        return False
    plain = ascii_fold(surname).lower()
    if bare and plain in _bare_surnames():
        return True
    long = [name for name in _bare_common() if len(name) >= _LONG_SURNAME]
    return plain in long or any(
        SequenceMatcher(None, plain, name, False).ratio() > _ALIKE for name in long
    )


@cache
def _bare_common() -> frozenset[str]:
    return frozenset(ascii_fold(name).lower() for name in COMMON)


@cache
def _bare_surnames() -> frozenset[str]:
    return frozenset(ascii_fold(name).lower() for name in surnames())


def _is_glued(word: str) -> bool:
    """Whether a word is two: “VănThử”, “AThử”, “Vănthử”, “Nguyễnvăn”."""
    if has_capitals_inside(word) or any(a.islower() and b.isupper() for a, b in pairwise(word)):
        return True
    small = word.lower()
    if len(small) < _SHORTEST_GLUED or is_syllable(small):
        return False
    parts = ((small[:at], small[at:]) for at in range(2, len(small) - 1))
    return any(
        _is_known_part(first, second) and is_syllable(first) and is_syllable(second)
        for first, second in parts
    )


def _is_known_part(first: str, second: str) -> bool:
    """Whether a part of a word is one that names have: a middle name, a surname with marks."""
    keys = {word_key(first), word_key(second)}
    surname = not first.isascii() and word_key(first) in surnames() and not second.isascii()
    return not MIDDLE.isdisjoint(keys) or surname


def has_capitals_inside(word: str) -> bool:
    """Whether a word goes on small behind its second capital."""
    return len(word) > 2 and word.isalpha() and word[:2].isupper() and word[2:].islower()
