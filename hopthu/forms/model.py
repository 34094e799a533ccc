"""A registration form as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from hopthu.records.reference import FormerProvince
from hopthu.text.errors import Place, Problem


class FormKind(StrEnum):
    """What a form registers: every row is a person, in the second kind who manages a mailbox."""

    STAFF = "staff"
    MAILBOXES = "mailboxes"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A province's form.

    ``encoding`` is ``Unicode``, ``TCVN3``, ``VNI``, ``VIQR``, ``CP1258`` or ``mixed``.
    ``sheet`` is the title of the first sheet with a table. Rows with problems are among ``rows``;
    a problem's place has the row's number as its ``line``. ``notices`` are told and refuse nothing:
    what was read in a way that the sender may not have meant. ``kind`` is that of the first table.
    """

    path: Path
    province: FormerProvince
    encoding: str
    sheet: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
    kind: FormKind = FormKind.STAFF
