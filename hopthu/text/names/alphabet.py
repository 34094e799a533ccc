"""The letters that names of Vietnam's peoples are written in, and those that only look like them.

A name with any other letter was stored in an encoding that nobody undid, or typed on a keyboard of
another alphabet. Folding would drop such a letter in silence, and an address would lack it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from .fold import PUNCTUATION, clean

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SHORT = "\u0306"  # Ê Đê, Gia Rai, Ba Na, Mnông: over ê, ô, ơ, ư there is no letter of one piece
# Those of the minorities' own spellings; w, j, z and f are there too.
_MINORITIES = "čñĕĭŏŭƀ"
_UNDER_SHORT = frozenset(
    unicodedata.normalize("NFC", vowel + tone) for vowel in "êôơưÊÔƠƯ" for tone in _TONES
)
_SMALL = frozenset(
    [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES]
    + list("abcdefghijklmnopqrstuvwxyzđ" + _MINORITIES)
)
LETTERS = _SMALL | {letter.upper() for letter in _SMALL}
# What a name may have beside letters; whoever forms an address leaves it out. Signs as ^ ~ ? + are
# letters of an encoding, or stand for lost ones.
_SIGNS = frozenset(" '-.,()/;:\"&_\u201c\u201d\u2026")
_PLAIN = re.compile(r"[A-Za-z0-9 '\-.,()/;:\"&_]*")

# Each looks like one letter of the alphabet and is typed for it: keyboards of another alphabet,
# fonts that lack a letter, programs that take text out of a PDF.
LOOK_ALIKES = {
    **dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухҺһԚԛԜԝ", "ABESIJKMHOPCTYXaesijopcyxHhQqWw", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
    **dict(zip("ɑɡıƣƢ₫ɖƉÐð", "agiưƯđđĐĐđ", strict=True)),
    **dict(zip("ԀԁѴѵ", "DdVv", strict=True)),
    "a\u030c": "ă",
    "A\u030c": "Ă",
}
_LOOK_ALIKE = re.compile("|".join(LOOK_ALIKES))
_WORD = re.compile(r"[^\W\d_][\w\u0300-\u036f₫]*|₫[\w\u0300-\u036f]+")


class Repair(NamedTuple):
    """A text in the letters that were meant, and which letters stood for which: ``а → a``."""

    text: str
    letters: tuple[str, ...]


def without_look_alikes(text: str) -> Repair:
    """Return a text with the letters that look-alikes were typed for, where it is sure.

    It is where all of a word is written in the alphabet then: a word that is Russian stays Russian.
    """
    if text.isascii() or not _LOOK_ALIKE.search(unicodedata.normalize("NFD", text)):
        return Repair(text, ())
    letters: dict[str, None] = {}
    is_titled = any(map(str.isupper, text))

    def word(match: re.Match[str]) -> str:
        parted = unicodedata.normalize("NFD", match[0])
        meant = _meant(parted, is_titled=is_titled)
        if unknown_letters(meant) or not any(letter in LETTERS for letter in parted):
            return match[0]
        letters.update(dict.fromkeys(_shown(found) for found in _LOOK_ALIKE.findall(parted)))
        return meant

    return Repair(_WORD.sub(word, text), tuple(letters))


def _shown(found: str) -> str:
    return f"{unicodedata.normalize('NFC', found)} → {LOOK_ALIKES[found]}"


def _meant(parted: str, *, is_titled: bool) -> str:
    """Return a word whose marks are apart in the letters that are meant."""
    meant = _LOOK_ALIKE.sub(lambda letter: LOOK_ALIKES[letter[0]], parted)
    if parted[0] == "₫" and is_titled:  # there is no large one
        meant = f"Đ{meant[1:]}"
    return unicodedata.normalize("NFC", meant)


def unknown_letters(text: str) -> str:
    """Return the letters and signs of a name that no name is written in, each once."""
    if _PLAIN.fullmatch(text):
        return ""
    found: dict[str, None] = {}
    before = ""
    for letter in clean(text).translate(PUNCTUATION):
        short = letter == _SHORT and before in _UNDER_SHORT
        if not (letter in LETTERS or letter in _SIGNS or short or letter in "0123456789"):
            found[letter] = None
        before = letter
    return "".join(found)
