"""What rows that are nobody say of people: footnotes on who left, names in titles of sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hopthu.text.errors import Place, Problem
from hopthu.text.names import match_key

from .rows import messages
from .rows.ledger import RowKind, name_in
from .rows.table import Line
from .vocabulary import notes
from .vocabulary.oddness import MIDDLE, begins_like_name
from .vocabulary.words import load_words, word_key

_PARTS = re.compile(r"[:;,()]|\s[-–]\s|\b\d{1,3}\s*[.)]")
_LONGEST = 100  # characters that a message shows
_WHOLE = 3  # words of a name


def said_below(lines: list[Line]) -> dict[int, str]:
    """What footnotes say of people in the table that stops a registration, by their rows.

    “* Đ/c Lê Văn Ba đã nghỉ hưu”. A note names somebody by the whole name.
    """
    grave = [line.text for line in lines if line.kind is RowKind.NOTE and _is_grave(line.text)]
    if not grave:
        return {}
    keys = [(f" {_plain(text)} ", text) for text in grave]
    found: dict[int, str] = {}
    for line in lines:
        name = _plain(name_in(line.cells)) if line.kind is RowKind.PERSON else ""
        for key, text in keys:
            if " " in name and f" {name} " in key:
                found[line.row] = text
    return found


def unattributed(lines: list[Line], named: dict[int, str]) -> Iterator[Line]:
    """Yield the footnotes on somebody who left that name nobody of the table by the whole name."""
    for line in lines:
        of_somebody = line.kind is RowKind.NOTE and line.text not in named.values()
        if of_somebody and _is_grave(line.text) and _speaks_of_somebody(line.text):
            yield line


def people_in_title(line: Line, place: Place) -> Problem | None:
    """The notice that the title of a section names people, who are not read."""
    title = line.section.text if line.section else ""
    parts = [part.strip(" .-–") for part in _PARTS.split(title)]
    names = [part for part in parts if _is_whole_name(part)]
    if not names:
        return None
    return messages.NAMES_IN_TITLE.at(place, text=", ".join(names)[:_LONGEST])


def _is_whole_name(text: str) -> bool:
    words = text.split()
    whole = _WHOLE <= len(words) <= _WHOLE + 2 and text.istitle()
    return whole and begins_like_name(text) and word_key(words[1]) in MIDDLE


def _is_grave(text: str) -> bool:
    return notes.kind_of_remark(text) in notes.STOPPING


def _speaks_of_somebody(text: str) -> bool:
    small = text.lower()
    return any(re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", small) for word in _address())


def _address() -> list[str]:
    return [*load_words()["address"], "STT", "số thứ tự", "dòng"]


def _plain(text: str) -> str:
    return match_key(" ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)))
