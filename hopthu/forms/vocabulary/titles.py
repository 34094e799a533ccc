"""Read titles as people write them: short, in capitals, several in one, held for the time being."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from hopthu.records.reference import leading_posts, posts, ranks
from hopthu.records.service import any_of, shipped_service
from hopthu.text.names import ascii_fold, match_key

from ..encodings.syllables import is_syllable
from .words import is_corrected, load_words, names_other_body, word_key

_BETWEEN = re.compile(r"(\s*[,;/+&|]\s*|\s+[-‐‑–—]\s+|\s+kiêm\s+|\s+và\s+)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
_ROOM = re.compile(r"\b(?:phòng|ban|tổ|văn phòng)\b")
# What one may be head of, behind “Trưởng” alone.
_HEADED = re.compile(
    r"(?:phòng|ban|tổ|văn phòng|bộ phận|đội|trạm|khoa|chi nhánh"
    rf"|{any_of(shipped_service().loosely)})\b",
    re.IGNORECASE,
)
_SHORT_PLACE, _LONG_PLACE = 6, 3  # letters of “HCM”, words of “Hồ Chí Minh”
_MOST_WORDS = 14  # of a title with what it goes on to name: “Trưởng phòng Tổ chức cán bộ …”
_CHOICES, _ALIKE = 3, 0.75
_BEFORE_TITLES = ("Phó", "phó", "PHÓ", "Quyền", "quyền", "hành viên", "HÀNH VIÊN")
_ROOM_IN_SHORT = re.compile(r"\b(trưởng|phó|viên|sự)\s+p\.\s*(?=\w)", re.IGNORECASE)
# Since when or until when somebody has a post: perhaps no more.
_DAY = re.compile(r"\d\s*[/.-]\s*\d|(?<!\d)(?:19|20)\d\d(?!\d)")
_COMMUNE = re.compile(r"(?<!thị )\bxã\b|\bphường\b")


class TitleReading(NamedTuple):
    """A title in full; where it is not ``sure`` as it was written, with what it may mean."""

    title: str
    sure: bool = True
    choices: tuple[str, ...] = ()


class Titles:
    """Reads titles; ``kept`` are those that an environment knows, by keys. O(1) a known one.

    ``of_service``: whether its agencies are of the service that is shipped; to others that
    service's own titles mean nothing and are asked about.
    """

    def __init__(self, kept: Mapping[str, str], *, of_service: bool = True) -> None:
        self._kept = kept
        self._of_service = of_service
        self._own = {word_key(title): title for title in kept.values()}
        self._seen: dict[str, TitleReading] = {}
        self.names: dict[str, Any] = {}  # what names were read as, that go with these titles

    def read(self, text: str) -> TitleReading:
        """Return what a title means."""
        known = self._seen.get(text)
        if known is None:
            known = self._read(text)
            if not self._of_service and word_key(known.title) not in self._own:
                known = _without_service(text, known)
            self._seen[text] = known
        return known

    def is_title(self, text: str) -> bool:
        """Whether a text is a title and nothing else."""
        return word_key(text) in self._own or word_key(text) in _catalogue() or bool(
            len(text) > 1 and text.isupper() and _abbreviation(text)
        )  # fmt: skip

    def _read(self, text: str) -> TitleReading:
        key = word_key(text)
        answered = self._kept.get(key) or self._own.get(key) or _catalogue().get(key)
        if answered:
            return TitleReading(answered)
        plain = _BRACKETS.sub(" ", text).strip()
        bracketed = _BRACKETS.search(text)
        if bracketed and plain:
            if _DAY.search(bracketed[1]):
                return TitleReading(text, False, _near(plain))
            whole = self._read(plain)
            rest = f" ({bracketed[1].strip()})"
            return whole._replace(title=whole.title + rest) if whole.sure else whole
        pieces = _BETWEEN.split(text)
        if len(pieces) == 1 and (parted := _of_short_ones(text)):
            pieces = parted
        read = [self._part(piece) for piece in pieces[::2]]
        if any(reading.sure for reading in read):
            read = [
                _beside(piece) or reading for piece, reading in zip(pieces[::2], read, strict=True)
            ]
        if len(pieces) == 1:
            return read[0]
        if all(reading.sure for reading in read):
            joined = read[0].title
            for between, piece, reading in zip(pieces[1::2], pieces[2::2], read[1:], strict=True):
                same = not piece.isupper() and match_key(piece) == match_key(reading.title)
                joined += between.lower() + (piece if same else reading.title)
            return TitleReading(joined)
        unsure = next(reading for reading in read if not reading.sure)
        if read[0].sure and not unsure.choices and _ROOM.search(pieces[0].lower()):
            return self._part(text)  # “Trưởng phòng Kế hoạch, Tài chính”
        return TitleReading(text, False, unsure.choices)

    def _part(self, text: str) -> TitleReading:
        """Return the reading of one title."""
        text = text.strip(" .:*")
        key = word_key(text)
        known = self._kept.get(key) or self._own.get(key) or _catalogue().get(key)
        if known:
            return TitleReading(known)
        if readings := _abbreviation(text):
            sure = len(readings) == 1
            return TitleReading(readings[0] if sure else text, sure, readings)
        if any(key.startswith(head) for head in _heads()):
            return TitleReading(load_words()["head"])
        for acting in self._acting(text):
            return acting
        written = _expanded(text)
        for candidate in dict.fromkeys((written, text)):
            if longer := _beginning(candidate):
                return TitleReading(longer)
        folded = _folded().get(ascii_fold(written).lower())
        if folded and len(folded) == 1 and written.isascii():
            return TitleReading(folded[0])
        return TitleReading(text, False, _near(written))

    def _acting(self, text: str) -> Iterator[TitleReading]:
        """Yield the reading of a title held for the time being, if it is one."""
        match = _acting_words().match(text)
        if not match:
            return
        said = ascii_fold(match[1]).lower()
        rest = self._part(text[match.end() :])
        if rest.sure:
            before = "Phụ trách" if said.startswith("p") else "Quyền"
            yield TitleReading(f"{before} {rest.title}")


def _without_service(text: str, reading: TitleReading) -> TitleReading:
    """A reading without what is a title of the service that is shipped alone."""
    choices = tuple(choice for choice in reading.choices if not _is_of_service(choice))
    if reading.sure and _is_of_service(reading.title):
        return TitleReading(text, False, choices)
    return reading._replace(choices=choices)


def _is_of_service(title: str) -> bool:
    service = shipped_service()
    return any(word in title.lower() for word in (*service.called, *service.officers))


def _beside(text: str) -> TitleReading | None:
    """The reading of a post in the party or the union that stands beside a title."""
    known = _besides().get(word_key(text.strip(" .")))
    return TitleReading(known) if known else None


@cache
def _besides() -> dict[str, str]:
    return {word_key(post): post for post in load_words()["besides"]}


def _of_short_ones(text: str) -> list[str]:
    """The pieces of titles in short that a dash without blanks holds together: “PCCT-CHV”."""
    pieces = re.split(r"([-‐‑–—])", text)
    short = len(pieces) > 1 and all(
        piece.isupper() and len(_abbreviation(piece)) == 1 for piece in pieces[::2]
    )
    return [", " if at % 2 else piece for at, piece in enumerate(pieces)] if short else []


@cache
def _catalogue() -> dict[str, str]:
    """The titles in full by key; the ranks and posts of the service first."""
    words = load_words()
    titles: dict[str, str] = {}
    full = (reading for readings in words["titles"].values() for reading in readings)
    for title in (*posts(), *ranks().values(), *words["more_titles"], *full):
        titles.setdefault(word_key(title), title)
    return titles


@cache
def last_words() -> frozenset[str]:
    """The keys of the words that titles of several words end in."""
    return frozenset(word_key(t.split()[-1]) for t in _catalogue().values() if " " in t)


@cache
def _folded() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for title in _catalogue().values():
        found.setdefault(ascii_fold(title).lower(), []).append(title)
    return found


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {short: tuple(full) for short, full in load_words()["titles"].items()}


@cache
def _heads() -> tuple[str, ...]:
    return tuple(word_key(head) for head in load_words()["heads"] if head != "Lãnh đạo")


@cache
def _acting_words() -> re.Pattern[str]:
    words = sorted(map(str, load_words()["acting"]), key=len, reverse=True)
    joined = "|".join(re.escape(word.rstrip(".")) for word in words)
    return re.compile(rf"({joined})(?:\.\s*|\s+)(?=\w)", re.IGNORECASE)


def _abbreviation(text: str) -> tuple[str, ...]:
    """The readings of a text of letters that stand for words: “P.C.C.T”, “chv”."""
    if len(text) > 12:
        return ()
    return _abbreviations().get(re.sub(r"[\s.]", "", text).upper(), ())


def _expanded(text: str) -> str:
    """Return a title with its shortened words in full: “P. CCT” → “Phó Chi cục trưởng”."""
    text = _ROOM_IN_SHORT.sub(r"\1 phòng ", text)
    words: list[str] = []
    found = re.findall(r"[^\s.]+", text)
    for at, word in enumerate(found):
        full = load_words()["title_words"].get(word.upper(), "")
        if word.upper() == "TP" and _is_place(found[at + 1 :]):
            full = "thành phố"
        # Behind “phòng” the same letters stand for a field of work.
        above = " ".join(words[-3:])
        heads = (
            not words or above.endswith(_BEFORE_TITLES) or word.lower() in shipped_service().loosely
        )
        shown = word.isupper() or word.islower()
        words.append(full if full and shown and heads else word)
    return " ".join(words)


def _is_place(words: list[str]) -> bool:
    """Whether “TP” before some words is that of a city: “TP Thanh Hóa”, not “TP. Nghiệp vụ 1”."""
    rest = " ".join(words)
    if not rest or any(map(str.isdigit, rest)):
        return False
    if rest.isupper() and len(rest) <= _SHORT_PLACE:
        return rest in load_words()["cities"]
    return rest.istitle() and len(words) <= _LONG_PLACE


def _beginning(text: str) -> str:
    """Return a title that a known one begins, in the catalogue's spelling; empty for another."""
    words = text.split()
    if len(words) > _MOST_WORDS:
        return ""
    for count in range(len(words), 0, -1):
        known = _catalogue().get(match_key(" ".join(words[:count])))
        if known and (count > 1 or known.count(" ") == 0):
            rest = " ".join(words[count:])
            if names_other_body(rest):
                return ""
            if not _goes_on(rest) or _of_commune(rest):
                return ""
            if known not in load_words()["helpers"] and (post := _leading(rest)):
                return f"{known}, {post}"  # two posts with no sign between
            if count == 1 and rest and not _HEADED.match(rest):
                return ""  # “Trưởng” of what? A quota follows from it
            rest = " ".join(map(_small, rest.split())) if rest.isupper() and len(rest) > 4 else rest
            return f"{known} {rest}".strip()
    return ""


def _of_commune(rest: str) -> bool:
    """Whether a title goes on to name a commune, where the service has nobody."""
    return bool(_COMMUNE.search(rest.lower()))


def _leading(rest: str) -> str:
    """The leading post that follows a rank, with what it goes on to name; empty for none."""
    begins = match_key(rest).startswith(tuple(match_key(post) for post in leading_posts()))
    return _beginning(rest) if begins else ""


def _small(word: str) -> str:
    """A word in small letters; what stands for several words stays as it is: “TCCB”."""
    return word.lower() if is_syllable(word.lower()) else word


def _goes_on(rest: str) -> bool:
    """Whether words may follow a title: of a unit, a place, a field of work."""
    if not rest:
        return True
    return any(map(str.isalpha, rest)) and not is_corrected(rest) and not _DAY.search(rest)


def _near(text: str) -> tuple[str, ...]:
    """The titles that a mistyped one may be, the likeliest first."""
    folded = ascii_fold(text).lower()
    close = difflib.get_close_matches(folded, _folded(), _CHOICES, _ALIKE)
    return tuple(title for key in close for title in _folded()[key])[:_CHOICES]
