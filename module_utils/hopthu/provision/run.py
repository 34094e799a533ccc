"""A run: read once, plan every province, hold the limits, then one transaction a province."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..directory.session import ConnectionLost, Directory, Refused
from ..errors import HopthuError, Place, Problem
from ..inventory import messages as inventory_messages
from ..inventory.model import Inventory
from ..inventory.read import read_inventory
from ..plan.limits import over_limit, run_scope
from ..plan.plan import Plan
from . import messages
from .artifacts import Artifacts
from .request import Request

Planner = Callable[[Inventory, Request, Directory], list[Plan]]
Connect = Callable[[], Directory]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one plan. ``written``: changes surely made; ``seconds``: of its apply."""

    plan: Plan
    written: int = 0
    seconds: float | None = None
    atomic: bool = True
    uncertain: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether this province is not as its plan wants it, or would not be."""
        return bool(self.problems or self.plan.refusals)


def provision(planner: Planner, request: Request, connect: Connect) -> list[Report]:
    """Plan and (unless ``request.check``) apply; one report a plan, in the order applied.

    Raises HopthuError where nothing can be planned at all: the inventory is wrong, the directory
    cannot be reached or read. A province that fails leaves the others alone.
    """
    inventory = read_inventory(request.root, request.policy.reserved)
    known = [name for name in request.provinces if name in inventory.provinces]
    absent = [name for name in request.provinces if name not in inventory.provinces]
    unknown = [Report(_unknown(name, request, inventory)) for name in absent]
    with connect() as directory:
        plans = planner(inventory, replace(request, provinces=tuple(known)), directory)
        plans = _hold_run_limits(_refuse_dependents(plans), request)
        artifacts = _artifacts(request, plans)
        if request.check:
            return [*map(Report, plans), *unknown]
        reports = _Application(directory, connect).all(plans)
        if artifacts is not None:
            applied = (report.plan for report in reports if report.seconds is not None)
            artifacts.record(applied, request.root)
        return [*reports, *unknown]


def _artifacts(request: Request, plans: list[Plan]) -> Artifacts | None:
    """The run's folder; a run that has nothing to do leaves nothing behind."""
    if request.artifacts is None or not any(plan.changes or plan.refusals for plan in plans):
        return None
    return Artifacts(request.artifacts, plans)


def _unknown(name: str, request: Request, inventory: Inventory) -> Plan:
    values: dict[str, object] = {"province": name, "known": ", ".join(inventory.provinces)}
    place = Place(str(request.root / "provinces" / name))
    problem = Problem(inventory_messages.NO_PROVINCE, place, values)
    return Plan("accounts", name, name, refusals=(problem,))


def _hold_run_limits(plans: list[Plan], request: Request) -> list[Plan]:
    """A run over its limit is refused whole: which province was one too many, nobody can say."""
    scope = run_scope(plans, messages.RUN.render())
    over = tuple(over_limit(scope, request.policy, request.override))
    if not over:
        return plans
    return [replace(plan, refusals=(*plan.refusals, *over)) for plan in plans]


def _refuse_dependents(plans: list[Plan]) -> list[Plan]:
    """Where a plan is refused, so are those that need it; they come after it."""
    refused: dict[str, Plan] = {}
    result = []
    for plan in plans:
        for name in plan.requires:
            if name in refused:
                blocked = _blocked_by(refused[name], refused[name].refusals)
                plan = replace(plan, refusals=(*plan.refusals, *blocked))
        if plan.refusals:
            refused[plan.province] = plan
        result.append(plan)
    return result


def _blocked_by(plan: Plan, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            messages.REQUIRED_FAILED,
            problem.place,
            {"required": plan.title, "what": problem.text(), "remedy": problem.remedy()},
        )
        for problem in problems
    )


class _Application:
    """Applies plans one after another over a connection that may have to be made again."""

    def __init__(self, directory: Directory, connect: Connect) -> None:
        self._directory: Directory | None = directory
        self._connect = connect
        self._reconnected: Directory | None = None
        self._gone: tuple[Problem, ...] = ()
        self._failed: dict[str, Report] = {}

    def all(self, plans: Iterable[Plan]) -> list[Report]:
        """Apply every plan that is not refused."""
        try:
            return [self._remember(self._one(plan)) for plan in plans]
        finally:
            if self._reconnected is not None:
                self._reconnected.close()

    def _remember(self, report: Report) -> Report:
        if report.failed:
            self._failed[report.plan.province] = report
        return report

    def _one(self, plan: Plan) -> Report:
        if plan.refusals or not plan.changes:
            return Report(plan)
        for name in plan.requires:
            if name in self._failed:
                required = self._failed[name]
                return Report(plan, problems=_blocked_by(required.plan, required.problems))
        directory = self._connected()
        if directory is None:
            return Report(plan, problems=self._gone)
        start = time.perf_counter()
        try:
            outcome = directory.apply([change.operation for change in plan.changes])
        except Refused as error:
            return Report(plan, written=error.written, problems=_named(error, plan))
        except ConnectionLost as error:
            self._directory = None
            return Report(
                plan, written=error.written, uncertain=error.uncertain, problems=error.problems
            )
        seconds = time.perf_counter() - start
        return Report(plan, len(plan.changes), seconds, outcome.atomic)

    def _connected(self) -> Directory | None:
        """The connection, made anew once after a loss; a server that stays away is not awaited."""
        if self._directory is None and not self._gone:
            try:
                self._directory = self._reconnected = self._connect()
            except HopthuError as error:
                self._gone = error.problems
        return self._directory


def _named(error: Refused, plan: Plan) -> tuple[Problem, ...]:
    """Say whose entry the server refused, before what it said."""
    subject = next((c.subject for c in plan.changes if c.operation is error.operation), None)
    if subject is None:
        return error.problems
    return tuple(
        Problem(
            messages.OF_SUBJECT,
            problem.place,
            {
                "id": subject.id,
                "label": subject.label,
                "what": problem.text(),
                "remedy": problem.remedy(),
            },
        )
        for problem in error.problems
    )
