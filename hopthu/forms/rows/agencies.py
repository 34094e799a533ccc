"""Find the agency that a piece of text names, the way people write it, in the reference tree.

Words are compared with their marks first; only when nothing is found, without (``Dak Lak``). A text
must name one agency and nothing else, or a person called Nguyễn Hà Nam would be a province.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from hopthu.records.model import Agency
from hopthu.records.reference import FormerProvince, districts, provinces, provinces_of_2025
from hopthu.records.service import any_of, plain_of, shipped_service
from hopthu.text.names import ascii_fold, match_key

from ..vocabulary.notes import kind_of
from ..vocabulary.words import OWN, is_corrected, names_other_body, word_key
from . import texts

_MOST, _ALIKE = 3, 0.85  # candidates that are shown; of difflib: a letter or two of ten
_LONGEST = 200  # characters that are looked at: the names of agencies are shorter
_Key = Callable[[str], str]
DISTRICT_TYPES = ("huyện", "quận", "thị xã")
_TYPES = (*DISTRICT_TYPES, "thành phố")
_SERVICE = shipped_service()
_LOOSELY, _SURELY = any_of(_SERVICE.loosely), any_of(_SERVICE.surely)
# "phòng" alone is not among them: Hải Phòng.
_SERVICE_WORDS = (
    *_SERVICE.left_out, "cc", "chi cục", "cục", "cơ quan", "đơn vị", "đội", "văn phòng", "trụ sở",
)  # fmt: skip
_ABBREVIATIONS = (
    (re.compile(r"\b(?:t\.?\s?p\b|thành phố)\.?\s*", re.IGNORECASE), "thành phố "),
    (re.compile(r"\b(?:t\.?\s?x\b|thị xã)\.?\s*", re.IGNORECASE), "thị xã "),
    (re.compile(r"\bh(?:\.\s*|\s+(?=\w{2}))", re.IGNORECASE), "huyện "),
    (re.compile(r"\bq(?:\.\s*|\s+(?=\w))", re.IGNORECASE), "quận "),
    (re.compile(r"\b(?:q|quận)\s*0*(?=\d)", re.IGNORECASE), "quận "),
    (re.compile(r"\bt\.\s*(?=\w{2})", re.IGNORECASE), "tỉnh "),
    (re.compile(r"\bk\.?v\.?\s*(?=\d)", re.IGNORECASE), "khu vực "),
)
# Ways to write a province that differ from its name by more than marks.
_OTHER_NAMES = {"46": ("huế", "tt huế"), "77": ("brvt", "br vt"), "79": ("hcm", "tphcm", "sài gòn")}
# With marks where a surname would be like them without: Tô, Quan, Thà.
_ROOM = re.compile(
    r"(?:các )?(?:phòng|vp|văn phòng|ban lãnh đạo|lãnh đạo|bộ phận|tổ|đội|khối|thanh tra"
    r"|nghiệp vụ|hành chính|tổ chức|kế toán|tài vụ|tài chính|kế hoạch|tổng hợp|quản trị|một cửa)\b"
    rf"(?! {_LOOSELY}\b)(?!.*\b(?:khu vực|kv ?\d))"
)
_SHORT_ROOM = re.compile(  # “P.TCCB”; “P. VINH” may be a ward
    r"\s*[Pp]\.\s*(?:TCCB|NV|HC|TH|TCKT|KHTC|HCTH|HCQT|KTGQKNTC|GQKNTC|NVTHA)\s*\d?\Z"
)
_AGENCY = re.compile(
    rf"(?:(?:chi )?cục(?! trưởng)|cơ quan|huyện|quận|thị xã|thành phố|tỉnh|{_LOOSELY})\b"
    rf"|.*\b(?:{_SURELY}|{any_of(plain_of(_SERVICE.called))})\b|.*\b(?:khu vực|kv) ?\d"
)
_OF_HEAD = re.compile(r"(?<!chi )\bcục\b")
_SENDER = re.compile(rf"cục(?: (?:{_LOOSELY}|{_SERVICE.name.lower()}))?(?: tỉnh)?")
_COMMUNE = re.compile(
    r"(?<!thị )\bxã\b|\bphường\b|\bthị trấn\b|\bubnd\b|ủy ban nhân dân|\bđặc khu\b"
)
_IN_TITLE = re.compile(rf"\b(?:(?:chi )?cục(?! trưởng| phó)|{_SURELY})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BEHIND_POST = re.compile(r"\bchi cục trưởng\s+([^\W\d_][^,;(]*)", re.IGNORECASE)
_AND = re.compile(r"\s*[+&,;/]\s*|\s+(?:và|-|–)\s+")
_WHERE = re.compile(
    r"(?<!\w)(?:thuộc|của|(?:(?:làm việc|công tác|biệt phái|tăng cường) )?(?:tại|ở|sang))"
    r"\s+([^,;.(]{2,60})",
    re.IGNORECASE,
)
_PARTED = re.compile(r"(?<=[a-z\u00e0-\u1ef9])(?=[A-Z\u0110])")  # between words: “NgaSơn”
_OURS = re.compile(rf"\b{any_of(plain_of((*_SERVICE.surely, *_SERVICE.also, *_SERVICE.short)))}\b")
# What shares the words of the service, and what stands beside any.
NOT_OURS = re.compile(
    rf"\b{any_of(plain_of(_SERVICE.others))}\b"
    r"|^(?:dang (?:uy|bo)|chi bo|(?:ban chap hanh )?cong doan|doan thanh nien"
    r"|chi doan|hoi cuu chien binh)\b"
)
_COUNTER = re.compile(r"\s*(?:[IVXLC]+|[A-GI-PRSU-Z]|\d{1,3}(?:\.\d{1,2})*)\s*[.)/:\-–]\s*")


class _Unit(NamedTuple):
    """A district's agency as it is searched for; ``name`` without the type."""

    id: str
    name: str
    type: str


