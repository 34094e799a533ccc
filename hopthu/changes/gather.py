"""A change that an environment does not fit: what is missing is told once a province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Problem

from . import messages

_FEW = 3  # agencies that are named one by one
_NAMED = 4  # of many, how many are named


def gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, those about agencies of one province that are no agencies as one.

    It stands where the first of them stood, in the order of the change.
    """
    each = list(problems)
    missing: dict[str, dict[str, None]] = {}
    for problem in each:
        if problem.code == messages.NO_AGENCY.code:
            missing.setdefault(_province(problem), {})[str(problem.values["id"])] = None
    told: set[str] = set()
    for problem in each:
        if problem.code != messages.NO_AGENCY.code or len(missing[_province(problem)]) <= _FEW:
            yield problem
            continue
        province = _province(problem)
        if province not in told:
            told.add(province)
            yield _one(problem, province, list(missing[province]))


def _province(problem: Problem) -> str:
    return str(problem.values["id"]).partition(".")[0]


def _one(problem: Problem, province: str, ids: list[str]) -> Problem:
    names = ", ".join(ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")
    return messages.NO_AGENCIES.at(problem.place, province=province, n=len(ids), names=names)
