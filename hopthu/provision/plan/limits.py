"""Promise 4: no run takes more away than the policy allows, per agency, province and run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from hopthu.records.policy import LIMITED, Policy
from hopthu.text.errors import HopthuError, Problem

from . import messages, words
from .change import Change
from .plan import Plan
from .words import OPERATIONS

SMALLEST_SOURCE = "smallest_source"
_NAMED = 5  # how many of the touched are named in a refusal


class Scope(NamedTuple):
    """A set of changes that a limit is held against."""

    kind: str
    name: str
    existing: int
    changes: Sequence[Change]


def read_override(given: Mapping[str, object]) -> dict[str, int]:
    """Check ``hopthu_override``: for one run, how many of an operation are meant."""
    known = (*LIMITED, SMALLEST_SOURCE)
    problems: list[Problem] = []
    override: dict[str, int] = {}
    for key, value in given.items():
        if key in known and str(value).isdecimal():
            override[key] = int(str(value))
        else:
            problems.append(messages.BAD_OVERRIDE.at(key=key, value=value, known=", ".join(known)))
    if problems:
        raise HopthuError(problems)
    return override


def over_limit(scope: Scope, policy: Policy, override: Mapping[str, int]) -> Iterator[Problem]:
    """Yield a problem for each operation that goes beyond its limit in ``scope``."""
    for operation in LIMITED:
        touched = [change for change in scope.changes if operation in change.limited]
        limit = policy.limits[operation][scope.kind]
        allowed = max(limit.allowed(scope.existing), override.get(operation, 0))
        if len(touched) > allowed:
            names = [change.subject.label for change in touched[:_NAMED]]
            more = len(touched) - len(names)
            yield messages.OVER_LIMIT.at(
                operation=OPERATIONS[operation],
                option=operation,
                override=f"{operation}={len(touched)}",
                count=len(touched),
                existing=scope.existing,
                scope=scope.name,
                limit=limit.count,
                share=f"{limit.share:g}",
                names=", ".join(names) + (f" … +{more}" if more else ""),
            )


def scopes_of(
    title: str, changes: Sequence[Change], existing: int, per_agency: Mapping[str, int]
) -> Iterator[Scope]:
    """The scopes within one province: each agency that loses something, and the province."""
    by_agency: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.limited:
            by_agency[change.subject.agency].append(change)
    for agency, touched in by_agency.items():
        yield Scope("agency", agency, per_agency.get(agency, 0), touched)
    yield Scope("province", title, existing, changes)


def run_scope(plans: Sequence[Plan]) -> Scope:
    """All plans of a run together."""
    changes = [change for plan in plans for change in plan.changes if change.limited]
    return Scope("run", words.RUN.render(), sum(plan.existing for plan in plans), changes)


def with_one_override(plans: Sequence[Plan]) -> list[Plan]:
    """The plans with one option in their refusals that allows all that is over a limit in the run.

    A file that was perhaps cut is allowed only by the option that its own refusal names.
    """
    needed: dict[str, int] = {}
    for problem in (problem for plan in plans for problem in plan.refusals):
        option, count = problem.values.get("option"), problem.values.get("count")
        if isinstance(option, str) and isinstance(count, int):
            most = min if option == SMALLEST_SOURCE else max
            needed[option] = most(count, needed.get(option, count))
    limited = {option: count for option, count in needed.items() if option != SMALLEST_SOURCE}

    def told(problem: Problem) -> Problem:
        if "override" not in problem.values:
            return problem
        given = needed if problem.values["option"] == SMALLEST_SOURCE else limited
        override = ",".join(f"{option}={count}" for option, count in given.items())
        return replace(problem, values={**problem.values, "override": override})

    return [replace(plan, refusals=tuple(map(told, plan.refusals))) for plan in plans]


def small_source(
    file: str, found: int, existing: int, policy: Policy, override: Mapping[str, int]
) -> Problem | None:
    """Refuse a file that names too few of the entries that are there already."""
    share = min(policy.smallest_source, override.get(SMALLEST_SOURCE, 100))
    if existing == 0 or found * 100 >= existing * share:
        return None
    return messages.SMALL_SOURCE.at(
        file=file,
        found=found,
        existing=existing,
        share=f"{policy.smallest_source:g}",
        option=SMALLEST_SOURCE,
        count=found * 100 // existing,
        override=f"{SMALLEST_SOURCE}={found * 100 // existing}",
    )
