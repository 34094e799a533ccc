"""Who a form is of: what its letterhead, its sheets and its rows say, or the clerk."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hopthu.records.reference import (
    District,
    FormerProvince,
    districts,
    provinces,
    provinces_of_2025,
)
from hopthu.records.service import any_of, plain_of, shipped_service
from hopthu.text.errors import HopthuError

from .context import FormContext
from .rows import messages
from .rows.agencies import (
    DISTRICT_TYPES,
    NOT_OURS,
    KnownAgencies,
    exact,
    expand,
    is_of_2025,
    is_ours,
    loose,
    names_of,
    plain_line,
)
from .rows.texts import Words

_Key = Callable[[str], str]
_FOREIGN = Words(
    r"(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd|hđnd|hội đồng nhân dân|sở|bộ|tòa án|toà án"
    r"|tand|viện kiểm sát"
    r"|vks|vksnd|viện|công an|tổng cục|cục|chi cục|vụ|trường|bệnh viện|trung tâm"
    r"|ban quản lý|ban tổ chức"
    r"|ban nội chính|phòng|kho bạc|bảo hiểm|ngân hàng|đoàn|liên đoàn|hội|văn phòng"
    r"|công ty|tập đoàn|đảng ủy"
    r"|đảng uỷ|tỉnh ủy|thành ủy|huyện ủy|mặt trận|học viện|nhà xuất bản|thanh tra"
    r"|trại giam|tạp chí)\s+[^\W\d]"
)
_SERVICE = shipped_service()
_MINISTRY = re.compile(
    rf"{plain_of((_SERVICE.ministry,))[0]}\b|cong hoa xa hoi|chu nghia viet nam|doc lap.*tu do"
)
_QUOTED = re.compile(
    r"\W*(?:kem theo|ban hanh|theo|(?:kinh |dong |bao cao )?gui|kg|can cu|(?:bieu )?mau|phu luc"
    r"|dinh kem|(?:noi|don vi|co quan|nguoi) nhan)\b|\s*\("
)
_TITLE_LINE = re.compile(r"(?:danh sach|bao cao|tong hop|bieu|bang|dang ky|v/v|ve viec|trich)\b")
_DATED = re.compile(r"\bngay\b.{0,12}\b(?:thang|nam)\b|, ngay \d")
# “TP. Vinh, 12/3/2014”: where and when, and no more.
_PLACE_AND_DAY = re.compile(
    r"[a-z. ]{2,30}[,.]? ?(?:ngay )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\W*\Z"
)
_BELOW = re.compile(
    r"\b(?:chi cuc|huyen|quan|thi xa|khu vuc|kv \d"
    rf"|phong {any_of(plain_of(_SERVICE.loosely))})\b"
)
_LABEL = re.compile(
    r"(?:tên )?(?:đơn vị|cơ quan|nơi)"
    r"(?: (?:gửi|lập|công tác|đăng ký|báo cáo|lập danh sách))?\s*:\s*",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    rf"\b{any_of(plain_of((*_SERVICE.called, *_SERVICE.officers, *_SERVICE.staff)))}\b"
)
_PLACE_OF_DAY = re.compile(r"([^\d,]{2,30})(?:,\s*ngày\b|[, ]\s*(?:ngày )?\d)", re.IGNORECASE)
_PROVINCES_HEAD = re.compile(r"(?<!chi )\bcuc\b")
_SHORT = 8  # words of a line in brackets that names a unit
_LONGEST = 18  # words of a line of a letterhead
_MOST, _ALIKE = 3, 0.8


class Letterhead(NamedTuple):
    """What the lines above a table come to: the agency, or the line that is in doubt."""

    agency: str
    doubt: str = ""
    choices: tuple[str, ...] = ()


def speaking_lines(lines: Iterable[str]) -> list[str]:
    """The lines that may name who sends: no motto, no date, no quotation."""
    found = []
    for line in lines:
        plain = plain_line(line)
        if (
            plain
            and len(plain.split()) <= _LONGEST
            and not _DATED.search(plain)
            and not (_PLACE_AND_DAY.match(plain) and not is_ours(line))
            and not _QUOTED.match(plain)
            and not re.search(r"chu nghia viet nam|doc lap.*tu do", plain)
        ):
            found.append(line)
    return found


def foreign_sender(lines: Iterable[str]) -> str:
    """The line that names a body that is none of the service, where no line names the service."""
    speaking = speaking_lines(lines)
    if any(NOT_OURS.search(plain_line(line)) for line in speaking):
        return next(line for line in speaking if NOT_OURS.search(plain_line(line)))
    if any(is_ours(line) and not _TITLE_LINE.match(plain_line(line)) for line in speaking):
        return ""
    named = [
        line
        for line in speaking
        if _FOREIGN.match(expand(line)) and not _MINISTRY.match(plain_line(line))
    ]
    return named[-1] if named else ""


def has_evidence(texts: Iterable[str]) -> bool:
    """Whether rows speak of the service: its titles, its agencies."""
    return any(_EVIDENCE.search(plain_line(text)) for text in texts)


def letterhead_of(lines: Iterable[str], agencies: KnownAgencies) -> Letterhead:
    """Return the agency that the lines above a table speak for: the last that one names."""
    lines = list(lines)
    speaking = speaking_lines([_LABEL.sub("", line, count=1) for line in _bracketless(lines)])
    labelled = {_LABEL.sub("", line, count=1) for line in lines if _LABEL.match(line)}
    below = doubt = ""
    is_open = any(_is_open(line) for line in lines)
    for index, line in enumerate(speaking):
        plain = plain_line(line)
        ours = is_ours(line)
        typed = bool(re.match(r"(?:huyen|quan|thi xa|thanh pho|khu vuc)\b", plain))
        if not (ours or typed):
            named = agencies.find(line)
            if named not in ("", agencies.province.id):
                if line in labelled:
                    below, doubt = named, ""
                else:
                    doubt = doubt or line  # a district's name alone: of whom, or somebody's?
            continue
        following = speaking[index + 1 : index + 2] if ours else []
        found = next(
            filter(None, map(agencies.find, (line, *(f"{line} {more}" for more in following)))), ""
        )
        if found and found != agencies.province.id:
            below, doubt = found, ""
            if _is_of_either(found, plain, agencies):
                below, doubt = "", line
        elif _TITLE_LINE.match(plain):  # “Danh sách cán bộ các chi cục …” is about many
            if agencies.mentions_district(line):
                doubt = doubt or line
        elif (not found and typed) or (_BELOW.search(plain) and not _is_of_province(found, plain)):
            doubt = doubt or line
    if doubt and not below:
        return Letterhead("", doubt, agencies.candidates(doubt))
    return Letterhead(below or ("" if is_open else agencies.province.id))


def _is_open(line: str) -> bool:
    """Whether a line asks for the unit, and nobody has filled it in: “Đơn vị: ……”."""
    label = _LABEL.match(line)
    return bool(label) and not any(map(str.isalnum, line[label.end() :] if label else ""))


def _is_of_either(found: str, plain: str, agencies: KnownAgencies) -> bool:
    """Whether a line is of two agencies, or gives a city's the rank of the province's.

    “Cục THADS thành phố Thanh Hóa”; “Danh sách cán bộ Cục và Chi cục THADS huyện Nga Sơn”.
    """
    if _TITLE_LINE.match(plain) and " va " in plain and _PROVINCES_HEAD.search(plain):
        return True
    if not _PROVINCES_HEAD.search(plain) or "chi cuc" in plain or "tinh" in plain.split():
        return False
    city = agencies.name(found).removeprefix("thành phố ")
    return loose(city) in map(loose, names_of(agencies.province))


def _bracketless(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, those that stand in brackets as a whole without them: “(Nga Sơn)”."""
    for line in lines:
        inner = line.strip()
        whole = inner.startswith("(") and inner.find(")") == len(inner) - 1
        yield inner[1:-1].strip() if whole and len(inner.split()) <= _SHORT else line


