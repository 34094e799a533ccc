"""The words that provinces head their columns with.

Headers are compared folded to ASCII, so a wrong or missing mark does no harm. A group header and
the header below it are read as one phrase: ``Điện thoại`` over ``Cơ quan``.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from ..names import ascii_fold

_LONGEST = 60  # characters: a sentence is no header


class Field(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"
    FAMILY = "family"  # surname and middle name, when the given name has a column of its own
    GIVEN = "given"
    BORN = "born"
    BORN_MALE = "born-male"  # "Năm sinh" split into Nam and Nữ: the column tells the sex
    BORN_FEMALE = "born-female"
    SEX = "sex"
    MALE = "male"  # "Giới tính" split into Nam and Nữ: a mark in one of them
    FEMALE = "female"
    TITLE = "title"
    RANK = "rank"
    UNIT = "unit"
    PHONE = "phone"
    MOBILE = "mobile"
    CONTACT = "contact"  # one column for either kind of number
    WISH = "wish"
    NOTE = "note"


_NAMES = "ho( va)? ten|ho,? (chu )?(ten )?dem (va )?ten|ho ten dem va ten|ten can bo|can bo"
_PEOPLE = "( (can bo|cong chuc|nguoi|cua)\\b.*| day du| khai sinh)?"
_PHONES = "(so )?(dien thoai|dt|tel|phone)( lien he| lien lac)?"
# An office's number only below or after a word for telephone: "Cơ quan" alone is a unit.
_OFFICE = "(co quan|cq|co dinh|cd|noi lam viec|van phong|ban)"
_HAND = "(di dong|dd|cam tay|mobile)"
_BIRTH = "(ngay|nam|ngay thang|ngay thang nam|ngay,? thang,? nam) sinh"
_PATTERNS: tuple[tuple[Field, str], ...] = (
    (Field.NUMBER, "stt|so tt|so thu tu|tt|s t t|no|thu tu"),
    (Field.NAME, f"({_NAMES}){_PEOPLE}"),
    (Field.FAMILY, f"(({_NAMES}) )?(ho|ho va)( ten| chu)?( va)?( dem| lot| ten dem| chu dem)"),
    (Field.FAMILY, f"(({_NAMES}) )?ho"),
    (Field.GIVEN, f"(({_NAMES}) )?ten"),
    (Field.BORN_MALE, f"{_BIRTH} nam"),
    (Field.BORN_FEMALE, f"{_BIRTH} nu"),
    (Field.BORN, f"{_BIRTH}( cua.*)?|sinh ngay|sinh nam|ns|dob"),
    (Field.SEX, "nam nu|gioi tinh( nam nu)?|gioi|phai|gt"),
    (Field.MALE, "gioi tinh nam|nam"),
    (Field.FEMALE, "gioi tinh nu|nu"),
    (Field.TITLE, "chuc vu.*|chuc danh.*|vi tri( cong tac| cong viec)?|cong viec.*"),
    (Field.RANK, "ngach.*|ten ngach|ma ngach"),
    (Field.UNIT, "(ten )?(phong|phong ban|phong don vi|don vi|bo phan|co quan|co quan don vi)"
                 "( cong tac| lam viec| cong tac.*)?|noi (cong tac|lam viec)|thuoc don vi"),
    (Field.PHONE, f"{_PHONES} (.* )?{_OFFICE}|cq|co dinh|may ban"),
    (Field.MOBILE, f"({_PHONES} )?(.* )?{_HAND}|dtdd|so di dong|sdt di dong"),
    (Field.CONTACT, f"{_PHONES}|sdt|so dtlh|dtlh|sdt lien he"),
    (Field.WISH, "(ten )?(hop thu|dia chi|email|e mail|dia chi (email|e mail|thu|hop thu).*"
                 "|ten dang nhap|tai khoan)( dien tu)?( (de nghi|dang ky|mong muon|de xuat).*)?"),
    (Field.NOTE, "ghi chu.*"),
)  # fmt: skip
_COMPILED = tuple((field, re.compile(pattern)) for field, pattern in _PATTERNS)


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """Return a header as plain words: without marks, signs, ``(*)`` and numbers in brackets."""
    words = re.sub(r"\(\s*[\d*]*\s*\)|[^a-z0-9]+", " ", ascii_fold(text).lower())
    return " ".join(words.split())


@lru_cache(maxsize=4096)
def field_of(text: str) -> Field | None:
    """Return what a column with this header holds, ``None`` for a header of no interest."""
    if len(text) > _LONGEST:
        return None
    key = header_key(text)
    for field, pattern in _COMPILED:
        if pattern.fullmatch(key):
            return field
    return None
