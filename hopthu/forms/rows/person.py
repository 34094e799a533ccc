"""A person of a form, made of the cells of a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hopthu.records.reference import ranks
from hopthu.text.errors import Place
from hopthu.text.names import ascii_fold

from ..sheet import NUMBER, TEXT, Cell
from ..vocabulary.names import read_name, with_capitals
from ..vocabulary.titles import Titles
from ..vocabulary.words import tick_of
from . import phones
from .dates import from_serial, parse_date
from .headings import Heading

Fields = dict[Heading, Cell]

MALE = "Nam"
FEMALE = "Nữ"
# A day between 1927 and 2064, where a spreadsheet shows a date as the number it stores.
_BARE_SERIAL = re.compile(r"[1-5]\d{4}")
_BIRTH_FIELDS = (Heading.BORN, Heading.BORN_MALE, Heading.BORN_FEMALE)
_BIRTH_PARTS = (Heading.DAY, Heading.MONTH, Heading.YEAR)
_NAME_PARTS = (Heading.SURNAME, Heading.FAMILY, Heading.MIDDLE, Heading.GIVEN)
_RANK_CODE = re.compile(r"(\d{1,2})[.,](\d{1,3})")
_LONGEST = 300  # characters of a note that are looked at
_MANAGES = re.compile(
    r"\b(?:quan ?l[yi]|ql|quan tri|phu trach|theo doi)\b.*\b(?:hop thu|thu dien tu|e-?mail|mail)\b"
)
_DENIED = re.compile(r"\b(?:khong|thoi|chua)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a form. Texts are clean Unicode as written, empty where nothing is written.

    ``place`` is the cell of the name. ``agency_id`` is empty when the agency is not known (then a
    problem says so); ``unit`` is the text that named it, a room of the agency perhaps. ``surname``
    and ``given_name`` are there where the form has columns for them: they override the split of the
    name. ``wish`` is the address wished for the person, ``email`` one in use elsewhere;
    ``agency_mailbox`` is the address wished for the agency, whose mailbox the person ``manages``.
    """

    place: Place
    number: str = ""
    name: str = ""
    surname: str = ""
    given_name: str = ""
    born: date | None = None
    sex: str = ""
    title: str = ""
    agency_id: str = ""
    unit: str = ""
    phone: str = ""
    mobile: str = ""
    wish: str = ""
    agency_mailbox: str = ""
    email: str = ""
    note: str = ""
    manages: bool = False


def make_row(
    fields: Fields,
    place: Place,
    agency_id: str,
    unit: str,
    titles: Titles | None = None,
    *,
    today: date | None = None,
    of_mailbox: bool = False,
) -> Row:
    """Return the row of a person; a date that is none comes out as ``None``.

    ``titles`` reads what is short for a title; ``of_mailbox``: the row is about the agency's
    mailbox, and the person manages it.
    """
    titles = titles or Titles({})
    phone, mobile = _numbers(fields)
    note = _text(fields, Heading.NOTE)
    title = _rank(_text(fields, Heading.TITLE)) or _rank(_text(fields, Heading.RANK))
    if title:
        title = titles.read(title).title
    return Row(
        place=place,
        number=_text(fields, Heading.NUMBER).rstrip(".) "),
        name=name_of(fields, titles),
        surname=_text(fields, Heading.SURNAME),
        given_name=_text(fields, Heading.GIVEN),
        born=born_of(fields, today),
        sex=_sex(fields),
        title=title,
        agency_id=agency_id,
        unit=_text(fields, Heading.UNIT) or unit,
        phone=phone,
        mobile=mobile,
        wish="" if of_mailbox else _text(fields, Heading.WISH),
        agency_mailbox=_text(fields, Heading.AGENCY_MAILBOX)
        or (_text(fields, Heading.WISH) if of_mailbox else ""),
        email=_text(fields, Heading.EMAIL),
        note=note,
        manages=of_mailbox
        or (Heading.MANAGES in fields and _is_manager(fields[Heading.MANAGES].text))
        or manages_mailbox(note)
        or manages_mailbox(title),
    )