def _is_of_province(found: str, plain: str) -> bool:
    """Whether a line of a province's agency has a word for units below: “Phòng THADS tỉnh”."""
    named = bool(found) and bool(re.search(r"\b(?:tinh|thanh pho)\b", plain))
    return named and "chi cuc" not in plain


def find_provinces(lines: Iterable[str]) -> tuple[FormerProvince, ...]:
    """Return the provinces that the lines above a table name: by their agencies, or the place.

    More than one is a doubt that only the sender or the clerk can settle.
    """
    lines = list(lines)
    speaking = speaking_lines(lines)
    texts = [expand(line) for line in speaking]
    heads = [line for line in speaking if not _TITLE_LINE.match(plain_line(line))]
    for some in (heads, speaking):
        ours = [expand(line) for line in some if is_ours(line)]
        if found := _named_in(ours):
            return found
    if found := _named_in(texts):
        return found[:1]
    found_one = _province_of_district(texts) or _province_of_day_and_district(lines, speaking)
    return (found_one,) if found_one else ()


def _named_in(texts: list[str]) -> tuple[FormerProvince, ...]:
    """The provinces that texts name by the surest mark that any of them bears."""
    for key in (exact, loose):
        for mark in ("tỉnh ", "thành phố ", ""):
            found: dict[FormerProvince, None] = {}
            for text in texts:
                province = _province_in(key(text), key, mark)
                if province:
                    found[province] = None
                    found.update(dict.fromkeys(_beside(province, key(text), key)))
            if found:
                return tuple(found)
    return ()


