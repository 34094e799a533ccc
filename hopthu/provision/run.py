"""A run: read once, plan every province, hold the limits, then one transaction a province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

from hopthu.files.memory import collector_paused
from hopthu.records.inventory import messages as inventory_messages
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import Place

from .applying.apply import Connect, apply_plans, blocked_by
from .applying.artifacts import Artifacts
from .applying.report import Report
from .handover.first_passwords import FirstPasswords
from .plan.limits import over_limit, run_scope, with_one_override
from .plan.plan import Plan
from .plan.reviewed import beyond_review
from .request import Request
from .resource import Basis, Resource

AnyResource = Resource[Any]


def provision(resource: AnyResource, request: Request, connect: Connect) -> list[Report]:
    """Plan and (unless ``request.check``) apply; one report a plan, in the order applied.

    Raises HopthuError where nothing can be planned at all: the inventory is wrong, the directory
    cannot be reached or read. A province that fails leaves the others alone.
    """
    (reports,) = provision_in_turn((resource,), request, connect)
    return reports


def provision_in_turn(
    resources: Sequence[AnyResource], request: Request, connect: Connect
) -> Iterator[list[Report]]:
    """The same with several resources on one reading of the inventory; reports of each in turn.

    A province that failed is left out from then on, as Ansible leaves out a host. A check tells
    what else would be refused of it, so that all overrides are known at once. What was yielded
    before an error is done.
    """
    with collector_paused():
        inventory = read_inventory(request.root, request.policy)
        remaining: tuple[str, ...] = request.provinces
        failed: tuple[str, ...] = ()
        for resource in resources:
            reports = _of_some(resource, inventory, request, connect, remaining)
            if request.check:
                others = _of_some(resource, inventory, request, connect, failed)
                reports += [report for report in others if report.failed]
            yield reports
            lost = {report.plan.province for report in reports if report.failed}
            failed += tuple(name for name in remaining if name in lost & inventory.provinces.keys())
            remaining = tuple(name for name in remaining if name not in lost)
            if not remaining and not request.check:
                return


def _of_some(
    resource: AnyResource,
    inventory: Inventory,
    request: Request,
    connect: Connect,
    provinces: tuple[str, ...],
) -> list[Report]:
    if not provinces:
        return []
    return _provision(resource, inventory, replace(request, provinces=provinces), connect)


def _provision(
    resource: AnyResource, inventory: Inventory, request: Request, connect: Connect
) -> list[Report]:
    known = [name for name in request.provinces if name in inventory.provinces]
    absent = [name for name in request.provinces if name not in inventory.provinces]
    unknown = [Report(_unknown(resource, name, request, inventory)) for name in absent]
    terms = request.policy.handover
    passwords = FirstPasswords(inventory, terms, resource.slips, again=resource.reissues)
    with nullcontext() if request.check else passwords.alone(), connect() as directory:
        plans = resource.plans(
            Basis(inventory, replace(request, provinces=tuple(known)), directory)
        )
        plans = _hold_run_limits(_refuse_dependents(plans), request)
        plans = with_one_override(_hold_review(plans, request))
        artifacts = _artifacts(request, plans)
        if request.check:
            reports = [Report(plan, remarks=passwords.foreseen(plan)) for plan in plans]
            return [*reports, *unknown]
        again = partial(_plan_again, resource, inventory, request)
        reports = apply_plans(plans, directory, connect, passwords.operations, again)
        reports = [passwords.settled(report) for report in reports]
        if artifacts is not None:
            applied = (report.plan for report in reports if report.seconds is not None)
            artifacts.record(applied, request.root)
        return [*reports, *unknown]


def _plan_again(
    resource: AnyResource, inventory: Inventory, request: Request, plan: Plan, directory: Directory
) -> Plan | None:
    """What a plan would be now; its own province is read again, and no other."""
    alone = replace(request, provinces=(plan.province,))
    plans = resource.again(plan).plans(Basis(inventory, alone, directory))
    return next((again for again in plans if again.province == plan.province), None)


def _artifacts(request: Request, plans: list[Plan]) -> Artifacts | None:
    """The run's folder; a run that has nothing to do leaves nothing behind."""
    if request.artifacts is None or not any(plan.changes or plan.refusals for plan in plans):
        return None
    return Artifacts(request.artifacts, plans)


def _unknown(resource: AnyResource, name: str, request: Request, inventory: Inventory) -> Plan:
    values: dict[str, object] = {"province": name, "known": ", ".join(inventory.provinces)}
    place = Place(str(request.root / "provinces" / name))
    problem = inventory_messages.NO_PROVINCE.at(place, **values)
    return Plan(resource.name, name, name, refusals=(problem,))


def _hold_run_limits(plans: list[Plan], request: Request) -> list[Plan]:
    """A run over its limit is refused whole: which province was one too many, nobody can say."""
    scope = run_scope(plans)
    over = tuple(over_limit(scope, request.policy, request.override))
    if not over:
        return plans
    return [replace(plan, refusals=(*plan.refusals, *over)) for plan in plans]


def _hold_review(plans: list[Plan], request: Request) -> list[Plan]:
    """Where anything was not reviewed, nothing is done: the review was of the whole."""
    if request.reviewed is None:
        return plans
    beyond = beyond_review(plans, request.reviewed)
    if beyond is None:
        return plans
    return [replace(plan, refusals=(*plan.refusals, beyond)) for plan in plans]


def _refuse_dependents(plans: list[Plan]) -> list[Plan]:
    """Where a plan is refused, so are those that need it; they come after it."""
    refused: dict[str, Plan] = {}
    result = []
    for plan in plans:
        for name in plan.requires:
            if name in refused:
                blocked = blocked_by(refused[name], refused[name].refusals)
                plan = replace(plan, refusals=(*plan.refusals, *blocked))
        if plan.refusals:
            refused[plan.province] = plan
        result.append(plan)
    return result
