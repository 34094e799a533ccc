"""``scripts/undo``: take back what a run did, as a plan, under the limits of every run."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from hopthu.ci.runs.environment import Environment
from hopthu.ci.runs.history import History
from hopthu.ci.runs.lock import locked
from hopthu.ci.runs.undoing import UndoLimits, plan_undo
from hopthu.provision.applying.apply import PlanAgain
from hopthu.provision.applying.report import Remark, Report, report_lines
from hopthu.provision.applying.settle import settle_open
from hopthu.provision.applying.witness import Witness
from hopthu.provision.applying.written import Way, write_plans
from hopthu.provision.belonging import Home
from hopthu.provision.plan.change import Action
from hopthu.provision.plan.plan import Plan
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError, Place

from . import messages, words
from .ci import overrides
from .cli import run
from .helping import Parser
from .helping.options import add_lock, add_override, add_variables


def undo(options: argparse.Namespace) -> int:
    """Plan the inverse of a run and, if asked to, apply it."""
    root = options.environment or _environment_of(options.run)
    policy = Policy.of_environment(root)
    environment = Environment.read(root, options.extra_vars)
    settings = environment.settings()
    task = UndoLimits(policy, overrides(options.override), environment.suffix)

    home = Home(root, environment.suffix)

    def connect() -> Directory:
        return home.require(Directory.connect(settings))

    def history_by(directory: Directory) -> History:
        # What became of a run that was cut off is found out first: only that can be undone. The
        # runs of undos are in the environment, wherever this one is.
        run = options.run.resolve()
        for folder in dict.fromkeys((run.parent, run, root.resolve() / "runs")):
            settle_open(folder, directory)
        return History.of(options.run)

    if not options.apply:
        with connect() as directory:
            return _planned(plan_undo(history_by(directory), directory, task), policy)
    with (
        connect() as directory,
        locked(
            directory.beside,
            task.suffix,
            options.lock_minutes,
            take=options.take_lock,
            anywhere=connect,
        ),
    ):
        history = history_by(directory)
        plans = plan_undo(history, directory, task)
        if any(plan.refusals for plan in plans) or not any(plan.changes for plan in plans):
            return _planned(plans, policy)

        def again(plan: Plan, by: Directory) -> Plan | None:
            plans = plan_undo(history, by, task)
            same = (plan.resource, plan.province)
            return next((each for each in plans if (each.resource, each.province) == same), None)

        return _apply(plans, directory, root, policy, again)


def _planned(plans: list[Plan], policy: Policy) -> int:
    """Show the plans; the exit status tells what they come to."""
    _show(map(Report, plans), policy, check=True)
    if any(plan.refusals for plan in plans):
        return 3
    changes = any(plan.changes for plan in plans)
    sys.stdout.write((words.UNDO_NEXT if changes else words.UNDO_NOTHING).render() + "\n")
    return 1 if changes else 0


def _apply(
    plans: list[Plan], directory: Directory, root: Path, policy: Policy, again: PlanAgain
) -> int:
    now = datetime.datetime.now(datetime.UTC)
    folder = root.resolve() / "runs" / f"{now:%Y%m%dT%H%M%S.%fZ}-undo"
    failed = False
    for resource, group in groupby(plans, key=lambda plan: plan.resource):
        kind = list(group)
        if not any(plan.changes for plan in kind):
            continue
        witness = Witness(folder, resource, kind, root, applied=True)
        reports = _by_itself(kind, directory, again, witness)
        _show(reports, policy, check=False)
        failed = any(report.failed for report in reports)
        if failed:  # what is below must go before what is above it
            break
    sys.stdout.write(words.LEFT.render({"folder": folder}) + "\n")
    return 1 if failed else 0


def _by_itself(
    plans: list[Plan], directory: Directory, again: PlanAgain, witness: Witness
) -> list[Report]:
    """Apply plans of one kind, one operation after the other where entries are taken away.

    A transaction of slapd (seen with 2.5.13) that takes the last entries from below another one
    fails. What is cut off in between is taken up by the next undo.
    """
    way = Way(plan_again=again)
    if not any(plan.counts[Action.REMOVE] for plan in plans):
        return write_plans(plans, directory, directory.beside, witness, way)

    def single() -> Directory:
        other = directory.beside()
        other.transactional = False
        return other

    with single() as alone:
        reports = write_plans(plans, alone, single, witness, way)
    remark = Remark(words.ONE_BY_ONE, {})
    return [replace(r, remarks=(*r.remarks, remark)) for r in reports]


def _show(reports: Iterable[Report], policy: Policy, *, check: bool) -> None:
    for report in reports:
        if report.plan.changes or report.failed or report.plan.notices:
            lines = report_lines(report, policy, check=check)
            sys.stdout.write("\n".join([*lines, "", ""]))


def _environment_of(folder: Path) -> Path:
    for above in folder.resolve().parents:
        if (above / "hosts.yml").is_file():
            return above
    raise HopthuError.of(messages.NO_ENVIRONMENT, Place(str(folder)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = Parser(prog="scripts/undo")
    add = parser.add_argument
    add("run", type=Path, metavar="RUN",
        help="a folder of inventory/…/runs: of one step, or of a whole apply")  # fmt: skip
    add("--apply", action="store_true", help="do it; without, only the plan is shown")
    add("--environment", type=Path, help="the environment (default: the one that holds RUN)")
    add_override(parser, "what may go beyond the limits for this once")
    add_variables(parser)
    add_lock(parser)
    options = parser.parse_args(arguments)
    return run(lambda: undo(options))


if __name__ == "__main__":
    sys.exit(main())
