"""Ids for agencies that a list gives none: short, from what tells one from its kin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hopthu.text.names import slug

_UNIT = re.compile(r"(?i)^(?:tỉnh|thành phố|thị xã|huyện|quận)\s+")


def own_parts(names: Mapping[int, str], kinds: Mapping[int, str]) -> dict[int, str]:
    """What is left of each name (by its row) without the words that all of its kind begin with.

    “Cục Quan trắc miền Bắc” beside “Cục Quan trắc miền Nam” is “Bắc”; a number keeps the words
    before it, “khu vực 3”.
    """
    found = {}
    for kind in set(kinds.values()):
        rows = [row for row, each in kinds.items() if each == kind]
        words = {row: names[row].split() for row in rows}
        common = _common(list(words.values())) if len(rows) > 1 else 0
        for row in rows:
            found[row] = _own(words[row], common)
    return found


def _common(names: Sequence[list[str]]) -> int:
    shortest = min(len(words) for words in names)
    number = 0
    while number < shortest - 1 and len({words[number].casefold() for words in names}) == 1:
        number += 1
    return number


def _own(words: list[str], common: int) -> str:
    if words[common][0].isdigit():
        common = max(common - 2, 0)
    return _UNIT.sub("", " ".join(words[common:]))


def id_of(own: str, above: str) -> str:
    """The id of an agency below ``above`` (empty at the top of a folder), from its own part.

    “khu vực 3 - Phú Thọ” below Phú Thọ need not say where it is.
    """
    head, dash, place = own.replace("–", "-").rpartition(" - ")
    if dash and slug(_UNIT.sub("", place.strip())) == above.rpartition(".")[2]:
        own = head
    return f"{above}.{slug(own)}" if above else slug(own)
