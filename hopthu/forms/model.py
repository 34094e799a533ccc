"""A registration form as it was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hopthu.records.reference import FormerProvince
from hopthu.text.errors import Problem

from .query import Query
from .rows.person import Row


class FormKind(StrEnum):
    """What a form registers: every row is a person, in the second kind who manages a mailbox."""

    STAFF = "staff"
    MAILBOXES = "mailboxes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A province's form.

    ``encoding`` is ``Unicode``, ``TCVN3``, ``VNI``, ``VIQR``, ``CP1258`` or ``mixed``.
    ``sheet`` is the title of the first sheet with a table. Rows with problems are among ``rows``;
    a problem's place has the row's number as its ``line``. ``notices`` are told and refuse nothing:
    what was read in a way that the sender may not have meant. ``kind`` is that of the first table.
    ``queries`` are what is asked of its rows; ``passed_over``: how many rows are nobody, by reason
    (see :class:`.rows.ledger.RowKind`).
    """

    path: Path
    province: FormerProvince
    encoding: str
    sheet: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Problem, ...] = ()
    kind: FormKind = FormKind.STAFF
    queries: tuple[Query, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)
    label: str = ""

    @property
    def called(self) -> str:
        """What messages and answers call the form: its file's name, or more of its path."""
        return self.label or self.path.name

    @property
    def row_count(self) -> int:
        """How many rows with content the form has below its headers."""
        return len(self.rows) + sum(self.passed_over.values())
