"""A run: read once, plan every province whole, hold the limits, then one transaction a province."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from hopthu.files.memory import collector_paused
from hopthu.records.inventory import messages as inventory_messages
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import Place

from .applying.apply import Connect
from .applying.report import Report
from .applying.settle import settle_open
from .applying.steps import steps_of
from .applying.witness import Witness
from .applying.written import Way, write_plans
from .between import Between
from .handover.first_passwords import FirstPasswords
from .plan.limits import over_limit, run_scope, with_one_override
from .plan.merge import merged
from .plan.plan import WHOLE, Plan
from .plan.reviewed import beyond_review
from .plan.whole import with_lists
from .reading import Reading
from .request import Request
from .resource import Basis, Resource

AnyResource = Resource[Any]

# Whatever makes the entries that other resources write into.
_MAKERS = frozenset({"agencies", "accounts"})


def provision(resource: AnyResource, request: Request, connect: Connect) -> list[Report]:
    """Plan and (unless ``request.check``) apply one resource alone; see :func:`provision_all`."""
    return provision_all((resource,), request, connect)


def provision_all(
    resources: Sequence[AnyResource], request: Request, connect: Connect
) -> list[Report]:
    """Plan and (unless ``request.check``) apply; one report a province, in the order applied.

    All resources are planned on one reading of the directory, each on what those before it would
    make, and each province is written with all of them or with none. Raises HopthuError where
    nothing can be planned at all: the inventory is wrong, the directory cannot be reached or read.
    A province that fails leaves the others alone.
    """
    with collector_paused():
        inventory = read_inventory(request.root, request.policy)
        return _Run(resources, request, inventory, connect).reports()


class _Run:
    def __init__(
        self,
        resources: Sequence[AnyResource],
        request: Request,
        inventory: Inventory,
        connect: Connect,
    ) -> None:
        self._resources = resources
        self._request = request
        self._inventory = inventory
        self._connect = connect
        slips = next((each.slips for each in resources if each.slips), None)
        again = any(each.reissues for each in resources)
        terms = request.policy.handover
        self._passwords = FirstPasswords(inventory, terms, slips, again=again)

    def reports(self) -> list[Report]:
        request, passwords = self._request, self._passwords
        unknown = [
            Report(self._unknown(name))
            for name in request.provinces
            if name not in self._inventory.provinces
        ]
        alone = nullcontext() if request.check else passwords.alone()
        with alone, self._connect() as directory:
            if request.artifacts and not request.check:
                settle_open(request.artifacts, directory)
            plans = self._plans(directory)
            whole, logs = directory.transactional, directory.logs_access
            steps = {
                plan.province: steps_of(plan, transactional=whole, logs_access=logs)
                for plan in plans
            }
            witness = self._witness(plans)
            if request.check:
                checked = [
                    Report(plan, remarks=passwords.foreseen(plan), steps=steps[plan.province])
                    for plan in plans
                ]
                return [*checked, *unknown]
            way = Way(passwords.operations, self._plan_again, passwords.settled)
            reports = write_plans(plans, directory, directory.beside, witness, way)
            return [*(replace(r, steps=steps[r.plan.province]) for r in reports), *unknown]

    def _plans(self, directory: Directory) -> list[Plan]:
        request = self._request
        known = [name for name in request.provinces if name in self._inventory.provinces]
        plans = self._planned(directory, replace(request, provinces=tuple(known)), self._resources)
        return with_one_override(_hold_review(plans, request))

    def _planned(
        self,
        directory: Directory,
        request: Request,
        resources: Sequence[AnyResource],
        *,
        run_limits: bool = True,
    ) -> list[Plan]:
        """The plans of the provinces of ``request``, whole, each where it can be written."""
        reading = Reading(
            directory, request.suffix, (name for each in resources for name in each.reads)
        )
        foretold = {each.name for each in resources} >= _MAKERS
        basis = Basis(self._inventory, request, reading, foretold)
        parts: dict[str, list[Plan]] = {}
        for resource in resources:
            plans = resource.plans(basis)
            for plan in plans:
                reading.take(plan.province, plan.changes)
            for plan in _hold_run_limits(plans, request) if run_limits else plans:
                parts.setdefault(plan.province, []).append(resource.told(plan))
        whole = len(resources) > 1
        one = [merged(each, reading.freed) if whole else each[0] for each in parts.values()]
        assumed = _assumed(self._inventory, request) if request.check and not foretold else ()
        found = Between(reading, request.policy.domain, assumed).settled(one)
        return [with_lists(plan) for plan in found] if whole else found

    def _plan_again(self, plan: Plan, directory: Directory) -> Plan | None:
        """What a plan would be now; its own province is read again, and no other."""
        alone = replace(self._request, provinces=(plan.province,))
        resources = [each.again(plan) for each in self._resources]
        plans = self._planned(directory, alone, resources, run_limits=False)
        return next((again for again in plans if again.province == plan.province), None)

    def _witness(self, plans: Sequence[Plan]) -> Witness | None:
        """The run's folder; a run that has nothing to do leaves nothing behind."""
        request = self._request
        if request.artifacts is None or not any(plan.changes or plan.refusals for plan in plans):
            return None
        name = WHOLE if len(self._resources) > 1 else plans[0].resource
        return Witness(request.artifacts, name, plans, request.root, applied=not request.check)

    def _unknown(self, name: str) -> Plan:
        known = ", ".join(self._inventory.provinces)
        place = Place(str(self._request.root / "provinces" / name))
        problem = inventory_messages.NO_PROVINCE.at(place, province=name, known=known)
        resource = WHOLE if len(self._resources) > 1 else self._resources[0].name
        return Plan(resource, name, name, refusals=(problem,))


def _assumed(inventory: Inventory, request: Request) -> Iterator[str]:
    """The addresses that people and agencies have once those who make them have run."""
    for name in request.provinces:
        province = inventory.provinces[name]
        boxes = [agency.mailbox for agency in province.agencies]
        boxes += [person.mailbox for person in province.people]
        yield from (f"{box}@{request.policy.domain}" for box in boxes)


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
