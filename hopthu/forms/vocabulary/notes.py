"""What a note about somebody means for a registration: gone, away, has an address, wants none."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from hopthu.text.names import ascii_fold

from .words import load_words, one_of

GONE, AWAY, HAS_ONE, NONE_WANTED, DOUBTFUL, OTHER_NAME, KIN = KINDS = (
    "gone",
    "away",
    "has_one",
    "none_wanted",
    "doubtful",
    "other_name",
    "kin",
)
STOPPING = frozenset({GONE, HAS_ONE, NONE_WANTED, DOUBTFUL})
"""The kinds after which nobody is registered without being asked."""

_LONGEST = 300


@cache
def _patterns(*, plain: bool) -> dict[str, re.Pattern[str]]:
    """What finds notes, by their kind; ``plain``: in a text without marks."""
    words = load_words()
    of_kinds = {
        kind: (*words["notes"].get(kind, ()), *words["more_notes"].get(kind, ())) for kind in KINDS
    }
    moved = (f"{how} {to}" for how in words["moved"] for to in words["moved_to"])
    of_kinds[GONE] = (*of_kinds[GONE], *moved)
    if plain:
        of_kinds = {kind: tuple(map(ascii_fold, found)) for kind, found in of_kinds.items()}
    return {kind: one_of(found) for kind, found in of_kinds.items()}


@cache
def _long(*, plain: bool) -> re.Pattern[str]:
    """What finds the notes of two words and more that say that somebody left or is away."""
    words = load_words()
    found = [
        note
        for kind in (GONE, AWAY, HAS_ONE, NONE_WANTED)
        for note in (*words["notes"].get(kind, ()), *words["more_notes"].get(kind, ()))
        if " " in note
    ]
    return one_of(tuple(map(ascii_fold, found)) if plain else tuple(found))


@cache
def _stems(*, plain: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds words that may mean that somebody left or is somebody else; and harmless uses."""
    words = load_words()
    stems, harmless = tuple(words["stems"]), tuple(words["harmless"])
    if plain:
        stems, harmless = tuple(map(ascii_fold, stems)), tuple(map(ascii_fold, harmless))
    return one_of(stems), one_of(harmless)


@cache
def _lone() -> frozenset[str]:
    return frozenset(load_words()["lone_notes"])


@cache
def _instead(*, plain: bool) -> re.Pattern[str]:
    """What begins a note that is about another person or about where somebody came from."""
    words = tuple(load_words()["instead"])
    return one_of(tuple(map(ascii_fold, words)) if plain else words)


@cache
def _arrived() -> frozenset[str]:
    words = tuple(load_words()["arrived"])
    return frozenset((*words, *map(ascii_fold, words)))


def _is_of_others(small: str) -> bool:
    """Whether a note is about another person, or says that somebody has come."""
    arrived = small.strip(" .!()") in _arrived()
    return arrived or bool(_instead(plain=small.isascii()).match(small))


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """The kind of a note, the gravest first; empty where it says nothing of that."""
    small = " ".join(text[:_LONGEST].lower().split())
    if small.strip(" .") in ("không", "không có"):
        return ""
    if small.partition("(")[0].strip(" .!") in _lone():
        return NONE_WANTED
    if _is_of_others(small):
        return ""
    patterns = _patterns(plain=small.isascii())
    away = patterns[AWAY].search(small)
    if away:  # "nghỉ thai sản": not gone, whatever else is said of a leave
        return AWAY
    for kind in (GONE, HAS_ONE, NONE_WANTED, DOUBTFUL, OTHER_NAME, KIN):
        if patterns[kind].search(small):
            return kind
    return ""


@lru_cache(maxsize=4096)
def kind_of_remark(text: str) -> str:
    """The kind of what stands in a column of notes: one that is not understood may be grave.

    A word that mostly says that somebody left, or that a row is wrong, is doubtful where no known
    note has it: “Nghỉ theo NĐ 178”, “Nay là Thủ quỹ”.
    """
    if kind := kind_of(text):
        return kind
    small = " ".join(text[:_LONGEST].lower().split())
    if not small or _is_of_others(small):
        return ""
    stems, harmless = _stems(plain=small.isascii())
    return DOUBTFUL if stems.search(harmless.sub(" ", small)) else ""


def says_more(name: str) -> bool:
    """Whether a note stands behind a name without any sign between: “Lê Văn Tám nghỉ hưu”."""
    small = name.lower()
    return bool(_long(plain=small.isascii()).search(small))
