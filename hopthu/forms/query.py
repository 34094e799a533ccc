"""A question about a row of a form: what is not understood, and what it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hopthu.text.errors import Problem


class QueryKind(StrEnum):
    """What a question is about; titles and agencies are answered once for all rows that say so."""

    TITLE = "title"
    AGENCY = "agency"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Query:
    """``text`` is what the form says, ``choices`` what it may mean, the likeliest first.

    ``line`` and ``sheet`` tell the row that waits, which need not be where the problem is.
    """

    problem: Problem
    kind: QueryKind
    sheet: str
    line: int
    text: str = ""
    choices: tuple[str, ...] = ()
