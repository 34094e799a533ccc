"""What a note about somebody means for a registration: gone, away, has an address, wants none."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .words import load_words, one_of

GONE, AWAY, HAS_ONE, NONE_WANTED, OTHER_NAME, KIN = KINDS = (
    "gone",
    "away",
    "has_one",
    "none_wanted",
    "other_name",
    "kin",
)
STOPPING = frozenset({GONE, HAS_ONE, NONE_WANTED})
"""The kinds after which nobody is registered without being asked."""

_LONGEST = 300


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = load_words()
    return {
        kind: one_of((*words["notes"].get(kind, ()), *words["more_notes"].get(kind, ())))
        for kind in KINDS
    }


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """The kind of a note, the gravest first; empty where it says nothing of that."""
    small = " ".join(text[:_LONGEST].lower().split())
    if small.strip(" .") in ("không", "không có"):
        return ""
    away = _patterns()[AWAY].search(small)
    if away:  # "nghỉ thai sản": not gone, whatever else is said of a leave
        return AWAY
    for kind in (GONE, HAS_ONE, NONE_WANTED, OTHER_NAME, KIN):
        if _patterns()[kind].search(small):
            return kind
    return ""
