"""Find the agency that a piece of text names, the way people write it, in the reference tree.

Words are compared with their marks first; only when nothing is found, without (``Dak Lak``). A text
must name one agency and nothing else, or a person called Nguyễn Hà Nam would be a province.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from hopthu.records.reference import FormerProvince, districts, provinces
from hopthu.text.names import ascii_fold, match_key

_MOST, _ALIKE = 3, 0.86  # candidates that are shown; of difflib: a letter or two of ten
_LONGEST = 200  # characters that are looked at: the names of agencies are shorter
_Key = Callable[[str], str]
_DISTRICT_TYPES = ("huyện", "quận", "thị xã")
_TYPES = (*_DISTRICT_TYPES, "thành phố")
# "phòng" alone is not among them: Hải Phòng.
_SERVICE_WORDS = (
    "phòng thi hành án", "thi hành án dân sự", "thi hành án", "dân sự", "thads", "tha", "chi cục",
    "cục", "cơ quan", "đội", "văn phòng", "trụ sở",
)  # fmt: skip
_ABBREVIATIONS = (
    (re.compile(r"\b(?:t\.?\s?p\b|thành phố)\.?\s*", re.IGNORECASE), "thành phố "),
    (re.compile(r"\b(?:t\.?\s?x\b|thị xã)\.?\s*", re.IGNORECASE), "thị xã "),
    (re.compile(r"\bh(?:\.\s*|\s+(?=\w{2}))", re.IGNORECASE), "huyện "),
    (re.compile(r"\bq(?:\.\s*|\s+(?=\w))", re.IGNORECASE), "quận "),
    (re.compile(r"\b(?:q|quận)\s*0*(?=\d)", re.IGNORECASE), "quận "),
    (re.compile(r"\bt\.\s*(?=\w{2})", re.IGNORECASE), "tỉnh "),
)
# Ways to write a province that differ from its name by more than marks.
_OTHER_NAMES = {"46": ("huế", "tt huế"), "77": ("brvt", "br vt"), "79": ("hcm", "tphcm", "sài gòn")}
_SERVICE = re.compile(
    r"\b(?:thi hanh an|thads|tha ds|tha|cuc|chi cuc|so tu phap|co quan|phong thi hanh)\b"
)
# With marks where a surname would be like them without: Tô, Quan, Thà.
_ROOM = re.compile(
    r"(?:các )?(?:phòng|văn phòng|ban lãnh đạo|lãnh đạo|bộ phận|tổ|đội|khối|thanh tra)\b"
    r"(?! thi hành án)"
)
_AGENCY = re.compile(
    r"(?:(?:chi )?cục(?! trưởng)|cơ quan|huyện|quận|thị xã|thành phố|tỉnh|thads|tha)\b"
    r"|.*\b(?:thi hành án|thads|thi hanh an)\b"
)
_COUNTRY = re.compile(r"chu nghia viet nam|doc lap.*tu do")
_COUNTER = re.compile(r"\s*(?:[IVXLC]+|[A-GI-PRSU-Z]|\d{1,3}(?:\.\d{1,2})*)\s*[.)/:\-–]\s*")


class _Unit(NamedTuple):
    """A district's agency as it is searched for; ``name`` without the type."""

    id: str
    name: str
    type: str


