"""The fields of a record: one table serves the strict reader, the JSON Schema and the writer.

A field's ``pattern`` must match the whole value. ``order`` of the tables is the order in which
records are written.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection
from typing import NamedTuple

from hopthu.text.language import Text
from hopthu.text.sizes import SIZE

from ..handover_keys import PATTERN as PUBLIC_KEY
from ..handover_keys import is_public_key
from ..model import AGENCY_STATES, LIST_STATES, STATES
from ..patterns import AGENCY_ID, HOST, KIND, LOCAL_PART, PERSON_ID, ROLE

_ADDRESS = r"(?=.{6,254}\Z)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}"
_HASH = r"k[0-9a-f]{4}:[0-9a-f]{16}"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# No control, no invisible and no direction-turning characters, and no blank at either end: what
# is read in a review is what is written to the directory.
_HIDDEN = r"\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_LINE = rf"(?!\s)[^{_HIDDEN}]{{1,256}}(?<!\s)"


class Field(NamedTuple):
    """One key of a record; values are text, or lists of text (``many``) or of records (``of``)."""

    name: str
    pattern: str
    expected: Text
    required: bool = False
    many: bool = False
    of: tuple[Field, ...] = ()
    check: Callable[[str], bool] = lambda _: True
    choices: tuple[str, ...] = ()


def is_date(text: str) -> bool:
    """Whether ``text`` is a day of the calendar, written YYYY-MM-DD."""
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


_TEXT = Text("a text of one line", "văn bản một dòng")
_AGENCY = Text("an agency id such as thanh-hoa.bim-son", "id cơ quan như thanh-hoa.bim-son")
_PERSON = Text("a person's id such as thanh-hoa-0003", "id người như thanh-hoa-0003")
_MAILBOX = Text(
    "the part before the @: a-z, 0-9 and single dots, hyphens or underscores between them",
    "phần trước @: a-z, 0-9, giữa chúng có thể có dấu chấm, gạch ngang, gạch dưới",
)
_KIND = Text(
    "a kind of agency that the policy names, such as province",
    "loại cơ quan có trong chính sách, ví dụ province",
)
_ROLE = Text("the name of a role such as vanthu", "tên vai trò như vanthu")
_LIST = Text(
    "the id of a list such as thanh-hoa.du-an or officers.thanh-hoa",
    "id danh sách như thanh-hoa.du-an hoặc officers.thanh-hoa",
)
_OUTSIDE = Text("an address such as ten@example.gov.vn", "địa chỉ như ten@example.gov.vn")
_WRITER = Text(
    "members, anybody, or the id of a person, an agency or a list",
    "members, anybody, hoặc id của người, cơ quan hay danh sách",
)
_DAY = Text('a day such as "2008-11-15"', 'ngày như "2008-11-15"')
_PHONE = Text(
    "a telephone number of digits, dots and spaces", "số điện thoại gồm chữ số, chấm, cách"
)
_QUOTA = Text("a size such as 500M or 2G", "dung lượng như 500M hoặc 2G")
_BORN = Text("a keyed hash that scripts/intake wrote", "mã băm do scripts/intake ghi")
_KEY = Text(
    "a whole public key: age1… or ssh-ed25519 …", "khoá công khai đầy đủ: age1… hoặc ssh-ed25519 …"
)
_HOST = Text(
    "a host's full name such as mail2.moj.gov.vn", "tên đầy đủ của máy như mail2.moj.gov.vn"
)
_HOLD = Text("a legal hold", "lệnh giữ nguyên hộp thư")
_CODE = Text('an official code in quotes, such as "038"', 'mã số trong dấu nháy, ví dụ "038"')


def _choice(name: str, choices: tuple[str, ...], *, required: bool = False) -> Field:
    words = ", ".join(choices)
    expected = Text(f"one of {words}", f"một trong {words}")
    return Field(name, "|".join(choices), expected, required=required, choices=choices)


def _day(name: str) -> Field:
    return Field(name, _DATE, _DAY, check=is_date)


FORMER_MAILBOX_FIELDS: tuple[Field, ...] = (
    Field("mailbox", LOCAL_PART, _MAILBOX, required=True),
    _day("until"),
)

ROLE_FIELDS: tuple[Field, ...] = (
    Field("role", ROLE, _ROLE, required=True),
    Field("holders", PERSON_ID, _PERSON, required=True, many=True),
)

# What a records office writes: the matter, who ordered it, and the days.
HOLD_FIELDS: tuple[Field, ...] = (
    Field("reason", _LINE, _TEXT, required=True),
    Field("by", _LINE, _TEXT, required=True),
    _day("since")._replace(required=True),
    _day("until"),
)

AGENCY_FIELDS: tuple[Field, ...] = (
    Field("id", AGENCY_ID, _AGENCY, required=True),
    Field("name", _LINE, _TEXT, required=True),
    Field("kind", KIND, _KIND, required=True),
    Field("parent", AGENCY_ID, _AGENCY),
    Field("code", r"[0-9]{1,6}", _CODE),
    _day("valid_from"),
    _day("valid_to"),
    Field("mailbox", LOCAL_PART, _MAILBOX),
    Field("managers", PERSON_ID, _PERSON, many=True),
    Field("quota", SIZE, _QUOTA),
    Field("mail_host", HOST, _HOST),
    Field("aliases", LOCAL_PART, _MAILBOX, many=True),
    Field("former_mailboxes", "", _MAILBOX, many=True, of=FORMER_MAILBOX_FIELDS),
    Field("roles", "", _ROLE, many=True, of=ROLE_FIELDS),
    _choice("state", AGENCY_STATES),
    _day("since"),
    Field("successor", AGENCY_ID, _AGENCY),
    Field("hold", "", _HOLD, many=True, of=HOLD_FIELDS),
)


def agency_fields(kinds: Collection[str]) -> tuple[Field, ...]:
    """The fields of an agency of an environment that has these kinds and no other."""
    kind = _choice("kind", tuple(kinds), required=True)
    return tuple(kind if field.name == kind.name else field for field in AGENCY_FIELDS)


PERSON_FIELDS: tuple[Field, ...] = (
    Field("id", PERSON_ID, _PERSON, required=True),
    Field("name", _LINE, _TEXT, required=True),
    Field("agency", AGENCY_ID, _AGENCY, required=True),
    Field("title", _LINE, _TEXT, required=True),
    Field("mailbox", LOCAL_PART, _MAILBOX, required=True),
    _choice("state", STATES),
    _day("since"),
    Field("surname", _LINE, _TEXT),
    Field("given_name", _LINE, _TEXT),
    Field("aliases", LOCAL_PART, _MAILBOX, many=True),
    Field("former_mailboxes", "", _MAILBOX, many=True, of=FORMER_MAILBOX_FIELDS),
    Field("quota", SIZE, _QUOTA),
    Field("mail_host", HOST, _HOST),
    Field("phone", r"\+?[0-9][0-9 ./-]{5,30}", _PHONE),
    Field("born", _HASH, _BORN),
    Field("matches", _HASH, _BORN, many=True),
    Field("hold", "", _HOLD, many=True, of=HOLD_FIELDS),
)

HANDOVER_FIELDS: tuple[Field, ...] = (
    Field("name", _LINE, _TEXT, required=True),
    Field("key", PUBLIC_KEY, _KEY, required=True, check=is_public_key),
)

LIST_FIELDS: tuple[Field, ...] = (
    Field("id", AGENCY_ID, _LIST, required=True),
    Field("name", _LINE, _TEXT, required=True),
    Field("mailbox", LOCAL_PART, _MAILBOX, required=True),
    Field("people", PERSON_ID, _PERSON, many=True),
    Field("agencies", AGENCY_ID, _AGENCY, many=True),
    Field("lists", AGENCY_ID, _LIST, many=True),
    Field("outside", _ADDRESS, _OUTSIDE, many=True),
    Field("writers", AGENCY_ID, _WRITER, many=True),
    Field("aliases", LOCAL_PART, _MAILBOX, many=True),
    _choice("state", LIST_STATES),
    _day("since"),
)

PATTERNS: dict[str, re.Pattern[str]] = {
    field.pattern: re.compile(rf"(?:{field.pattern})\Z")
    for fields in (
        AGENCY_FIELDS,
        PERSON_FIELDS,
        LIST_FIELDS,
        HANDOVER_FIELDS,
        FORMER_MAILBOX_FIELDS,
        ROLE_FIELDS,
        HOLD_FIELDS,
    )
    for field in fields
}