def _beside(province: FormerProvince, text: str, key: _Key) -> Iterator[FormerProvince]:
    """The provinces whose names go on from another's: “Quảng Nam - Đà Nẵng”."""
    for name in names_of(province):
        for other in provinces().values():
            joined = (f" {key(name)}{between}{key(of)} " for between in (" ", f" {key('và')} ")
                      for of in names_of(other))  # fmt: skip
            if other != province and any(each in f" {text} " for each in joined):
                yield other


def _province_in(text: str, key: _Key, mark: str) -> FormerProvince | None:
    """Return the province that a text names behind ``mark``; the longest name wins."""
    for unit in DISTRICT_TYPES:  # huyện Hòa Bình is in Bạc Liêu
        text = re.sub(rf"\b{re.escape(key(unit))} \S+ \S+", " ", text)
    named = [
        (len(name), province)
        for province in provinces().values()
        for name in names_of(province)
        if f" {key(mark + name)} " in f" {text} "
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _province_of_day_and_district(
    lines: Iterable[str], speaking: Iterable[str]
) -> FormerProvince | None:
    """Return the province where a letter was dated, if a district of it is named above."""
    province = province_of_day(lines)
    if province is None:
        return None
    agencies = KnownAgencies(province)
    found = {agencies.find(line) for line in speaking if is_ours(line)}
    return province if found - {"", province.id} else None


def province_of_day(lines: Iterable[str]) -> FormerProvince | None:
    """Return the province where a letter was dated: alone it does not tell who wrote it.

    Not Hà Nội, where the centre writes too.
    """
    for line in lines:
        place = _PLACE_OF_DAY.match(expand(line))
        found = _province_in(exact(place[1]), exact, "") if place else None
        if found and found.name != "Hà Nội":
            return found
    return None


def _all_districts() -> Iterator[District]:
    for code in provinces():
        yield from districts(code)


def _province_of_district(texts: list[str]) -> FormerProvince | None:
    """Return the one province that has a district which a letterhead names with its type."""
    written = [f" {exact(text)} " for text in texts]
    homes = {
        unit.province
        for unit in _all_districts()
        if any(f" {exact(unit.full_name)} " in text for text in written)
    }
    return provinces()[next(iter(homes))] if len(homes) == 1 else None


def likely_provinces(lines: Iterable[str]) -> tuple[str, ...]:
    """The names of provinces that a mistyped letterhead may mean."""
    names = {loose(name): name for province in provinces().values() for name in names_of(province)}
    lines = list(lines)
    dated = province_of_day(lines)
    found: list[str] = [dated.name] if dated else []
    for line in speaking_lines(lines):
        words = loose(expand(line)).split()
        for count in (2, 3):
            tail = " ".join(words[-count:])
            found += (names[key] for key in difflib.get_close_matches(tail, names, 1, _ALIKE))
    return tuple(dict.fromkeys(found))[:_MOST]


def merged_into(province: FormerProvince, context: FormContext) -> FormerProvince | None:
    """The province that one of 2008 is part of, where the environment has those of 2025 alone."""
    if province.id in context.agencies or not is_of_2025(context.agencies):
        return None
    return next((new for new, former in provinces_of_2025().items() if province in former), None)


def named_sender(context: FormContext) -> tuple[FormerProvince, str] | None:
    """The province that the clerk says, and the agency's id where that is one below it.

    Raises ``HopthuError`` for a name that nobody has.
    """
    name = context.sender.strip()
    if not name:
        return None
    for province in provinces().values():
        if name in (province.id, province.id.replace("-", "_")) or loose(name) in {
            loose(each) for each in (*names_of(province), province.full_name)
        }:
            return province, ""
    for province in provinces().values():
        agencies = KnownAgencies(province, context.agencies, context.vocabulary.agencies)
        ids = {unit.id for unit in districts(province.code)} | set(context.agencies)
        if name in ids and name.split(".")[0] == province.id:
            return province, name
        if province.name in name and (found := agencies.find(name)):
            return province, found
    raise HopthuError.of(messages.NO_SUCH_SENDER, name=name)
