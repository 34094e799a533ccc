"""What comes next: what somebody has to do now, then the days to come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from hopthu.text.sentences import say

from . import words
from .board import BoardProvince, Counts, NextStep, PhaseProgress, QuotaUse, Safety


def steps(
    day: datetime.date,
    provinces: Sequence[BoardProvince],
    totals: Counts,
    phases: Sequence[PhaseProgress],
    quota: QuotaUse | None,
    safety: Safety | None,
) -> list[NextStep]:
    """Everything that is left, the urgent first, then by day."""
    found = [*_safe(safety), *_at_once(provinces, totals, quota), *_dated(day, phases)]
    return sorted(found, key=lambda step: (not step.urgent, step.day or day))


def _safe(safety: Safety | None) -> Iterator[NextStep]:
    if safety and safety.wrong:
        yield NextStep(None, say(words.COPIES, servers=", ".join(safety.wrong)), urgent=True)


def _at_once(
    provinces: Sequence[BoardProvince], totals: Counts, quota: QuotaUse | None
) -> Iterator[NextStep]:
    if late := sum(bool(province.days_late) for province in provinces):
        yield NextStep(None, say(words.REMIND, n=late), urgent=True)
    # Where the directory is not known, what is registered counts as ready, and nothing is left.
    if open_ := totals.people + totals.addressed - totals.ready:
        yield NextStep(None, say(words.APPLY, n=open_))
    if open_ := totals.addressed - totals.managed:
        yield NextStep(None, say(words.MANAGERS, n=open_))
    made, logged_in = totals.people_made, totals.logged_in
    if made is not None and logged_in is not None and (open_ := made - logged_in):
        yield NextStep(None, say(words.FIRST_LOGIN, n=open_))
    if quota and quota.watched:
        yield NextStep(None, say(words.FULL, n=quota.watched, watch=quota.watch))


def _dated(day: datetime.date, phases: Sequence[PhaseProgress]) -> Iterator[NextStep]:
    for each in phases:
        phase, counts = each.phase, each.counts
        missing = each.forms_missing
        if phase.due and phase.due >= day and missing:
            values = {"missing": missing, "all": each.provinces}
            yield NextStep(phase.due, say(words.DUE_SOON, phase=phase.title, **values))
        if phase.goal and phase.goal >= day and each.provinces:
            yield NextStep(phase.goal, say(words.GOAL, phase=phase.title))
        if not phase.goal or phase.goal >= day:
            continue
        # Who is not registered yet is in no count, so forms and mailboxes are told each.
        if missing:
            text = say(words.FORMS_MISSING, phase=phase.title, n=missing)
            yield NextStep(phase.goal, text, urgent=True)
        if open_ := counts.expected - counts.ready:
            text = say(words.GOAL_MISSED, phase=phase.title, open=open_)
            yield NextStep(phase.goal, text, urgent=True)
