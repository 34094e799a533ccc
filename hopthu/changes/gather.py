"""A change that an environment does not fit: what is missing is told once a province or kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.text.errors import Problem

from . import messages

_FEW = 3  # agencies, or steps, that are named one by one
_NAMED = 4  # of many, how many are named


def gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, those about agencies of one province that are no agencies as one.

    So are those of steps that name one kind that there is not. Each stands where the first of them
    stood, in the order of the change.
    """
    each = list(problems)
    missing: dict[tuple[str, str], dict[str, None]] = {}
    for problem in each:
        if (group := _group(problem)) is not None:
            missing.setdefault(group, {})[_named(problem)] = None
    told: set[tuple[str, str]] = set()
    for problem in each:
        group = _group(problem)
        if group is None or len(missing[group]) <= _FEW:
            yield problem
        elif group not in told:
            told.add(group)
            yield _one(problem, list(missing[group]))


def _group(problem: Problem) -> tuple[str, str] | None:
    """What a problem is told of together with others: a province, a kind; None if it is alone."""
    if problem.code == messages.NO_AGENCY.code:
        return problem.code, str(problem.values["id"]).partition(".")[0]
    if problem.code == messages.NO_KIND.code:
        return problem.code, str(problem.values["kind"])
    return None


def _named(problem: Problem) -> str:
    """What is counted once: an agency, or a step by its place."""
    return str(problem.values.get("id") or problem.place)


def _one(problem: Problem, found: list[str]) -> Problem:
    if problem.code == messages.NO_KIND.code:
        return messages.NO_KIND_OF_MANY.at(problem.place, n=len(found), **problem.values)
    names = ", ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
    province = str(problem.values["id"]).partition(".")[0]
    return messages.NO_AGENCIES.at(problem.place, province=province, n=len(found), names=names)
