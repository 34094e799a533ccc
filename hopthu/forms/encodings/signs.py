"""Signs that no font of the time before Unicode had: arrows, other dashes, and what nobody sees.

One of them in a text says nothing about the rest. So they are taken out, the rest is read, and they
are put back. Those that nobody sees go for good afterwards, but two words stay two words.
"""

from __future__ import annotations

import re
import unicodedata

from .syllables import is_syllable

SIGN = "\x1a"  # stands for a sign that was taken out; no reader lets it through
# Soft hyphens, zero-width spaces and joiners, marks of direction, of byte order and of variants.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_CUT_WORD = re.compile(f"{_LETTERS}(?:[{_INVISIBLE}]+{_LETTERS})+")
_CODE_PAGE = "".join(
    bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0x100)
)
_FOREIGN = re.compile(rf"[^\x00-\x7f{re.escape(_CODE_PAGE)}\w\u0300-\u036f₫]")


def taken_apart(text: str) -> tuple[str, str]:
    """Return a text with a mark in place of each sign that is in no code page, and those signs."""
    if not _FOREIGN.search(text):
        return text, ""
    return _FOREIGN.sub(SIGN, text), "".join(_FOREIGN.findall(text))


def put_together(text: str, signs: str) -> str:
    """Return a text with the signs in their places again."""
    if not signs:
        return text
    first, *rest = text.split(SIGN)
    return first + "".join(sign + part for sign, part in zip(signs, rest, strict=True))


def without_joints(text: str) -> str:
    """Return a text without the signs that nobody sees, but for soft hyphens: some are letters."""
    if text.isascii() or not _UNSEEN.search(text):
        return text
    return _UNSEEN.sub(lambda match: "\u00ad" * match[0].count("\u00ad"), text)


def without_unseen(text: str) -> str:
    """Return a text without the signs that nobody sees; where they part two words, with a blank."""
    if text.isascii() or not _UNSEEN.search(text):
        return text
    return _UNSEEN.sub("", _CUT_WORD.sub(lambda match: _words(_UNSEEN.split(match[0])), text))


def _words(pieces: list[str]) -> str:
    """Return pieces as the fewest syllables that they make, as one word if they make none."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(pieces) + 1):
        fitting = [
            [*before, word]
            for start in range(max(0, end - 4), end)
            if (before := best[start]) is not None
            and is_syllable(word := unicodedata.normalize("NFC", "".join(pieces[start:end])))
        ]
        best.append(min(fitting, key=len, default=None))
    return " ".join(best[-1]) if best[-1] else "".join(pieces)
