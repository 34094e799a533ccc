"""Read names as people write them: with forms of address, degrees, notes, or two in one cell."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from hopthu.text.names import clean

from ..encodings.syllables import is_syllable
from .notes import KIN, kind_of
from .oddness import (
    ADDRESS,
    COMMON,
    MIDDLE,
    ODD,
    TWO,
    begins_like_name,
    has_capitals_inside,
    oddness,
)
from .titles import Titles, last_words
from .words import is_nothing, load_words, surnames, word_key

_COUNTER = re.compile(r"(?:\d{1,4}\s*[.)/:\-]\s*|[-+•*]\s+)(?=[^\W\d_])")
_BRACKETS = re.compile(r"[\(\[]([^()\[\]]*)(?:[\)\]]|\Z)")
_PLAIN = re.compile(r"[^\W\d_]+(?:['’ -]+[^\W\d_]+)*['’]?")
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,5}")
_BEFORE = " *†‡-–—−•"
_SIGNS = " *†‡.,;:-–—−"
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]\Z")
_UNFINISHED = re.compile(r"(?:\.\s*){2,}\Z|…")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.\s*\Z")  # “Nguyễn Thị H.”
_DASH = re.compile(r"\s+[-‐‑–—−]\s*|\s*[-‐‑–—−]\s+|\s*,\s*")
_BETWEEN = re.compile(r"\s*[;/+&\n]\s*|\s+và\s+", re.IGNORECASE)
_DEGREE = re.compile(r"(th)\.\s?(s)(?![^\W\d_])\.?\s*", re.IGNORECASE)  # “Th.S”
_MOST_TITLE_WORDS = 5
_DEPUTY = word_key("Phó")  # a surname, too


class NameReading(NamedTuple):
    """A name as it is given; what was left out, and why it is in doubt (a key of messages)."""

    name: str
    left_out: str = ""
    kind: str = ""  # of the note that was left out
    doubt: str = ""


def read_name(text: str, titles: Titles, lines: tuple[str, ...] = ()) -> NameReading:
    """Read a cell of names; ``lines`` are those of a cell that has several."""
    if lines:
        return _read(text, titles, lines)
    known = titles.names.get(text)
    if known is None:
        known = titles.names[text] = _plain(text, titles) or _read(text, titles, ())
    return known


def _plain(text: str, titles: Titles) -> NameReading | None:
    """Read a name as most are: of words alone, so that no sign parts anything from it."""
    if not _WORDS.fullmatch(text):
        return None
    first = word_key(text.partition(" ")[0])
    if text.istitle() and first in surnames() and first not in _addresses():
        return NameReading(text, doubt=ODD if _ends_in_title(text, titles) else oddness(text))
    return None if "và" in text.lower() or is_nothing(text) else _bare(text, [], [], titles)


def _read(text: str, titles: Titles, lines: tuple[str, ...]) -> NameReading:
    if is_nothing(text):
        return NameReading("")
    rest = _COUNTER.sub("", text, count=1) if _COUNTER.match(text) else text
    rest = quoted[1].strip() if (quoted := _QUOTED.match(rest)) else rest
    rest, notes = _without_brackets(rest)
    if _is_two(rest, lines):
        return NameReading(text, doubt=TWO)
    rest, behind = _without_behind(_trimmed(rest), titles)
    if behind is None:
        return NameReading(text, doubt=TWO)
    read = _bare(rest, notes, behind, titles)
    is_cut = _UNFINISHED.search(text) or _INITIAL.search(text)
    return read._replace(doubt=ODD) if is_cut and read.doubt != ADDRESS else read


def _bare(text: str, notes: list[str], behind: list[str], titles: Titles) -> NameReading:
    """Read a name without what signs part from it: the notes, and what stood behind."""
    rest, before = _without_title(text, titles)
    behind = [*before, *behind]
    rest, doubt = _without_address(rest)
    left_out = "; ".join((*notes, *behind))
    kind = next(filter(None, map(kind_of, (*notes, *behind))), "") if left_out else ""
    if left_out and not kind:
        kind = _kind_of_rest(notes, behind, titles)
    rest = clean(_trimmed(rest))
    name = with_capitals(rest)
    odd = ODD if _ends_in_title(rest, titles) else _broken(rest) or oddness(name)
    return NameReading(name, left_out, kind, doubt or odd)


def _trimmed(text: str) -> str:
    return text.lstrip(_BEFORE).rstrip(_SIGNS)


def _kind_of_rest(notes: list[str], behind: list[str], titles: Titles) -> str:
    """Tell the notes that mean nothing for a registration from those that nobody understands."""
    plain = all(len(note) < 3 or titles.is_title(note) for note in (*notes, *behind))
    return KIN if plain else ""


def _without_brackets(text: str) -> tuple[str, list[str]]:
    if "(" not in text and "[" not in text:
        return text, []
    notes = [note.strip() for note in _BRACKETS.findall(text)]
    kept = [note for note in notes if note and word_key(note.rstrip(".")) not in _addresses()]
    return " ".join(_BRACKETS.sub(" ", text).split(" ")).strip(), kept


def _is_two(text: str, lines: tuple[str, ...]) -> bool:
    parts = [part for part in _BETWEEN.split(text) if part]
    parted = len(parts) > 1 and all(len(part.split()) > 1 for part in parts)
    below = len(lines) > 1 and all(len(line.split()) > 1 for line in lines)
    return (parted and begins_like_name(parts[1])) or (below and all(map(begins_like_name, lines)))


def _without_behind(text: str, titles: Titles) -> tuple[str, list[str] | None]:
    """Cut what follows a dash or comma: a title, a note; None where that is another name."""
    parts = [part.strip() for part in _DASH.split(text) if part.strip()]
    if len(parts) < 2:
        return text, []
    name, *behind = parts
    for part in behind:
        if begins_like_name(part) and not titles.is_title(part):
            return text, None
    return name, behind


def _without_title(text: str, titles: Titles) -> tuple[str, list[str]]:
    """Cut a title off that stands before a whole name: “Chi cục trưởng Lê Văn An”."""
    words = text.split()
    first = word_key(words[0]) if words else ""
    if first in surnames() and first != _DEPUTY:  # as most names begin
        return text, []
    for count in range(min(_MOST_TITLE_WORDS, len(words) - 2), 0, -1):
        title, rest = " ".join(words[:count]), " ".join(words[count:])
        if (count > 1 or title.isupper()) and titles.is_title(title) and begins_like_name(rest):
            return rest, [title]
    return text, []


def _ends_in_title(text: str, titles: Titles) -> bool:
    """Whether words that are a title stand behind a whole name: “Lê Văn Tám kế toán”."""
    words = text.split()
    if len(words) < 4 or word_key(words[-1]) not in last_words():
        return False
    return any(
        titles.is_title(" ".join(words[start:]))
        for start in range(max(2, len(words) - _MOST_TITLE_WORDS), len(words) - 1)
    )


def _broken(text: str) -> str:
    """Why a name is in doubt by its small letters.

    A letter that fell off its word or is short for one (“Hò a”, “a Tuấn”), or a remark that stands
    behind (“Đỗ Thị Mẫu chị”).
    """
    words = text.split()
    if text.islower() or not words:
        return ""
    lone = any(len(word) == 1 and word.islower() for word in words)
    return ODD if lone or (words[-1].islower() and words[-1] in _remarks()) else ""


@cache
def _remarks() -> frozenset[str]:
    return frozenset(load_words()["remarks_behind_names"])


def _without_address(text: str) -> tuple[str, str]:
    """Cut forms of address and degrees off; says also where that is in doubt."""
    text = _DEGREE.sub("ThS. ", text, count=1) if _DEGREE.match(text) else text
    if "." in text or "/" in text or ":" in text:
        text = re.sub(r"([^\W\d_])([.:])(?=[^\W\d_])", r"\1\2 ", text)
    words = text.split()
    while len(words) > 1:
        key = word_key(words[0].rstrip(".:"))
        if "/" in words[0] and all(word_key(p) in _addresses() for p in words[0].split("/")):
            words = words[1:]
        elif len(words) > 2 and _is_address_of_two(words):
            words = words[2:]
        elif words[0].rstrip(".:") in _degrees() or (
            words[0].endswith(".") and key in _small_degrees()
        ):
            words = words[1:]
        elif key in _addresses():
            if not _is_address(words):
                return " ".join(words), ADDRESS if _may_be_address(words) else ""
            words = words[1:]
        else:
            break
    return " ".join(words), ""


def _is_address_of_two(words: list[str]) -> bool:
    """Whether the first two words are an address: “Đồng chí”, “Thạc sĩ”."""
    if words[0].isalpha() and word_key(words[0]) not in _firsts():  # as nearly all are
        return False
    return word_key(" ".join(words[:2]).rstrip(".:")) in _addresses()


def _is_address(words: list[str]) -> bool:
    """Whether the first word is no part of the name: a whole name follows."""
    rest = words[1:]
    if word_key(rest[0]) in MIDDLE and not words[0].endswith("."):
        return False  # “Bà Thị Hoa”
    if words[0].endswith((".", ":")) or "/" in words[0]:
        return True
    surname = word_key(words[0]) in surnames()
    return len(rest) >= 2 and word_key(rest[0]) in surnames() and not (surname and len(rest) < 3)


def _may_be_address(words: list[str]) -> bool:
    second = word_key(words[1])
    if len(words) == 2:
        return second in COMMON  # “Ông Trần”
    return len(words) > 3 or second in surnames()


@cache
def _addresses() -> frozenset[str]:
    return frozenset(word_key(word.rstrip(".")) for word in (*load_words()["address"], "Ô", "ĐC"))


@cache
def _firsts() -> frozenset[str]:
    return frozenset(address.partition(" ")[0] for address in _addresses())


@cache
def _degrees() -> frozenset[str]:
    degrees = map(str, load_words()["degrees"])
    return frozenset(word for word in degrees if word != "CNTT") | {"Ths", "ThS", "THS", "Ts"}


@cache
def _small_degrees() -> frozenset[str]:
    return frozenset(word_key(word) for word in _degrees())


@lru_cache(maxsize=4096)
def with_capitals(name: str) -> str:
    """Return a name as people write it: ``NGÔ VĂN THỬ``, ``ngô văn thử`` → ``Ngô Văn Thử``."""
    if name.istitle() or not _PLAIN.fullmatch(name):
        return name
    return " ".join(map(_word_with_capitals, name.split(" ")))


@lru_cache(maxsize=8192)
def _word_with_capitals(word: str) -> str:
    if has_capitals_inside(word) and is_syllable(word.lower()):
        return word[:1] + word[1:].lower()  # a key held too long: “NGuyễn”
    if len(word) > 2 and word.isupper() and "'" not in word and "’" not in word:
        return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))
    if word.isupper() and len(word) > 1:
        parts = re.split(r"(['’-])", word)
        return "".join(part[:1].upper() + part[1:].lower() for part in parts)
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word  # ß has no capital
