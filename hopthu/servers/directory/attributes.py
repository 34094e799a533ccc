"""Every attribute that hopthu reads or writes: one row each, from which all else follows.

Who writes it, what people call it, whether it is somebody's personal data, whether it may be seen
at all, and a value for the entry that every directory has written first. An attribute without a
row belongs to nobody here: it is never written, and hidden wherever personal data is.
"""

from __future__ import annotations

from typing import NamedTuple

from hopthu.text.language import Text

from .entry import Values
from .tree import same_dn


class Attribute(NamedTuple):
    """One row.

    ``by``: the resources that write and compare it; ``personal``: what of people's data it is (one
    of ``policy.MASKABLE``); ``secret``: never shown, never compared; ``sample``: a value that shows
    nobody, with ``{self}`` for the DN of the entry that has them all; ``follows``: not told where
    that other attribute is.
    """

    name: str
    label: Text
    by: tuple[str, ...] = ()
    personal: str = ""
    sample: str = ""
    follows: str = ""
    secret: bool = False


TABLE: dict[str, Attribute] = {}


def _row(
    name: str,
    en: str = "",
    vi: str = "",
    *,
    by: str = "",
    personal: str = "",
    sample: str = "attributes",
    follows: str = "",
    secret: bool = False,
) -> str:
    label = Text(en or name, vi or name)
    TABLE[name] = Attribute(name, label, tuple(by.split()), personal, sample, follows, secret)
    return name


# The order of the rows is that in which the fields of a change are told.
_ENTRIES = "agencies accounts lists"
_ADDRESS, _SELF = "attributes@invalid", "{self}"
DN = _row("dn", "place", "vị trí", sample="")
CLASSES = _row("objectClass", by=_ENTRIES, sample="")
UID = _row("uid", by="accounts")
CN = _row("cn", "name", "họ tên", by="accounts lists", personal="name", sample="")
SURNAME = _row("sn", "surname", "họ", by="accounts", personal="name", follows=CN)
GIVEN_NAME = _row("givenName", "given name", "tên", by="accounts", personal="name", follows=CN)
DISPLAY_NAME = _row("displayName", "name", "tên", by=_ENTRIES, personal="name", follows=CN)
# By this people are found who are looked for without marks, as on a telephone.
PLAIN_NAME = _row(
    "hopthuPlainName",
    "name without marks",
    "tên không dấu",
    by="accounts agencies",
    personal="name",
    follows=DISPLAY_NAME,
)
TITLE = _row("title", "title", "chức danh", by="accounts", personal="title")
AGENCY = "hopthuAgency"
UNIT = _row("ou", "agency's name", "tên cơ quan", by="agencies accounts", follows=AGENCY)
MAIL = _row("mail", "address", "địa chỉ", by=_ENTRIES, personal="address", sample=_ADDRESS)
ALIASES = _row(
    "mailAlternateAddress",
    "further addresses",
    "địa chỉ khác",
    by="aliases lists",
    personal="address",
    sample=f"alternate.{_ADDRESS}",
)
MEMBERS = _row(
    "mgrpRFC822MailMember", "members", "thành viên", by="lists", personal="address", sample=_ADDRESS
)
WRITERS = _row("hopthuWriter", "writers", "người gửi", by="lists", sample=_SELF)
LIST_KIND = _row("hopthuListKind", "kind", "loại", by="lists")
TELEPHONE = _row(
    "telephoneNumber", "telephone", "điện thoại", by="accounts", personal="telephone", sample="0"
)
ID = _row("hopthuId", by="agencies")
KIND = _row("hopthuKind", "kind", "loại", by="agencies")
CODE = _row("hopthuCode", "code", "mã", by="agencies")
MANAGERS = _row("hopthuManager", "managers", "người quản lý hộp thư", by="agencies", sample=_SELF)
_row(AGENCY, "agency", "cơ quan", by="accounts")
STATE = _row("hopthuState", "state", "tình trạng", by="accounts")
SINCE = _row("hopthuSince", "since", "từ ngày", by="accounts")
# Seen by Dovecot alone: whose mailbox is under hold need not know it.
HOLD = _row("hopthuHold", "legal hold", "lệnh giữ nguyên", by="accounts agencies", sample="TRUE")
QUOTA = _row("mailQuota", "quota", "dung lượng", by="quotas", sample="1")
# Given to a new entry by whoever makes it, and changed by what has seen the letters alone.
HOST = _row("mailHost", "mail host", "máy chủ thư", by="mail_hosts", sample="invalid")
MARK = _row("hopthuProvince", "province", "tỉnh", by=_ENTRIES)
_row("mailForwardingAddress", personal="address", sample=_ADDRESS)
RESET = _row("pwdReset", by="first_passwords", sample="FALSE")
PASSWORD = _row("userPassword", secret=True, sample="")
FORMER_PASSWORDS = _row("pwdHistory", secret=True, sample="")
# What the server notes by itself.
CSN = _row("entryCSN", sample="")
CONTEXT = _row("contextCSN", sample="")  # of the whole tree: what changed last
HEARS = _row("olmSRConnection", sample="")  # in the monitor: whether another server is heard
LOGIN = _row("authTimestamp", sample="")
PASSWORD_CHANGED = _row("pwdChangedTime", sample="")
CREATED = _row("createTimestamp", sample="")
MODIFIED = _row("modifyTimestamp", sample="")

