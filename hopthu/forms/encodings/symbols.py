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


def is_private(text: str) -> bool:
    """Tell whether a text is of such codes alone, whose font nobody knows any more."""
    return bool(text.strip()) and all(
        ord(character) & 0xFF00 == _PRIVATE for character in text if not character.isspace()
    )


def of_unknown_font(text: str) -> str:
    """Return the signs of private codes: ticks where the fonts that have any there agree."""
    return "".join(map(_agreed, text))


def _agreed(character: str) -> str:
    if character.isspace():
        return character
    code = chr(ord(character) & 0xFF)
    meant = {signs[code] for signs in (_WINGDINGS, _WINGDINGS_2) if code in signs}
    return meant.pop() if len(meant) == 1 else _BULLET


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
