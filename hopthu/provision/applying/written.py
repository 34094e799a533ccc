"""Writing the plans of a run: each province, then what waited for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NamedTuple

from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError, Problem

from .. import messages
from ..plan.plan import Plan
from .apply import Connect, PlanAgain, Prepare, apply_plans, as_planned, once_only
from .report import Report
from .settle import settle
from .witness import Witness


def _as_it_is(report: Report) -> Report:
    return report


class Way(NamedTuple):
    """What is done around the writing: see :func:`.apply.apply_plans`.

    ``settled`` is asked what else there is to say of a province that was written.
    """

    prepare: Prepare = as_planned
    plan_again: PlanAgain = once_only
    settled: Callable[[Report], Report] = _as_it_is


def write_plans(
    plans: Sequence[Plan],
    directory: Directory,
    connect: Connect,
    witness: Witness | None,
    way: Way = Way(),  # noqa: B008 - a value that nothing changes
) -> list[Report]:
    """Write every plan that is not refused; one report a plan, in their order.

    With a ``witness`` nothing is written before that is on the disk, and what became of each plan
    is noted. Raises HopthuError, with nothing written, where it cannot be.
    """
    try:
        return _Writing(plans, directory, connect, witness, way).reports()
    finally:
        if witness is not None:
            witness.release()


@dataclass(frozen=True, slots=True)
class _Writing:
    plans: Sequence[Plan]
    directory: Directory
    connect: Connect
    witness: Witness | None
    way: Way

    def reports(self) -> list[Report]:
        first = [_only(plan, waiting=False) for plan in self.plans]
        done = self._apply(first, 1, self.way.prepare)
        reports = {r.plan.province: self.way.settled(r) for r in done}
        self._write_what_waited(reports)
        self._close()
        return [
            replace(reports[plan.province], plan=plan, problems=self._told(reports[plan.province]))
            for plan in self.plans
        ]

    def _apply(self, plans: Sequence[Plan], step: int, prepare: Prepare) -> list[Report]:
        witness = self.witness

        def ended(report: Report) -> None:
            if witness is not None and report.plan.changes and not report.plan.refusals:
                if report.seconds is not None:
                    witness.outcome(report.plan, step, written=True)
                elif not report.written and not report.uncertain:
                    witness.outcome(report.plan, step, written=False)

        return apply_plans(
            *(plans, self.directory, self.connect, prepare, self._again),
            before_end=witness.durable if witness else None,
            ended=ended,
        )

    def _again(self, plan: Plan, directory: Directory) -> Plan | None:
        """A step of a plan as it would be now."""
        fresh = self.way.plan_again(plan, directory)
        if fresh is None:
            return None
        own = {same_dn(change.operation.dn) for change in plan.changes}
        kept = (change for change in fresh.changes if same_dn(change.operation.dn) in own)
        return replace(fresh, changes=tuple(kept))

    def _write_what_waited(self, reports: dict[str, Report]) -> None:
        """Write what waited for other provinces, but nothing that relies on one that failed."""
        later: list[Plan] = []
        for plan in self.plans:
            waiting = _only(plan, waiting=True)
            report = reports[plan.province]
            if not waiting.changes or report.failed:
                continue
            kept = []
            problems: list[Problem] = []
            for change in waiting.changes:
                failed = [reports[name].plan.title for name in change.after if reports[name].failed]
                if failed:
                    label, names = change.subject.label, ", ".join(failed)
                    problems.append(messages.WAITED.at(label=label, provinces=names))
                else:
                    kept.append(change)
            if problems:
                reports[plan.province] = replace(
                    report, problems=(*report.problems, *problems), seconds=None
                )
            if kept:
                later.append(replace(waiting, changes=tuple(kept)))
        for report in self._apply(later, 2, as_planned):
            reports[report.plan.province] = _both(reports[report.plan.province], report)

    def _close(self) -> None:
        """Find out what is still open, where the directory can be asked; else the next run does."""
        witness = self.witness
        if witness is None or witness.problem:
            return
        witness.durable()
        try:
            if witness.settled():
                return
        except HopthuError as error:
            witness.problem = error.problems[0]
            return
        # Where it cannot be found out now, its mark stays, and the next run does.
        with suppress(HopthuError), self.connect() as directory:
            settle(witness.folder, directory)

    def _told(self, report: Report) -> tuple[Problem, ...]:
        """The problems of a report, and that its outcome could not be noted."""
        problem = self.witness.problem if self.witness else None
        if problem is None or not report.written:
            return report.problems
        said = messages.NOT_NOTED.at(
            problem.place, written=report.written, what=problem.text(), remedy=problem.remedy()
        )
        return (*report.problems, said)


def _only(plan: Plan, *, waiting: bool) -> Plan:
    """One step of a plan."""
    changes = tuple(change for change in plan.changes if bool(change.after) == waiting)
    return replace(plan, changes=changes, requires=() if waiting else plan.requires)


def _both(first: Report, second: Report) -> Report:
    whole = first.seconds is not None and second.seconds is not None
    return replace(
        first,
        written=first.written + second.written,
        seconds=(first.seconds or 0) + (second.seconds or 0) if whole else None,
        uncertain=second.uncertain,
        problems=(*first.problems, *second.problems),
    )