def name_of(fields: Fields, titles: Titles) -> str:
    """Return the full name, from one column or from several.

    Beside a column of full names, one of surnames tells how the name is split; without that, a
    given name which the name lacks is the rest of it.
    """
    name, given = _text(fields, Heading.NAME), _text(fields, Heading.GIVEN)
    if name and (not given or Heading.SURNAME in fields or f" {given} " in f" {name} "):
        return read_name(name, titles).name
    parts = (name, *(_text(fields, field) for field in _NAME_PARTS))
    return with_capitals(" ".join(part for part in parts if part))


def birth_cell(fields: Fields) -> Cell | None:
    """Return the cell with the date of birth, in whichever column it is.

    Where day, month and year have a column each: the first of them, with the text of all.
    """
    for field in _BIRTH_FIELDS:
        if field in fields:
            return fields[field]
    parts = [fields[field] for field in _BIRTH_PARTS if field in fields]
    if not parts:
        return None
    return parts[0]._replace(text="/".join(part.text for part in parts), kind=TEXT, date=None)


def other_births(fields: Fields, born: date, today: date) -> list[Cell]:
    """Return the cells of further columns that give another day of birth, as of the other sex."""
    cells = [fields[field] for field in _BIRTH_FIELDS if field in fields][1:]
    return [
        cell for cell in cells if (cell.date or parse_date(cell.text, today)) not in (None, born)
    ]


def born_of(fields: Fields, today: date | None = None) -> date | None:
    """Return the day of birth; ``None`` where there is none, only a year, or no date."""
    cell = birth_cell(fields)
    if not cell:
        return None
    if cell.kind == NUMBER and _BARE_SERIAL.fullmatch(cell.text):
        return from_serial(float(cell.text))
    return cell.date or parse_date(cell.text, today)


def _is_manager(text: str) -> bool:
    return bool(tick_of(text)) or manages_mailbox(text)


@lru_cache(maxsize=4096)
def manages_mailbox(text: str) -> bool:
    """Tell whether a note says that the person reads the agency's mailbox."""
    folded = ascii_fold(text[:_LONGEST]).lower()
    return bool(_MANAGES.search(folded)) and not _DENIED.search(folded)


def _text(fields: Fields, field: Heading) -> str:
    cell = fields.get(field)
    return cell.text if cell else ""


def _rank(written: str) -> str:
    """Return the rank's name, also for its code, which a spreadsheet may have made a number."""
    code = _RANK_CODE.fullmatch(written)
    return ranks().get(f"{int(code[1]):02d}.{code[2]:0<3}", written) if code else written


def _sex(fields: Fields) -> str:
    """Return ``Nam`` or ``Nữ``, also where the form marks one of two columns."""
    if Heading.SEX in fields:
        written = _text(fields, Heading.SEX)
        return {"nam": MALE, "nu": FEMALE}.get(ascii_fold(written).lower(), written)
    if Heading.BORN_FEMALE in fields or Heading.FEMALE in fields:
        return FEMALE
    return MALE if Heading.BORN_MALE in fields or Heading.MALE in fields else ""


def _numbers(fields: Fields) -> tuple[str, str]:
    """Return office and mobile number; a column for either kind is told by the number."""
    phone = phones.written(fields[Heading.PHONE]) if Heading.PHONE in fields else ""
    if not phone and Heading.PHONE_FAX in fields:
        phone = phones.before_fax(phones.written(fields[Heading.PHONE_FAX]))
    mobile = phones.written(fields[Heading.MOBILE]) if Heading.MOBILE in fields else ""
    if phones.is_mobile(phone) and not phones.is_in_doubt(phone):
        phone, mobile = "", mobile or phone  # whatever the column says: it is not given out
    contact = phones.written(fields[Heading.CONTACT]) if Heading.CONTACT in fields else ""
    for number in phones.apart(contact) if contact else ():
        if phones.is_mobile(phones.with_zero(number)) or phones.is_in_doubt(number):
            mobile = mobile or number
        else:
            phone = phone or number
    return phone, phones.with_zero(mobile)