class KnownAgencies:
    """The agencies of one province: those of the reference tree and the environment's own.

    ``inventory`` are the environment's by id, ``kept`` what forms call agencies, by keys of words.
    """

    of_service = True  # of the one that is shipped

    def __init__(
        self,
        province: FormerProvince,
        inventory: Mapping[str, Agency] | None = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        self.province = province
        self._kept = kept or {}
        self._inventory = inventory or {}
        self._units = [
            _Unit(unit.id, unit.name.removeprefix(f"{unit.type.capitalize()} "), unit.type)
            for unit in districts(province.code)
            if not is_of_2025(self._inventory) or unit.id in self._inventory
        ]
        there = {unit.id for unit in self._units} | {province.id}
        self._own = {
            self._bare(agency.name): agency.id
            for agency in self._inventory.values()
            if agency.id.split(".")[0] == province.id and agency.id not in there
        }
        self._known: dict[str, str] = {}
        self._alike: dict[str, tuple[str, ...]] = {}

    def find(self, text: str) -> str:
        """Return the id of the agency that ``text`` names, empty when it names none for sure."""
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def of_tab(self, name: str) -> str:
        """The agency that a sheet's tab names, where words may run together: “02-NgaSon”."""
        if found := self.find(name):
            return found
        glued = re.sub(r"[^a-z]", "", _bare(re.sub(r"[\d_]+", " ", _PARTED.sub(" ", name))))
        named = [unit.id for unit in self._units if loose(unit.name).replace(" ", "") == glued]
        return named[0] if len(named) == 1 else ""

    def _found(self, text: str) -> str:
        kept = self._kept.get(word_key(text), "")
        if kept:
            return "" if kept == OWN else kept
        return self._meant(text)

    def _meant(self, text: str) -> str:
        if self._own and (own := self._own.get(self._bare(text))):
            return own
        if names_other_body(text) or is_corrected(text):
            return ""
        found = self._written(text)
        for inner in _BRACKETS.findall(text):
            other = self._written(inner)
            if kind_of(inner) or (other not in ("", found, self.province.id)):
                return ""  # “Nga Sơn (biệt phái Hà Trung)”
        return found

    def _written(self, text: str) -> str:
        written = expand(text)
        return self._search(written, exact) or self._search(written, loose)

    def in_title(self, text: str) -> str:
        """The id of the agency that a title goes on to name; empty for most."""
        if named := _IN_TITLE.search(text):
            return self.find(text[named.start() :])
        places = [*_BRACKETS.findall(text), *_BEHIND_POST.findall(text)]
        found = {self.find(place) for place in places} - {"", self.province.id}
        return found.pop() if len(found) == 1 else ""

    def unknown_in_title(self, text: str) -> bool:
        """Whether a title goes on to name an agency, and none that is known: “… THADS Hà Tung”."""
        named = _IN_TITLE.search(text)
        if not named:
            return False
        tail = re.split(r"[,;(/+&]|\s[-–]\s|\s(?:kiêm|và)\s", text[named.start() :])[0]
        if self.find(tail):
            return False
        rest = _without(f" {_bare(tail)} ", map(loose, (*_TYPES, "cục", "trực thuộc")))
        return any(map(str.isalpha, rest)) and not is_room(tail)

    def in_note(self, text: str) -> str:
        """The id of the agency where a note says that somebody works; empty for most."""
        said = _WHERE.search(text)
        return self.find(said[1].strip(" .")) if said else ""

    def _bare(self, text: str) -> str:
        bare = _bare(text)
        for name in map(loose, names_of(self.province)):
            bare = bare.removesuffix(f" {name}")
        return bare

    def is_own(self, text: str) -> bool:
        """Whether a text names a part of whatever agency it stands in: a room, a group."""
        return (
            self._kept.get(word_key(text)) == OWN
            or (is_room(text) and not names_other_body(text) and not self._has_name_of_unit(text))
            or (texts.is_group(text) and not is_agency_like(text))
        )

    def _has_name_of_unit(self, text: str) -> bool:
        """Whether a room has the name of a district's agency: “Tổ công tác Nga Sơn”."""
        written = f" {exact(expand(text))} "
        return any(
            " " in unit.name and f" {exact(unit.name)} " in written
            for unit in self._units
            if unit.name not in names_of(self.province)
        )

    def is_of_head(self, text: str) -> bool:
        """Whether a room is said to be of the province's agency: “Văn phòng Cục”."""
        return is_room(text) and bool(_OF_HEAD.search(expand(text).lower()))

    def ended(self, agency_id: str) -> Agency | None:
        """The agency of that id, if the inventory has it as one that is no more."""
        agency = self._inventory.get(agency_id)
        return agency if agency is not None and agency.ended else None

    def name(self, agency_id: str) -> str:
        """What people call an agency of the province."""
        if agency_id == self.province.id:
            return self.province.full_name
        named = {unit.id: unit.full_name for unit in districts(self.province.code)}
        agency = self._inventory.get(agency_id)
        return named.get(agency_id) or (agency.name if agency else agency_id)

    def elsewhere(self, text: str) -> FormerProvince | None:
        """Return the one other province that has a district of the name in ``text``."""
        bare = _without(f" {loose(expand(text))} ", map(loose, (*_SERVICE_WORDS, *_TYPES)))
        homes = _homes().get(bare, frozenset()) - {self.province.code}
        return provinces()[next(iter(homes))] if len(homes) == 1 else None

    def _search(self, written: str, key: _Key) -> str:
        """Search under one way of comparing."""
        own_names = [key(name) for name in names_of(self.province)]
        whole = text = f" {key(written)} "
        if _names_other_province(text, own_names, key):
            return ""
        for name in own_names:  # after "tỉnh" it is an address and names no district
            text = text.replace(f" {key('tỉnh')} {name} ", f" {key('tỉnh')} ")
        typed = [unit for unit in self._units if f" {key(unit.type)} {key(unit.name)} " in text]
        if typed:
            unit = max(typed, key=lambda unit: len(unit.name))
            return "" if self._names_more(unit, typed, text, key) else unit.id
        if _COMMUNE.search(written.lower()):
            return ""
        if _SENDER.fullmatch(written.strip().lower()):
            return self.province.id
        rest = _without(text, map(key, _SERVICE_WORDS))
        if rest == key("tỉnh") and rest != whole.strip():
            return self.province.id
        of_district = any(f" {key(type_)} " in f" {rest} " for type_ in DISTRICT_TYPES)
        rest = _without(f" {rest} ", map(key, ("tỉnh", *_TYPES)))
        if rest in own_names:  # “huyện Hải Dương” is nothing that there is
            return "" if of_district else self.province.id
        for name in own_names:
            rest = rest.removesuffix(f" {name}")
        named = [unit for unit in self._units if key(unit.name) == rest and not rest.isdigit()]
        other = any(f" {key(type_)} {rest} " in text for type_ in _TYPES)
        # "thành phố Thủ Đức" is not the district of that name.
        return named[0].id if len(named) == 1 and not other else ""

    def _names_more(self, unit: _Unit, typed: list[_Unit], text: str, key: _Key) -> bool:
        """Whether a text names another district beside ``unit``: “Q.1, Q.3”."""
        phrase = f" {key(unit.type)} {key(unit.name)} "
        rest = text.replace(phrase, " ")
        behind = text.partition(phrase)[2].removeprefix(f"{key('và')} ")
        if any(f"{behind} ".startswith(f"{key(other.name)} ") for other in self._others(unit)):
            return True  # “huyện Diễn Châu và Yên Thành”
        if any(
            f" {key(other.type)} {key(other.name)} " in rest for other in typed if other != unit
        ):
            return True
        rest = _without(rest, map(key, (*_SERVICE_WORDS, "tỉnh", "và", *_TYPES)))
        for name in map(key, names_of(self.province)):
            rest = rest.removesuffix(f" {name}") if rest != name else ""
        return any(key(other.name) == rest for other in self._units if other.name != unit.name)

    def names_several(self, text: str) -> bool:
        """Whether a text is the names of several agencies and nothing else: “Tân Kỳ + Anh Sơn”."""
        parts = [part for part in _AND.split(text) if part.strip()]
        return len(parts) > 1 and all(map(self.find, parts))

    def mentions_district(self, text: str) -> bool:
        """Whether a text has the name of a district with its type, whatever else it has."""
        written = f" {loose(expand(text))} "
        return any(f" {loose(unit.type)} {loose(unit.name)} " in written for unit in self._units)

    def _others(self, unit: _Unit) -> list[_Unit]:
        """The districts that are called otherwise than ``unit`` and the province."""
        names = {unit.name, *names_of(self.province)}
        return [other for other in self._units if other.name not in names]

    def candidates(self, text: str) -> tuple[str, ...]:
        """Return the full names of the districts that ``text`` may mean, where it names none.

        Those of the same name, or those whose name differs by little; none for a person or a room.
        """
        if text not in self._alike:
            self._alike[text] = () if self.find(text) or is_room(text) else self._near(text)
        return self._alike[text]

    def _near(self, text: str) -> tuple[str, ...]:
        bare = _without(f" {loose(expand(text))} ", map(loose, (*_SERVICE_WORDS, *_TYPES)))
        for name in map(loose, names_of(self.province)):  # "huyện Bình Sn, tỉnh Quảng Ngãi"
            bare = bare.removesuffix(name).removesuffix(f" {loose('tỉnh')} ").strip()
        names = {unit.id: loose(unit.name) for unit in self._units}
        close = difflib.get_close_matches(bare, set(names.values()), _MOST, _ALIKE)
        exact = [name for name in close if name == bare]
        by_id = {unit.id: unit.full_name for unit in districts(self.province.code)}
        return tuple(by_id[id_] for id_ in by_id if names.get(id_) in (exact or close))


def _names_other_province(text: str, own: list[str], key: _Key) -> bool:
    """Whether a text says that its place is in another province: “Huyện Hà Trung tỉnh Nghệ An”."""
    behind = " " + text.partition(" " + key("tỉnh") + " ")[2]
    if any(behind.startswith(f" {name} ") for name in own):
        return False
    names = (key(name) for province in provinces().values() for name in names_of(province))
    return bool(behind.strip()) and any(behind.startswith(f" {name} ") for name in names)


def _without(text: str, phrases: Iterable[str]) -> str:
    """Return a text between blanks without these phrases, stripped."""
    for phrase in phrases:
        while f" {phrase} " in text:
            text = text.replace(f" {phrase} ", " ")
    return text.strip()


@lru_cache(maxsize=4096)
def exact(text: str) -> str:
    """Return a key for equal words: blind to case, signs and the place of tones only."""
    return match_key(re.sub(r"[^\w'\u2019-]", " ", text))


@lru_cache(maxsize=4096)
def loose(text: str) -> str:
    """Return a key blind to all marks, to i or y, and to c or k: ``Dak Lak``, ``Đắc Lắc``."""
    words = re.findall(r"[a-z0-9]+", ascii_fold(text).lower().replace("'", ""))
    return " ".join(words).replace("y", "i").replace("k", "c")


def names_of(province: FormerProvince) -> tuple[str, ...]:
    """Return the names of a province, the usual one first."""
    return (province.name, *_OTHER_NAMES.get(province.code, ()))


def is_of_2025(inventory: Mapping[str, Agency]) -> bool:
    """Tell whether an environment has the provinces of 2025: then it has all agencies there are.

    In one that has not, agencies come with the forms that name them first.
    """
    return all(province.id in inventory for province in provinces_of_2025()) and not all(
        province.id in inventory for province in provinces().values()
    )


@cache
def _homes() -> dict[str, frozenset[str]]:
    """The codes of the provinces that have a district of a name, by the name."""
    homes: dict[str, frozenset[str]] = {}
    for code in provinces():
        for unit in districts(code):
            name = loose(unit.name.removeprefix(f"{unit.type.capitalize()} "))
            homes[name] = homes.get(name, frozenset()) | {code}
    return homes


def _bare(name: str) -> str:
    """What is left of the name of an agency without the words that all of them share."""
    words = (*_SERVICE_WORDS, "phòng", "tỉnh")
    return _without(f" {loose(expand(name))} ", map(loose, words))


@lru_cache(maxsize=4096)
def expand(text: str) -> str:
    """Return the text without its counter (``II.``) and with types of units written out."""
    text = text[:_LONGEST]
    text = _COUNTER.sub("", text, count=1) if _COUNTER.match(text) else text
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    return re.sub(r"\([^)]*\)", " ", text)


def plain_line(text: str) -> str:
    """A line as words without marks, small."""
    return " ".join(re.findall(r"[\w,./()-]+", ascii_fold(expand(text)).lower()))


def is_ours(line: str) -> bool:
    """Whether a line names the service that is shipped, and no other one."""
    plain = plain_line(line)
    return bool(_OURS.search(plain)) and not NOT_OURS.search(plain)


def is_room(text: str) -> bool:
    """Tell whether a text names a part of an agency: ``Phòng Tổ chức cán bộ``, ``Ban lãnh đạo``."""
    return bool(_SHORT_ROOM.match(text) or _ROOM.match(expand(text).lower()))


def is_agency_like(text: str) -> bool:
    """Tell whether a text speaks of an agency, known or not."""
    return bool(_AGENCY.match(expand(text).lower()))
