"""VIQR: Vietnamese in seven bits, ``Nguye^~n Va(n Hu`ng``, as mail was written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .syllables import is_syllable

_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b"}
_TONES = {"`": "\u0300", "'": "\u0301", "~": "\u0303", "?": "\u0309", ".": "\u0323"}
_SHAPED = {"^": "aeo", "(": "a", "+": "ou"}
_LETTER = re.compile(r"([aeiouy])(?:([(^+])([`'~?.])?|([`'~?.])([(^+])?)", re.IGNORECASE)
_WORD = re.compile(r"(?:[A-Za-z]|(?<=[AEIOUYaeiouy])[(^+`'~?.]{1,2})+")
# Marks that stand behind a vowel in no other text; the others also end sentences or words.
_TELLING = re.compile(r"[AEIOUYaeiouy][`'~?.]?[\^+]|[aA]\([`'~?.]?[a-z]|[AEIOUYaeiouy][`~]", re.I)
_SHORT = 2  # letters
_ENDS = ".?'"
_D = re.compile(r"^(?:dd|DD|Dd|dD)(?=[aeiouyrAEIOUYR])")
_ESCAPED = re.compile(r"\\([(^+`'~?.dD\\])")
_PROTECTED = re.compile(r"\S*(?:@|://|www\.)\S*")
_MAY_BE = re.compile(r"[AEIOUYaeiouy][(^+`'~?.]|[dD][dD][AEIOUYRaeiouyr]")


def may_be(text: str) -> bool:
    """Tell whether an ASCII text has anything that VIQR would read differently."""
    return bool(_MAY_BE.search(text))


@lru_cache(maxsize=65536)
def is_telling(text: str) -> bool:
    """Tell whether a text can be nothing else than VIQR: its telling words are all syllables.

    A single short word is not enough (O+ is a blood group), unless another has a mark inside.
    """
    words = _WORD.findall(_PROTECTED.sub(" ", text))
    telling = [word for word in words if _TELLING.search(word)]
    if not telling or not all(is_syllable(_read(word)) for word in telling):
        return False
    inside = [word for word in words if word[-1].isalpha() and not word.isalpha()]
    marked = {*telling, *(word for word in inside if is_syllable(_read(word)))}
    return len(marked) > 1 or sum(map(str.isalpha, telling[0])) > _SHORT


def from_viqr(text: str) -> str:
    """Return the Vietnamese of a VIQR text; addresses stay.

    Other words are read as well (Krông and Niê are no Kinh syllables), but for those with a full
    stop: it belongs to an abbreviation then.
    """
    result = []
    position = 0
    for match in _PROTECTED.finditer(text):
        result += [_from_plain(text[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*result, _from_plain(text[position:])])


def _from_plain(text: str) -> str:
    # An escaped mark is hidden behind a control character while the words are read.
    hidden = _ESCAPED.sub(lambda match: f"\\{chr(ord(match[1]) | 0xE000)}", text)
    read = _WORD.sub(lambda match: _word(match[0]), hidden)
    return re.sub(r"\\([\ue000-\ue07f])", lambda match: chr(ord(match[1]) & 0x7F), read)


def _word(word: str) -> str:
    read = _read(word)
    if is_syllable(read):
        return read
    # Behind a whole word it is a full stop, a question mark or a quote.
    if word[-1] in _ENDS and is_syllable(shorter := _read(word[:-1])):
        return shorter + word[-1]
    return read if "." not in word or _TELLING.search(word) else word


def _read(word: str) -> str:
    word = _LETTER.sub(_letter, word)
    word = _D.sub(lambda match: "Đ" if match[0][0] == "D" else "đ", word)
    return unicodedata.normalize("NFC", word)


def _letter(match: re.Match[str]) -> str:
    letter, shape, tone, tone_first, shape_last = match.groups()
    shape = shape or shape_last or ""
    tone = tone or tone_first or ""
    if shape and letter.lower() not in _SHAPED[shape]:
        return match[0]
    return letter + _SHAPES.get(shape, "") + _TONES.get(tone, "")
