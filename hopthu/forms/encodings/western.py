"""Read text that was stored as Western European: TCVN3, VNI, CP1258, and UTF-8 in disguise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import combinations

from hopthu.files.data import load

from .kinds import CP1258, TCVN3, UNICODE, VISCII, VNI
from .syllables import is_syllable

# Code page 1252; the five codes that it leaves free stay as they are.
_CODES = {
    bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0x100)
}
_TO_CODES = {ord(character): code for character, code in _CODES.items()}
_NOT_WESTERN = re.compile(f"[^\\x00-\\x7f{re.escape(''.join(_CODES))}]")
_VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
) | {"đ", "Đ"}
_TYPOGRAPHY = frozenset("–—‘’“”…•«»°·\u00a0\u00ad")
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f\s]+")
_MANY = 4  # hyphens in a word: nobody can tell them from letters then
# Signs of three bytes: no letters that were stored one by one make them by accident.
_SIGNS = re.compile(r"[\u200b-\u2bff\ufe0e\ufe0f\ufeff]")
_SHOUTED = re.compile(r"[^\W\d_]+")


def is_western(text: str) -> bool:
    """Tell whether a text could be stored in code page 1252, as text of that time is."""
    return not _NOT_WESTERN.search(text)


def is_strange(text: str) -> bool:
    """Tell whether a text has characters that Vietnamese is not written with."""
    known = _VIETNAMESE | _TYPOGRAPHY
    return any(character >= "\u0080" and character not in known for character in text)


def read_as(kind: str, text: str) -> str:
    """Return what a Western text says in an encoding; characters without a meaning stay."""
    if kind == UNICODE:
        return text
    return {TCVN3: from_tcvn3, VNI: from_vni, VISCII: from_viscii, CP1258: from_cp1258}[kind](text)


def has_foreign_letters(kind: str, text: str) -> bool:
    """Tell whether a Western text has letters that an encoding has no meaning for."""
    tables = {TCVN3: _tcvn3, VNI: _vni, VISCII: _viscii}
    rest = tables[kind]().rest(text) if kind in tables else ""
    return any(letter.isalpha() and not letter.isascii() for letter in rest)


def from_tcvn3(text: str) -> str:
    """Return the Vietnamese of a text that a TCVN3 font draws."""
    # A toned capital may be typed as the plain capital and the small toned letter: one letter.
    decoded = _tcvn3().read(_without_hyphens(text, _tcvn3()))
    return _SHOUTED.sub(lambda match: _shouted(match[0]), decoded)


def _shouted(word: str) -> str:
    """Return a word of capitals whole: TCVN3 has no toned ones, and NGUYễN is NGUYỄN."""
    plain = [letter for letter in word if letter.isascii()]
    is_loud = len(plain) > 1 and all(map(str.isupper, plain))
    return word.upper() if is_loud else word


def from_vni(text: str) -> str:
    """Return the Vietnamese of a text that a VNI font draws."""
    return _vni().read(text)


def from_viscii(text: str) -> str:
    """Return the Vietnamese of a text that a VISCII font draws."""
    return _viscii().read(_without_hyphens(text, _viscii()))


def _without_hyphens(text: str, table: _Table) -> str:
    """Leave out the soft hyphens that are no letters: both have the same code, and Word adds some.

    A word is read with as many letters as make a syllable of it; where none do, all are letters.
    """
    if "\u00ad" not in text or len(text) == 1:
        return text
    return _WORD.sub(lambda match: _with_letters(match[0], table), text)


def _with_letters(word: str, table: _Table) -> str:
    places = [place for place, character in enumerate(word) if character == "\u00ad"]
    if len(places) == len(word):  # no letter beside it
        return ""
    for dropped in _choices(places):
        rest = "".join(c for place, c in enumerate(word) if place not in dropped)
        if is_syllable(table.read(rest)):
            return rest
    return word


def _choices(places: list[int]) -> Iterator[frozenset[int]]:
    """Yield what may be left out of these places, the fewest first."""
    if len(places) <= _MANY:
        for count in range(len(places) + 1):
            yield from map(frozenset, combinations(reversed(places), count))


def as_western(codes: bytes) -> str:
    """Return codes as the characters of code page 1252; its five free codes as they are."""
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in codes)


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
        letters = _SIGNS.sub("", unicodedata.normalize("NFC", repaired))
        if is_strange(letters) and not is_western(repaired):
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
def _viscii() -> _Table:
    """Without the six rare capitals among the control codes, which no file of text keeps."""
    table = load(__package__, "viscii.json")["bytes"]
    return _Table(
        {as_western(bytes.fromhex(code)): to for code, to in table.items() if code > "7F"}
    )


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
