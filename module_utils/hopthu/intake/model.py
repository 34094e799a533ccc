"""A registration form as it was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import Place, Problem
from ..reference import Province


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of a form. Texts are clean Unicode as written, empty where nothing is written.

    ``place`` is the cell of the name. ``agency_id`` is empty when the agency is not known (then a
    problem says so); ``unit`` is the text that named it, a room of the agency perhaps.
    """

    place: Place
    number: str = ""
    name: str = ""
    born: date | None = None
    sex: str = ""
    title: str = ""
    agency_id: str = ""
    unit: str = ""
    phone: str = ""
    mobile: str = ""
    wish: str = ""
    note: str = ""
    manages: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A province's form. ``encoding`` is ``Unicode``, ``TCVN3`` or ``mixed``.

    ``sheet`` is the title of the first sheet with a table. Rows with problems are among ``rows``;
    a problem's place has the row's number as its ``line``. ``notices`` are told and refuse nothing:
    what was read in a way that the sender may not have meant.
    """

    path: Path
    province: Province
    encoding: str
    sheet: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
