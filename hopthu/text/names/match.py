"""Compare names that different hands typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .fold import PUNCTUATION, clean

# huyền, sắc, ngã, hỏi, nặng: the tones. Circumflex, breve and horn make other letters.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@lru_cache(maxsize=16384)
def match_key(text: str) -> str:
    """Return a key that is equal for two spellings of one name.

    Blind to letter case, spaces, the kind of apostrophe or hyphen, and to where in the syllable
    the tone is written (Hoà, Hòa); not to the tone itself, nor to đ, ă, â, ê, ô, ơ, ư.
    """
    words = text.split()
    if all(map(str.isalpha, words)):  # as of most names: their words come again and again
        key = " ".join(map(_word_key, words))
        if "'" not in key:  # there are letters that are apostrophes
            return key
    text = clean(text).casefold().translate(PUNCTUATION).replace("-", " ")
    text = re.sub(r"\s*'\s*", "'", text)
    return " ".join(map(_tone_last, text.split()))


@lru_cache(maxsize=16384)
def _word_key(word: str) -> str:
    """Return the key of a word of letters alone."""
    return " ".join(map(_tone_last, clean(word).casefold().translate(PUNCTUATION).split()))


def _tone_last(word: str) -> str:
    if word.isascii():
        return word
    return _syllable_key(word) if len(word) <= _LONGEST else _key(word)


def _key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        (tones if character in _TONES else letters).append(character)
    return unicodedata.normalize("NFC", "".join(letters)) + "".join(tones)


_LONGEST = 16  # characters of a syllable, tones apart
_syllable_key = lru_cache(maxsize=8192)(_key)
