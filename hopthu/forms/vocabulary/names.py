"""Read names as people write them: with forms of address, degrees, notes, or two in one cell."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from hopthu.text.names import ascii_fold, clean
from hopthu.text.names.fold import PUNCTUATION

from ..encodings.syllables import is_syllable
from .notes import KIN, kind_of
from .titles import Titles, last_words
from .words import is_nothing, is_vacant, load_words, surnames, word_key

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
_VOWEL = re.compile(r"[aeiouy]")
_CONSONANTS_ALONE = frozenset("BCDĐGHKLMNPQRSTVXZ")
_CONSONANTS = re.compile(r"[bcdghklmnpqrstvx]{4}")
_LONGEST_WORD = 11
_SHORTEST_GLUED = 5
_DEGREE = re.compile(r"(th)\.\s?(s)(?![^\W\d_])\.?\s*", re.IGNORECASE)  # “Th.S”
_SIGN = re.compile(
    r"[^\w\s'’‘\-‐‑\u0300-\u036f]|_"
)  # what no name is written with, once brackets are off
_MOST_TITLE_WORDS = 5
_BETWEEN_NAMES = frozenset({"hoặc", "và", "với", "cùng"})
_WHOLE_NAME = 3  # words: surname, middle name, given name
_TWO_NAMES = 6  # words of two whole names that nothing parts
_COMMON = frozenset(
    map(
        word_key,
        ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Vũ", "Võ", "Phan", "Đặng", "Bùi", "Đỗ"),
    )
)
_DEPUTY = word_key("Phó")  # a surname, too
_MIDDLE = frozenset(map(word_key, ("Văn", "Thị")))
_EXAMPLE = re.compile(r".*\b(?:Văn|Thị|Thi|Van|Đức)\s+[A-EX]\Z")


class NameReading(NamedTuple):
    """A name as it is given; what was left out, and why it is in doubt (a key of messages)."""

    name: str
    left_out: str = ""
    kind: str = ""  # of the note that was left out
    doubt: str = ""


TWO, ODD, EXAMPLE, ADDRESS = "two", "odd", "example", "address"


def read_name(text: str, titles: Titles, lines: tuple[str, ...] = ()) -> NameReading:
    """Read a cell of names; ``lines`` are those of a cell that has several."""
    if lines:
        return _read(text, titles, lines)
    known = titles.names.get(text)
    if known is None:
        known = titles.names[text] = _plain(text, titles) or _read(text, titles, ())
    return known


def _plain(text: str, titles: Titles) -> NameReading | None:
    """Read a name as most are: words with a capital each, the first no form of address."""
    if not text.istitle() or not _WORDS.fullmatch(text):
        return None
    first = word_key(text.partition(" ")[0])
    if first not in surnames() or first in _addresses():
        return None
    return NameReading(text, doubt=ODD if _ends_in_title(text, titles) else _oddness(text))


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
    rest, before = _without_title(rest, titles)
    behind = [*before, *behind]
    rest, doubt = _without_address(rest)
    left_out = "; ".join((*notes, *behind))
    kind = next(filter(None, map(kind_of, (*notes, *behind))), "")
    if left_out and not kind:
        kind = _kind_of_rest(notes, behind, titles)
    rest = clean(_trimmed(rest))
    name = with_capitals(rest)
    odd = _UNFINISHED.search(text) or _INITIAL.search(text) or _ends_in_title(rest, titles)
    return NameReading(
        name, left_out, kind, doubt or (ODD if odd else _broken(rest) or _oddness(name))
    )


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


def begins_like_name(text: str) -> bool:
    """Whether a text of several words begins with a surname, or with a mark of the minorities."""
    words = text.split()
    if not 2 <= len(words) <= 10:
        return False
    first = words[0].translate(PUNCTUATION)
    return word_key(first) in surnames() or first.upper()[:2] in ("H'", "K'", "Y", "A")


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
        two = word_key(" ".join(words[:2]).rstrip(".:"))
        if "/" in words[0] and all(word_key(p) in _addresses() for p in words[0].split("/")):
            words = words[1:]
        elif len(words) > 2 and two in _addresses():
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


def _is_address(words: list[str]) -> bool:
    """Whether the first word is no part of the name: a whole name follows."""
    rest = words[1:]
    if word_key(rest[0]) in _MIDDLE and not words[0].endswith("."):
        return False  # “Bà Thị Hoa”
    if words[0].endswith((".", ":")) or "/" in words[0]:
        return True
    surname = word_key(words[0]) in surnames()
    return len(rest) >= 2 and word_key(rest[0]) in surnames() and not (surname and len(rest) < 3)


def _may_be_address(words: list[str]) -> bool:
    return len(words) > 3 or (len(words) == 3 and word_key(words[1]) in surnames())


@cache
def _addresses() -> frozenset[str]:
    return frozenset(word_key(word.rstrip(".")) for word in (*load_words()["address"], "Ô", "ĐC"))


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


def _word_with_capitals(word: str) -> str:
    if _has_capitals_inside(word) and is_syllable(word.lower()):
        return word[:1] + word[1:].lower()  # a key held too long: “NGuyễn”
    if len(word) > 2 and word.isupper() and "'" not in word and "’" not in word:
        return "-".join(part[:1] + part[1:].lower() for part in word.split("-"))
    if word.isupper() and len(word) > 1:
        parts = re.split(r"(['’-])", word)
        return "".join(part[:1].upper() + part[1:].lower() for part in parts)
    first = word[:1].upper()
    return first + word[1:] if len(first) == 1 else word  # ß has no capital


@lru_cache(maxsize=16384)
def _oddness(name: str) -> str:
    if _EXAMPLE.match(name):
        return EXAMPLE
    words = name.split()
    if is_vacant(name) or _has_no_surname(words):
        return ODD
    if not _BETWEEN_NAMES.isdisjoint(name.lower().split()[1:]):
        return ODD
    if len(words) > _WHOLE_NAME and words[-1] == "A":
        return ODD  # one of two of the same name: “Nguyễn Văn Thử A”
    if _has_word_before(words):
        return ODD
    plain_signs = name.translate(PUNCTUATION)
    if _SIGN.search(plain_signs) or _is_spaced(words) or _is_two_names(words):
        return ODD
    if any(word.strip("-") != word for word in plain_signs.split()):
        return ODD  # a dash that holds no two words together
    if name.isascii() and len(words) > 1 and _lost_its_marks(words[0]):
        return ODD
    if not (begins_like_name(name) or any(map(is_syllable, words)) or not name.isascii()):
        return "" if any(sign in name for sign in "'’") else ODD
    if len(words[-1]) == 1 and words[-1] in _CONSONANTS_ALONE:
        return ODD
    for word in words:
        plain = ascii_fold(word).lower()
        if len(plain) > 1 and plain.isalpha() and not _VOWEL.search(plain):
            return ODD
        if _CONSONANTS.search(plain) or len(plain) > _LONGEST_WORD or _is_glued(word):
            return ODD
    return ""


def _has_no_surname(words: list[str]) -> bool:
    """Whether plain Vietnamese words begin with no surname: “Hộp Thư Chung”."""
    keys = list(map(word_key, words))
    return (
        len(words) > 1
        and not begins_like_name(" ".join(words))
        and _MIDDLE.isdisjoint(keys)
        and all(len(word) > 1 and is_syllable(word) for word in words)
    )


def _has_word_before(words: list[str]) -> bool:
    """Whether a whole name follows a word that is no surname: “Sơ Trần Thị Ba”."""
    if len(words) <= _WHOLE_NAME:
        return False
    first, second, third = map(word_key, words[:3])
    return first not in surnames() and second in surnames() and third in _MIDDLE


def _is_spaced(words: list[str]) -> bool:
    """Whether a name is written with a blank behind each letter."""
    return len(words) > 3 and 2 * sum(len(word) == 1 for word in words) > len(words)


def _is_two_names(words: list[str]) -> bool:
    """Whether words are two whole names with nothing between them."""
    if len(words) < _TWO_NAMES:
        return False
    keys = list(map(word_key, words))
    middles = sum(key in _MIDDLE for key in keys)
    return middles > 1 or any(key in _COMMON for key in keys[3:-2])


def _lost_its_marks(surname: str) -> bool:
    """Whether a surname is one that people write with marks: “Nguyen”, “Tran”."""
    key = word_key(surname)
    return key not in surnames() and key in _bare_surnames()


@cache
def _bare_surnames() -> frozenset[str]:
    return frozenset(ascii_fold(name).lower() for name in surnames())


def _is_glued(word: str) -> bool:
    """Whether a word is two: “VănThử”, “AThử”, “Vănthử”, “Nguyễnvăn”."""
    if _has_capitals_inside(word) or any(a.islower() and b.isupper() for a, b in pairwise(word)):
        return True
    small = word.lower()
    if len(small) < _SHORTEST_GLUED or is_syllable(small):
        return False
    parts = ((small[:at], small[at:]) for at in range(2, len(small) - 1))
    return any(
        _is_known_part(first, second) and is_syllable(first) and is_syllable(second)
        for first, second in parts
    )


def _is_known_part(first: str, second: str) -> bool:
    """Whether a part of a word is one that names have: a middle name, a surname with marks."""
    keys = {word_key(first), word_key(second)}
    surname = not first.isascii() and word_key(first) in surnames() and not second.isascii()
    return not _MIDDLE.isdisjoint(keys) or surname


def _has_capitals_inside(word: str) -> bool:
    """Whether a word goes on small behind its second capital."""
    return len(word) > 2 and word.isalpha() and word[:2].isupper() and word[2:].islower()
