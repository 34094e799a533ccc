"""What the title of a list says that it is of: people to be registered, or others."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from hopthu.text.names import ascii_fold

from . import notes
from .words import load_words, one_of

_TITLE = re.compile(r"(?:danh sach|ds|bang|bieu|tong hop|bao cao|v/v|ve viec|dinh chinh)\b")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CORRECTED = re.compile(r"\bdinh chinh\b")
_NEAR = 40  # characters between what is done and what with


def is_title(text: str) -> bool:
    """Whether a line above a table is the title of a list or what a letter is about."""
    return bool(_TITLE.match(ascii_fold(text).lower().strip(' "“(*-')))


@lru_cache(maxsize=1024)
def is_of_others(title: str) -> bool:
    """Whether a list is of people who left, of mailboxes to be closed or mended, or of no staff.

    ``title`` is one for which :func:`is_title` holds, or what stands where such a title does.
    """
    if notes.kind_of(title) in notes.STOPPING:
        return True
    small = " ".join(title.lower().split())
    deeds, objects, others = _words(plain=small.isascii())
    for deed in deeds.finditer(small):
        if objects.search(small, deed.end(), deed.end() + _NEAR):
            return True
    if not others.search(small):
        return False
    return not objects.search(small) or _CORRECTED.search(ascii_fold(small)) is not None


@cache
def _words(*, plain: bool) -> tuple[re.Pattern[str], ...]:
    of = load_words()
    found = (tuple(of[key]) for key in ("list_deeds", "list_objects", "other_lists"))
    return tuple(one_of(tuple(map(ascii_fold, words)) if plain else words) for words in found)


def year_of(text: str) -> str:
    """The year that a sheet's name or the title of a list has; empty for most."""
    found = _YEAR.findall(text)
    return max(found, default="")
