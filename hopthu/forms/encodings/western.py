"""Read text that was stored as Western European: TCVN3, VNI, CP1258, and UTF-8 in disguise."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from hopthu.files.data import load

from .kinds import CP1258, TCVN3, UNICODE, VNI

# Code page 1252; the five codes that it leaves free stay as they are.
_CODES = {
    bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0x100)
}
_TO_CODES = {ord(character): code for character, code in _CODES.items()}
_VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) | {"đ", "Đ"}
_TYPOGRAPHY = frozenset("–—‘’“”…•«»°·\u00a0\u00ad")
_SHOUTED = re.compile(r"[^\W\d_]+")


def is_western(text: str) -> bool:
    """Tell whether a text could be stored in code page 1252, as text of that time is."""
    return all(character < "\u0080" or character in _CODES for character in text)


def is_strange(text: str) -> bool:
    """Tell whether a text has characters that Vietnamese is not written with."""
    known = _VIETNAMESE | _TYPOGRAPHY
    return any(character >= "\u0080" and character not in known for character in text)


def read_as(kind: str, text: str) -> str:
    """Return what a Western text says in an encoding; characters without a meaning stay."""
    if kind == UNICODE:
        return text
    return {TCVN3: from_tcvn3, VNI: from_vni, CP1258: from_cp1258}[kind](text)


def has_foreign_letters(kind: str, text: str) -> bool:
    """Tell whether a Western text has letters that an encoding has no meaning for."""
    tables = {TCVN3: _tcvn3, VNI: _vni}
    rest = tables[kind]().rest(text) if kind in tables else ""
    return any(letter.isalpha() and not letter.isascii() for letter in rest)


def from_tcvn3(text: str) -> str:
    """Return the Vietnamese of a text that a TCVN3 font draws."""
    # A toned capital may be typed as the plain capital and the small toned letter: one letter.
    decoded = _tcvn3().read(text)
    return _SHOUTED.sub(lambda match: _shouted(match[0]), decoded)


def _shouted(word: str) -> str:
    """Return a word of capitals whole: TCVN3 has no toned ones, and NGUYễN is NGUYỄN."""
    plain = [letter for letter in word if letter.isascii()]
    is_loud = len(plain) > 1 and all(map(str.isupper, plain))
    return word.upper() if is_loud else word


def from_vni(text: str) -> str:
    """Return the Vietnamese of a text that a VNI font draws."""
    return _vni().read(text)


def from_cp1258(text: str) -> str:
    """Return the Vietnamese of a text of code page 1258 that was read as code page 1252."""
    codes = bytes(_CODES.get(character, ord(character)) for character in text)
    try:
        return unicodedata.normalize("NFC", codes.decode("cp1258"))
    except UnicodeDecodeError:  # a few codes have no meaning there
        return text


@lru_cache(maxsize=65536)
def from_utf8(text: str) -> str:
    """Return what a text says if it is UTF-8 read as code page 1252 for sure; else the text."""
    while is_western(text) and not text.isascii():
        try:
            repaired = bytes(_TO_CODES.get(ord(c), ord(c)) for c in text).decode("utf-8")
        except UnicodeDecodeError:
            break
        if is_strange(unicodedata.normalize("NFC", repaired)) and not is_western(repaired):
            break
        text = repaired
    return text


class _Table:
    """Letters by their one or two characters."""

    def __init__(self, letters: dict[str, str]) -> None:
        self._letters = letters
        longest_first = sorted(letters, key=len, reverse=True)
        self._typed = re.compile("|".join(map(re.escape, longest_first)))

    def read(self, text: str) -> str:
        return self._typed.sub(lambda match: self._letters[match[0]], text)

    def rest(self, text: str) -> str:
        return self._typed.sub("", text)


@cache
def _tcvn3() -> _Table:
    table = load(__package__, "tcvn3.json")
    parts = (table["tcvn5712_1_extra_uppercase"], table["bytes"], table["uppercase_pairs"])
    return _Table({_characters(codes): to for part in parts for codes, to in part.items()})


@cache
def _vni() -> _Table:
    """The table, and the marks of the other case: upper-case letters bear small ones too."""
    table = {
        _characters(codes): to for codes, to in load(__package__, "vni.json")["sequences"].items()
    }
    pairs = {typed: letter for typed, letter in table.items() if len(typed) == 2}
    swapped = {typed[0] + typed[1].swapcase(): letter for typed, letter in pairs.items()}
    return _Table({**swapped, **table})


def _characters(codes: str) -> str:
    return bytes.fromhex(codes).decode("latin-1")
