"""The bench of the two great days: planned and applied by all four modules, at full size.

In this process, so that what is measured is hopthu and the directory; what Ansible adds to a run
is in the bench of whole playbooks.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.provision.applying.report import Report
from hopthu.provision.request import Request
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory

from .contest import Say
from .country import Country, make_country, write_country
from .days import HA_NOI_2008, PROVINCES_2025, country_before_2008
from .ground import Ground, ground
from .machine import describe, load
from .measure import Failed

PLAN_SECONDS, APPLY_SECONDS = 20.0, 90.0
_MEANT = {"close": 2_000}  # the lists of the agencies that end
_DAYS: dict[str, tuple[Callable[[int, Policy], Country], Path]] = {
    "1 August 2008": (country_before_2008, HA_NOI_2008),
    "1 July 2025": (make_country, PROVINCES_2025),
}


def measure_days(people: int, say: Say) -> str:
    """Take a country through both days; lines for the operator. Raises Failed on any refusal."""
    lines = [describe(), f"load at the start: {load()}", ""]
    with ground() as made:
        for name, (country, example) in _DAYS.items():
            say(f"{name}: a country of {people} people, and its first load")
            lines += _day(made, name, country, example, people, say)
    return "\n".join([*lines, f"load at the end: {load()}"])


def _day(
    made: Ground,
    name: str,
    country: Callable[[int, Policy], Country],
    example: Path,
    people: int,
    say: Say,
) -> list[str]:
    root = made.country(people)
    # The policy is the environment's own, which the country is written with.
    policy = Policy.of_environment(example.parents[2] / "inventory" / "lab")
    write_country(country(people, policy), root)
    made.empty()
    run = _Run(made, root, policy)
    first = run.all(check=False)
    say(f"{name}: the change file")
    start = time.perf_counter()
    _reorganise(root, example, policy)
    inventory = time.perf_counter() - start
    say(f"{name}: check, apply, and once more")
    planned, applied, rest = (run.all(check=check) for check in (True, False, False))
    if sum(rest.changes.values()):
        raise Failed(f"{name}: a second run changes {rest.changes}")
    return [
        f"{name}, {people} people",
        f"  first load                        {first.seconds:6.1f} s",
        f"  the inventory: tried and written  {inventory:6.1f} s",
        f"  planned (check of four modules)   {planned.seconds:6.1f} s   "
        f"{_judged(planned.seconds, PLAN_SECONDS)}",
        f"  applied                           {applied.seconds:6.1f} s   "
        f"{_judged(applied.seconds, APPLY_SECONDS)}",
        f"  nothing to do                     {rest.seconds:6.1f} s",
        "  " + ", ".join(f"{key} {count}" for key, count in applied.changes.items()) + " changes",
        "",
    ]


def _judged(seconds: float, limit: float) -> str:
    return f"(limit {limit:g} s: {'reached' if seconds < limit else 'NOT reached'})"


def _reorganise(root: Path, example: Path, policy: Policy) -> None:
    path = root / "changes" / example.name
    path.parent.mkdir()
    shutil.copy(example, path)
    change = read_change(path, path.name)
    write_trial(root, try_change(root, change, read_inventory(root, policy), policy))


class _Measured:
    """What one run of all modules took, and how many changes each made."""

    def __init__(self, seconds: float, changes: dict[str, int]) -> None:
        self.seconds = seconds
        self.changes = changes


class _Run:
    """Runs of all modules over all provinces, with what an operator leaves behind."""

    def __init__(self, made: Ground, root: Path, policy: Policy) -> None:
        self._made = made
        self._root = root
        self._policy = policy

    def all(self, *, check: bool) -> _Measured:
        request = Request(
            root=self._root,
            provinces=tuple(read_inventory(self._root, self._policy).provinces),
            suffix=self._made.slapd.suffix,
            policy=self._policy,
            override=_MEANT,
            check=check,
            artifacts=self._made.folder / "runs",
        )
        start = time.perf_counter()
        changes = {}
        for resource in resources():
            reports = provision(resource, request, self._connect)
            _require_done(resource.name, reports)
            changes[resource.name] = sum(len(report.plan.changes) for report in reports)
        return _Measured(time.perf_counter() - start, changes)

    def _connect(self) -> Directory:
        return Directory.connect(self._made.slapd.settings())


def _require_done(module: str, reports: list[Report]) -> None:
    problems = [p.render() for r in reports for p in (*r.plan.refusals, *r.problems)]
    if problems:
        raise Failed(f"{module}: {problems[0]}")
