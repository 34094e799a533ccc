"""The clerk's answers to questions about rows: the same person as somebody, another one, nobody."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from hopthu.text.errors import HopthuError

from ..model import Form
from ..rows.person import Row
from . import messages

NEW = ""
"""The answer that a row is of a person not registered yet, taken as it was read."""
SKIP = "-"
"""The answer that a row registers nobody."""


class Answers:
    """Answers by the name of a row: ``38_thanh_hoa.xls:57``; each is to be used up."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._given = dict(given or {})
        self._left = set(self._given)

    def to(self, form: Form, row: Row) -> str | None:
        """The id given for a row, NEW, or None where nothing was answered."""
        for name in _names(form, row):
            if name in self._given:
                self._left.discard(name)
                return self._given[name]
        return None

    def require_used(self) -> None:
        """Raise HopthuError for answers to what nobody asks."""
        if self._left:
            raise HopthuError(messages.UNASKED.at(row=name) for name in sorted(self._left))


def row_name(form: Form, row: Row) -> str:
    """What to call a row on the command line; with its sheet where the form has several."""
    short, long = _names(form, row)
    several = len({other.place.sheet for other in form.rows}) > 1
    return shlex.quote(long if several else short)


def line_name(form: Form, sheet: str, line: int) -> str:
    """What to call a row in a file of answers, by its sheet and line."""
    several = len({other.place.sheet for other in form.rows}) > 1
    return f"{form.called}:{sheet}:{line}" if several else f"{form.called}:{line}"


def _names(form: Form, row: Row) -> tuple[str, str]:
    file, place = form.called, row.place
    return f"{file}:{place.line}", f"{file}:{place.sheet}:{place.line}"