class Agencies:
    """The agencies of one province."""

    def __init__(self, province: FormerProvince) -> None:
        self.province = province
        self._units = [
            _Unit(unit.id, unit.name.removeprefix(f"{unit.type.capitalize()} "), unit.type)
            for unit in districts(province.code)
        ]
        self._known: dict[str, str] = {}
        self._alike: dict[str, tuple[str, ...]] = {}

    def find(self, text: str) -> str:
        """Return the id of the agency that ``text`` names, empty when it names none for sure."""
        if text not in self._known:
            written = expand(text)
            self._known[text] = self._search(written, _exact) or self._search(written, _loose)
        return self._known[text]

    def _search(self, written: str, key: _Key) -> str:
        """Search under one way of comparing."""
        own_names = [key(name) for name in _names(self.province)]
        whole = text = f" {key(written)} "
        for name in own_names:  # after "tỉnh" it is an address and names no district
            text = text.replace(f" {key('tỉnh')} {name} ", f" {key('tỉnh')} ")
        typed = [unit for unit in self._units if f" {key(unit.type)} {key(unit.name)} " in text]
        if typed:
            return max(typed, key=lambda unit: len(unit.name)).id
        rest = _without(text, map(key, _SERVICE_WORDS))
        if rest == key("tỉnh") and rest != whole.strip():
            return self.province.id
        rest = _without(f" {rest} ", map(key, ("tỉnh", *_TYPES)))
        if rest in own_names:
            return self.province.id
        for name in own_names:
            rest = rest.removesuffix(f" {name}")
        named = [unit for unit in self._units if key(unit.name) == rest and not rest.isdigit()]
        return named[0].id if len(named) == 1 else ""

    def candidates(self, text: str) -> tuple[str, ...]:
        """Return the full names of the districts that ``text`` may mean, where it names none.

        Those of the same name, or those whose name differs by little; none for a person or a room.
        """
        if text not in self._alike:
            self._alike[text] = () if self.find(text) or is_room(text) else self._near(text)
        return self._alike[text]

    def _near(self, text: str) -> tuple[str, ...]:
        bare = _without(f" {_loose(expand(text))} ", map(_loose, (*_SERVICE_WORDS, *_TYPES)))
        for name in map(_loose, _names(self.province)):  # "huyện Bình Sn, tỉnh Quảng Ngãi"
            bare = bare.removesuffix(name).removesuffix(f" {_loose('tỉnh')} ").strip()
        names = {unit.id: _loose(unit.name) for unit in self._units}
        close = difflib.get_close_matches(bare, set(names.values()), _MOST, _ALIKE)
        exact = [name for name in close if name == bare]
        by_id = {unit.id: unit.full_name for unit in districts(self.province.code)}
        return tuple(by_id[id_] for id_ in by_id if names[id_] in (exact or close))

    def of_letterhead(self, lines: Iterable[str]) -> str:
        """Return the agency that the lines above a table speak for: the last, or the province."""
        found = [self.find(line) for line in lines if _is_of_service(line)]
        return next((id_ for id_ in reversed(found) if id_), self.province.id)


def _without(text: str, phrases: Iterable[str]) -> str:
    """Return a text between blanks without these phrases, stripped."""
    for phrase in phrases:
        while f" {phrase} " in text:
            text = text.replace(f" {phrase} ", " ")
    return text.strip()


@lru_cache(maxsize=4096)
def _exact(text: str) -> str:
    """Return a key for equal words: blind to case, signs and the place of tones only."""
    return match_key(re.sub(r"[^\w'\u2019-]", " ", text))


@lru_cache(maxsize=4096)
def _loose(text: str) -> str:
    """Return a key blind to all marks, to i or y, and to c or k: ``Dak Lak``, ``Đắc Lắc``."""
    words = re.findall(r"[a-z0-9]+", ascii_fold(text).lower().replace("'", ""))
    return " ".join(words).replace("y", "i").replace("k", "c")


def _names(province: FormerProvince) -> tuple[str, ...]:
    return (province.name, *_OTHER_NAMES.get(province.code, ()))


def _is_of_service(text: str) -> bool:
    return bool(_SERVICE.search(ascii_fold(text).lower()))


def expand(text: str) -> str:
    """Return the text without its counter (``II.``) and with types of units written out."""
    text = text[:_LONGEST]
    text = _COUNTER.sub("", text, count=1) if _COUNTER.match(text) else text
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    return re.sub(r"\([^)]*\)", " ", text)


def is_room(text: str) -> bool:
    """Tell whether a text names a part of an agency: ``Phòng Tổ chức cán bộ``, ``Ban lãnh đạo``."""
    return bool(_ROOM.match(expand(text).lower()))


def is_agency_like(text: str) -> bool:
    """Tell whether a text speaks of an agency, known or not."""
    return bool(_AGENCY.match(expand(text).lower()))


def find_province(lines: Iterable[str]) -> FormerProvince | None:
    """Return the province that the lines above a table name: its agency first, then the place."""
    texts = [expand(line) for line in lines]
    texts = [text for text in texts if not _COUNTRY.search(ascii_fold(text).lower())]
    for candidates in ([text for text in texts if _is_of_service(text)], texts):
        for key in (_exact, _loose):
            for mark in ("tỉnh ", "thành phố ", ""):
                for text in candidates:
                    found = _province_in(key(text), key, mark)
                    if found:
                        return found
    return None


def _province_in(text: str, key: _Key, mark: str) -> FormerProvince | None:
    """Return the province that a text names behind ``mark``; the longest name wins."""
    for unit in _DISTRICT_TYPES:  # huyện Hòa Bình is in Bạc Liêu
        text = re.sub(rf"\b{re.escape(key(unit))} \S+ \S+", " ", text)
    named = [
        (len(name), province)
        for province in provinces().values()
        for name in _names(province)
        if f" {key(mark + name)} " in f" {text} "
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None
