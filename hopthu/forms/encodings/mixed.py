"""Text that is not of one encoding: Unicode among old letters, or old letters read as CP1258.

A Vietnamese Windows takes the codes of an old font for code page 1258, and programs join the marks
that it sees there with the letter before: ``Þ`` of TCVN3 (ị) becomes a tilde over the h of "Ngh".
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .western import as_western


@lru_cache(maxsize=4096)
def misread(text: str) -> str:
    """Return the Western text that was taken for code page 1258; empty where it cannot be one."""
    codes = bytearray()
    for character in text:
        for part in _coded(character):
            try:
                codes += part.encode("cp1258")
            except UnicodeEncodeError:
                return ""
    return as_western(bytes(codes))


def _coded(character: str) -> str:
    """Return a letter, or what code page 1258 has in place of it: a letter and a mark."""
    try:
        character.encode("cp1258")
    except UnicodeEncodeError:
        return _parted(character)
    return character


def _parted(character: str) -> str:
    """Return a letter with the tone behind it, but the other marks still on it: ``ễ`` as ``ễ``."""
    letters = unicodedata.normalize("NFD", character)
    marks = [mark for mark in letters[1:] if mark not in "\u0300\u0301\u0303\u0309\u0323"]
    tones = [mark for mark in letters[1:] if mark not in marks]
    return unicodedata.normalize("NFC", letters[0] + "".join(marks)) + "".join(tones)
