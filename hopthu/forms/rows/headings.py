"""The words that provinces head their columns with.

Headers are compared folded to ASCII, so a wrong or missing mark does no harm. A group header and
the header below it are read as one phrase: ``Điện thoại`` over ``Cơ quan``.
"""

from __future__ import annotations

import difflib
import re
from enum import StrEnum
from functools import lru_cache

from hopthu.text.names import ascii_fold

_LONGEST = 60  # characters: a sentence is no header


class Heading(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"
    FAMILY = "family"  # surname and middle name, when the given name has a column of its own
    SURNAME = "surname"
    MIDDLE = "middle"
    GIVEN = "given"
    MANAGER = "manager"  # the name of who manages an agency's mailbox
    BORN = "born"
    BORN_MALE = "born-male"  # "Năm sinh" split into Nam and Nữ: the column tells the sex
    BORN_FEMALE = "born-female"
    DAY = "day"  # of birth, when day, month and year have a column each
    MONTH = "month"
    YEAR = "year"
    SEX = "sex"
    MALE = "male"  # "Giới tính" split into Nam and Nữ: a mark in one of them
    FEMALE = "female"
    TITLE = "title"
    RANK = "rank"
    UNIT = "unit"
    PHONE = "phone"
    PHONE_FAX = "phone-fax"  # the number of a telephone and behind it that of a fax
    MOBILE = "mobile"
    CONTACT = "contact"  # one column for either kind of number
    WISH = "wish"
    AGENCY_MAILBOX = "agency-mailbox"
    EMAIL = "email"  # an address in use now: no wish
    ASSIGNED = "assigned"  # an address that the ministry gave already
    MANAGES = "manages"
    NOTE = "note"


_NAMES = (
    "(ho( va)? ten|ho,? (chu )?(ten )?dem (va )?ten|ho ten dem va ten"
    "|ten (can bo|nhan vien|cong chuc|vien chuc|cbcc|cbccvc|nguoi dung|nguoi su dung)"
    "|can bo|cong chuc|nhan vien|cbcc|cbccvc|hovaten|ho va ?ten|ho ?ten"
    "|(ho va ten |ho ten |ten )?(nguoi (dang ky|de nghi)|chu (tai khoan|hop thu))"
    "|full ?name|name)"
)
_PEOPLE = (
    "( (can bo|cong chuc|vien chuc|nhan vien|cbcc|cbccvc"
    "|cbcnv|cb cc|cbvc|ccvc|nguoi(?! (lap|ky|lien he|duyet))|cua)\\b.*| day du| khai sinh)?"
)
_PHONES = "(so )?(dien thoai|dt|may|tel|telephone|phone)( no| number)?( lien he| lien lac)?"
# An office's number only below or after a word for telephone: "Cơ quan" alone is a unit.
_OFFICE = "(co quan|cq|co dinh|cd|noi lam viec|van phong|ban|office)"
_HAND = "(di dong|dd|cam tay|mobile|cell)"
_BIRTH = "(ngay|nam|ngay thang|ngay thang nam|ngay,? thang,? nam) sinh"
_MAIL = "(hop thu|thu|email|e mail|mail)( dien tu| cong vu)?"
_CARE = "(quan ly|quan li|ql|quan tri|phu trach)"
_PATTERNS: tuple[tuple[Heading, str], ...] = (
    (Heading.NUMBER, "stt|so tt|so thu tu|tt|s t t|no|thu tu"),
    (Heading.MANAGER, f"({_NAMES} )?(can bo|nguoi|cong chuc)( duoc giao)? {_CARE}"
                    f"( {_MAIL}( cua)?( co quan| don vi)*)?( {_NAMES})?"),
    (Heading.NAME, f"{_NAMES}{_PEOPLE}"),
    (Heading.FAMILY, f"({_NAMES} )?(ho|ho va)( ten| chu)?( va)?( dem| lot| ten dem| chu dem)"),
    (Heading.SURNAME, f"({_NAMES} )?(ho|surname|last name|family name)"),
    (Heading.MIDDLE, f"({_NAMES} )?((ten|chu) )?(dem|lot)|middle name"),
    (Heading.GIVEN, f"({_NAMES} )?(ten( goi| chinh)?|given name|first name)"),
    (Heading.BORN_MALE, f"{_BIRTH} nam"),
    (Heading.BORN_FEMALE, f"{_BIRTH} nu"),
    (Heading.DAY, f"({_BIRTH} )?ngay"),
    (Heading.MONTH, f"({_BIRTH} )?thang"),
    (Heading.BORN, f"{_BIRTH}( cua.*)?|sinh ngay|sinh nam|ns|ntns|dob|birth ?(day|date)"
                   "|date of birth"),
    (Heading.SEX, "nam nu|gioi tinh( nam nu)?|gioi|phai|gt|sex|gender"),
    (Heading.MALE, "gioi tinh nam|nam"),
    (Heading.FEMALE, "gioi tinh nu|nu"),
    (Heading.TITLE, "chuc vu(?! (trong )?(dang|doan|cong doan)).*|cv|chuc danh.*"
                  "|vi tri( cong tac| cong viec| viec lam)?|cong viec.*|(job )?title|position"),
    (Heading.RANK, "ngach.*|ten ngach|ma( so)? ngach.*|rank|grade"),
    (Heading.AGENCY_MAILBOX, f"(dia chi |ten )?{_MAIL}( cua)? (co quan|don vi).*"),
    (Heading.UNIT, "(ten )?(phong|phong ban|phong don vi|don vi|bo phan|co quan|co quan don vi)"
                 "( cong tac| lam viec| cong tac.*)?|noi (cong tac|lam viec)|thuoc don vi"
                 "|noi (den|chuyen den)|phong chi cuc|unit|department|agency|organi[sz]ation"),
    (Heading.CONTACT, f"({_PHONES} )?{_OFFICE}( va| hoac)?( {_PHONES})? {_HAND}"
                    f"|({_PHONES} )?{_HAND}( va| hoac)?( {_PHONES})? {_OFFICE}"),
    (Heading.PHONE, f"{_PHONES} (.* )?{_OFFICE}|cq|dtcq|co dinh|may ban|office {_PHONES}"),
    (Heading.MOBILE, f"({_PHONES} )?(.* )?{_HAND}|dtdd|so di dong|sdt di dong|{_HAND} {_PHONES}"),
    (Heading.PHONE_FAX, f"{_PHONES}( {_OFFICE})? (va )?(so )?fax( {_OFFICE})?"),
    (Heading.CONTACT, f"{_PHONES}|sdt|so dtlh|dtlh|sdt lien he"),
    (Heading.ASSIGNED, f"(dia chi )?({_MAIL} )?da (duoc )?cap"),
    (Heading.EMAIL, f"(dia chi )?{_MAIL} (hien (co|tai|nay|dung)|dang (dung|su dung)|ca nhan).*"
                  "|(current|private) e ?mail"),
    (Heading.WISH, "(ten )?(hop thu|dia chi|email|e mail|dia chi (email|e mail|thu|hop thu)\\b.*"
                 "|ten dang nhap|tai khoan)( dien tu)?( (de nghi|dang ky|mong muon|de xuat).*)?"
                 "|(requested|desired|wished) (address|e ?mail|mailbox)"),
    (Heading.WISH, f"((de nghi|dang ky|de xuat)( cap)?|mong muon) (dia chi |ten )?{_MAIL}"),
    (Heading.MANAGES, f"{_CARE} {_MAIL}( cua)?( co quan| don vi)*( co( khong)?| x)?"),
    (Heading.NOTE, "ghi chu.*|notes?|remarks?"),
)  # fmt: skip
_COMPILED = tuple((field, re.compile(pattern)) for field, pattern in _PATTERNS)
# What a header with one mistyped letter may be. None is a name: Hồ Văn Tiến is like "Họ và tên".
_COMMON = {
    "ngaysinh": Heading.BORN, "chucvu": Heading.TITLE,
    "chucdanh": Heading.TITLE, "donvi": Heading.UNIT, "donvicongtac": Heading.UNIT,
    "phongban": Heading.UNIT, "dienthoai": Heading.CONTACT, "didong": Heading.MOBILE,
    "ghichu": Heading.NOTE, "gioitinh": Heading.SEX,
}  # fmt: skip
_PRIVATE = re.compile(r"\b(?:nha|rieng)\b")
_ONE_LETTER_OFF = 0.83  # of difflib: a letter of six changed, missing, twice, or beside its place


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Return a header as plain words: without marks, signs, ``(*)`` and numbers in brackets."""
    words = re.sub(r"\(\s*[\d*]*\s*\)|[^a-z0-9]+", " ", ascii_fold(text).lower())
    return " ".join(words.split())


@lru_cache(maxsize=4096)
def field_of(text: str) -> Heading | None:
    """Return what a column with this header holds, ``None`` for a header of no interest."""
    if len(text) > _LONGEST:
        return None
    # What stands in brackets may be part of the header, "Điện thoại (CQ)", or tell how to fill it.
    for key in dict.fromkeys((header_key(text), header_key(re.sub(r"\([^)]*\)", " ", text)))):
        if field := _of_key(key):
            return field
    if "/" in text or "(" in text or " - " in text:  # in two languages: “Họ và tên/Full name”
        parts = {_of_key(header_key(part)) for part in _LANGUAGES.split(text) if header_key(part)}
        return parts.pop() if len(parts) == 1 else None
    return None


_LANGUAGES = re.compile(r"[/()]| - ")
_NOW = re.compile(
    r"(.+?) (?:moi|hien nay|hien tai|hien dang|nay|chinh xac"
    r"|sau (?:khi )?(?:sap nhap|sap xep|hop nhat).*)"
)
_FORMER = re.compile(
    r"(.+?) (?:cu|truoc day|truoc|truoc (?:khi )?(?:sap nhap|sap xep|hop nhat).*|da dang ky"
    r"|quy hoach|du kien|trong dang|dang|doan|cong doan)"
)
_KEPT_FIELDS = frozenset({
    Heading.NAME, Heading.TITLE, Heading.RANK, Heading.UNIT, Heading.CONTACT, Heading.PHONE,
    Heading.MOBILE, Heading.BORN,
})  # fmt: skip


def _of_key(key: str) -> Heading | None:
    if is_former(key):
        return None
    found = next((field for field, pattern in _COMPILED if pattern.fullmatch(key)), None)
    now = _NOW.fullmatch(key) if found is None else None
    return _of_key(now[1]) if now else found


@lru_cache(maxsize=4096)
def is_former(text: str) -> bool:
    """Tell whether a column has what was or may be, and no more is: “Đơn vị cũ”, “Chức vụ Đảng”."""
    former = _FORMER.fullmatch(header_key(text))
    return former is not None and _of_key(former[1]) in _KEPT_FIELDS


def is_second(label: str) -> bool:
    """Tell whether a column has what another one has before it: “Chức vụ kiêm nhiệm”."""
    return header_key(label).endswith(" kiem nhiem") and "," not in label


@lru_cache(maxsize=4096)
def likely_field(text: str) -> Heading | None:
    """Return what a mistyped header means. Not for telling a header from names: some are alike."""
    key = header_key(text[:_LONGEST])
    if _PRIVATE.search(key) or is_former(key):  # “Điện thoại nhà” is none of those
        return None
    key = key.replace(" ", "")
    close = difflib.get_close_matches(key, _COMMON, 1, _ONE_LETTER_OFF)
    return _COMMON[close[0]] if close else None


def is_doubtful_wish(label: str) -> bool:
    """Tell whether a header for wishes may as well head where people live, or their own mail."""
    return bool(_DOUBTFUL.fullmatch(header_key(label)))


_DOUBTFUL = re.compile(r"dia chi|(dia chi )?(e ?mail|mail|hop thu|thu dien tu)|tai khoan")


def may_be_wish(text: str, name: str, domain: str) -> bool:
    """Tell whether a text in such a column is a wish: under our domain, or made of the name."""
    local, _, theirs = text.strip().lower().partition("@")
    if theirs:
        return theirs == domain
    given = header_key(name).split()[-1:]
    return bool(given) and " " not in local and local.isascii() and given[0] in local
