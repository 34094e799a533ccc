"""How much of a password is left to guess, in pieces: a letter, a word that is known, a date.

The cheapest way to put a password together counts. Folded are case, Vietnamese marks, and what
stands for a letter (``@`` for a, ``0`` for o).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_LONGEST = 256  # characters that are looked at
_PIECE, _FEW = 1.0, 0.5
_OF_FEW = frozenset("0123456789 !@#*._-")  # one of some ten
_SHORTEST_WALK, _SHORTEST_RUN = 4, 3
_LEET = str.maketrans("@401!357$8", "aaoiiestsb")
_BLANKS = re.compile(r"[\s._,+\-]+")
_SHIFTED = str.maketrans('!@#$%^&*()_+{}|:"<>?~', "1234567890-=[]\\;',./`")
_KEYS = ("`1234567890-=", " qwertyuiop[]\\", " asdfghjkl;'", " zxcvbnm,./")
_PLACES = {key: (row, at) for row, keys in enumerate(_KEYS) for at, key in enumerate(keys)}
_DATES = re.compile(
    r"(?:19|20)\d\d"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.]?(?:0?[1-9]|1[0-2])[-/.]?(?:(?:19|20)?\d\d)?"
    r"|(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])"
)


def folded(text: str) -> str:
    """Return a text without what spelling adds: case, marks, đ."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each)).replace("đ", "d")


def effort(password: str, words: Mapping[str, float]) -> float:
    """Return how many pieces have to be guessed, at most.

    ``words``: what is known, folded, with what each counts for. Digits and usual signs count
    half.
    """
    text = folded(password)[:_LONGEST]
    closed = _BLANKS.sub("", text)
    return min(_cheapest(each, words) for way in {text, closed} for each in (way, way[::-1]))


def _cheapest(text: str, words: Mapping[str, float]) -> float:
    letters = text.translate(_LEET)
    longest = max(map(len, words), default=0)
    keys = [_PLACES.get(key) for key in text.translate(_SHIFTED)]
    cost = [0.0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        last = text[end - 1]
        best = cost[end - 1] + (_FEW if last in _OF_FEW else _PIECE)
        for start in range(max(0, end - longest), end - 1):
            word, meant = text[start:end], letters[start:end]
            if word in words or meant in words:
                best = min(best, cost[start] + words.get(word, words.get(meant, _PIECE)))
        for start in _regular(text, keys, end):
            best = min(best, cost[start] + _PIECE)
        cost[end] = best
    return cost[-1]


def _regular(text: str, keys: list[tuple[int, int] | None], end: int) -> list[int]:
    """Where pieces that follow a rule begin, all of which stop before ``end``."""
    starts: list[int] = []
    for step in (0, 1, -1):
        start = end - 1
        while start and ord(text[start]) - ord(text[start - 1]) == step:
            start -= 1
        starts += range(start, end - _SHORTEST_RUN + 1)
    start = end - 1
    while start and _neighbours(keys[start - 1], keys[start]):
        start -= 1
    starts += range(start, end - _SHORTEST_WALK + 1)
    # The same once more: abab, 123123.
    for length in range(2, end // 2 + 1):
        if text[end - length : end] == text[end - 2 * length : end - length]:
            starts.append(end - length)
    starts += [
        end - length
        for length in range(3, 11)
        if length <= end and _DATES.fullmatch(text[end - length : end])
    ]
    return starts


def _neighbours(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two keys touch: in a row, or one above the other as they are shifted."""
    if one is None or other is None or one == other:
        return False
    down, along = other[0] - one[0], other[1] - one[1]
    return (
        (down == 0 and abs(along) == 1)
        or (down == 1 and along in (0, -1))
        or (down == -1 and along in (0, 1))
    )
