"""Which rows of a form may be registered although other rows are wrong (``--accept-good``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hopthu.text.errors import HopthuError, Problem
from hopthu.text.names import match_key

from ..messages import AGENCY_IN_DOUBT, LISTED_TWICE, UNKNOWN_AGENCY
from ..model import Form
from ..registration.people import Registrar, Registration
from ..rows.messages import AGENCY_ENDED, OTHER_PROVINCE
from ..rows.person import Row

# What is wrong with the title of a section: the rows below it have no agency then.
_OF_SECTIONS = (UNKNOWN_AGENCY, AGENCY_IN_DOUBT, OTHER_PROVINCE, AGENCY_ENDED)


def take_good(form: Form, registrar: Registrar) -> tuple[Registration | None, tuple[Problem, ...]]:
    """Register the rows without problems; returns also all problems of the form.

    Nothing is registered when a problem concerns the whole form, or no row is good.
    """
    problems = list(form.problems)
    while (rows := _good(form, problems)) is not None:
        try:
            good = replace(form, rows=rows, problems=())
            return registrar.take(good), (*problems, *_twins_told(form, rows, problems))
        except HopthuError as error:  # what the inventory could not hold: its rows are bad too
            problems += error.problems
            if _good(form, problems) == rows:
                break
    return None, tuple(problems)


def _twins_told(form: Form, good: tuple[Row, ...], problems: list[Problem]) -> Iterator[Problem]:
    """Yield why a row stays out with which nothing is wrong but another of the same name."""
    told = {(problem.place.sheet, problem.place.line) for problem in problems}
    taken = set(map(id, good))
    wrong: dict[str, Row] = {}
    left = [row for row in form.rows if id(row) not in taken and row.agency_id]
    for row in left:
        if (row.place.sheet, row.place.line) in told:
            wrong.setdefault(match_key(row.name), row)
    for row in left:
        twin = wrong.get(match_key(row.name))
        if twin and (row.place.sheet, row.place.line) not in told:
            yield LISTED_TWICE.at(row.place, name=row.name, other=twin.place.cell)


def _good(form: Form, problems: Sequence[Problem]) -> tuple[Row, ...] | None:
    """The good rows; ``None`` where there are none or a problem is not of a single row."""
    # A merged cell is wrong for each row that it covers, and each tells it at the cell's own row.
    told = Counter((problem.place, problem.message) for problem in problems)
    places = {(row.place.sheet, row.place.line) for row in form.rows}
    wrong = set()
    for problem in problems:
        at = problem.place.sheet, problem.place.line
        # The title of a section may be wrong: its rows have no agency, and so are told apart.
        shared = at not in places or told[problem.place, problem.message] > 1
        if shared and problem.message not in _OF_SECTIONS:
            return None
        wrong.add(at)
    bad = {
        row for row in form.rows if not row.agency_id or (row.place.sheet, row.place.line) in wrong
    }
    # Who is listed twice is wrong at the second row, but it is the province that says which holds.
    twins = {(match_key(row.name), row.born) for row in bad if row.name}
    good = (
        row for row in form.rows if row not in bad and (match_key(row.name), row.born) not in twins
    )
    return tuple(good) or None
