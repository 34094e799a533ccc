"""Ticks and boxes of fonts that have signs in the places of letters: a ``ü`` of Wingdings is ✓."""

from __future__ import annotations

_BULLET = "•"
_PRIVATE = 0xF000  # where Word puts the codes of such fonts

_WINGDINGS = {
    "o": "☐", "p": "☐", "q": "☐", "r": "☐", "\u00a8": "☐", "x": "☒", "\u00fb": "✗", "\u00fc": "✓",
    "\u00fd": "☒", "\u00fe": "☑", "l": "●", "n": "■",
}  # fmt: skip
_WINGDINGS_2 = {
    "O": "✗", "P": "✓", "Q": "☒", "R": "☑", "S": "☒", "T": "☒", "\u00a3": "☐", "*": "☐", "0": "☐",
}  # fmt: skip
_WEBDINGS = {"a": "✓", "c": "☐", "g": "■", "r": "✗", "n": "●"}
_MARLETT = {"a": "✓", "b": "✓", "r": "✗", "h": "■"}
_DINGBATS = {
    "3": "✓", "4": "✓", "5": "✗", "6": "✗", "7": "✗", "8": "✗", "o": "☐", "n": "■", "l": "●",
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS,
    "marlett": _MARLETT, "zapfdingbats": _DINGBATS, "zapf dingbats": _DINGBATS,
    "itc zapf dingbats": _DINGBATS, "wingdings 3": {}, "symbol": {},
}  # fmt: skip


def is_of_symbols(font: str) -> bool:
    """Tell whether a font, its name in small letters, draws signs in place of letters."""
    return font in _FONTS


def drawn(text: str, font: str) -> str:
    """Return the signs that such a font draws; those that are no ticks come out as bullets."""
    signs = _FONTS[font.strip().casefold()]
    return "".join(_sign(character, signs) for character in text)


def _sign(character: str, signs: dict[str, str]) -> str:
    if character.isspace():
        return character
    if ord(character) & 0xFF00 == _PRIVATE:
        character = chr(ord(character) & 0xFF)
    elif ord(character) > 0xFF:
        return character  # another font draws it: this one has no such code
    return signs.get(character, _BULLET)