# Of these the server does not tell cases apart and nobody looks at them; of names people do.
_FOLDED = frozenset({MAIL, ALIASES, MEMBERS, STATE, MARK, AGENCY, ID, KIND, LIST_KIND, HOST, UID})
_NAMES_OF_ENTRIES = frozenset({MANAGERS, WRITERS, DN})

ADDRESSES = (MAIL, ALIASES)
"""Whose values nobody else in the directory may have: its overlay ``unique`` sees to that."""

SECRETS = frozenset(name for name, row in TABLE.items() if row.secret)
"""Attributes that are never shown and never compared: they are made anew by whoever writes."""


def owned(resource: str) -> tuple[str, ...]:
    """What a resource writes and compares; it never touches another attribute."""
    return tuple(name for name, row in TABLE.items() if resource in row.by)


def label(name: str) -> Text:
    """What people call an attribute; one without a row goes by its own name."""
    return TABLE[name].label if name in TABLE else Text(name, name)


def follows(name: str) -> str:
    """The attribute that tells of this one too where it changes; empty for none."""
    return TABLE[name].follows if name in TABLE else ""


def is_hidden(name: str, kinds: frozenset[str]) -> bool:
    """Whether values are hidden where personal data of ``kinds`` is; unknown ones always are."""
    row = TABLE.get(name)
    return row is None or row.secret or row.personal in kinds


def samples(own_dn: str) -> dict[str, str]:
    """A value for each attribute that hopthu writes, for the entry ``own_dn`` that has them all.

    slapd (seen with 2.5.13) numbers an attribute when it is first written. Where that is in a
    transaction that fails, the number stays in its memory and never gets to the disk; the next new
    attribute takes it again, and values are read under the other's name: a telephone number as a
    title. So no transaction may be the first to write an attribute.
    """
    return {name: row.sample.replace("{self}", own_dn) for name, row in TABLE.items() if row.sample}


def folded(name: str, value: bytes) -> bytes:
    """``value`` so that two spellings which are one to the server, and to people, are equal."""
    base = name.partition(";")[0]
    if base in _FOLDED:
        return value.lower()
    if base in _NAMES_OF_ENTRIES:
        return same_dn(value.decode("utf-8", "replace")).encode()
    return value


def same_values(name: str, one: Values, other: Values) -> bool:
    """Whether an attribute has these values already: in any order, and as the schema compares."""
    if one == other:
        return True
    if len(one) != len(other):
        return False
    return {folded(name, value) for value in one} == {folded(name, value) for value in other}
