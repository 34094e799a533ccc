"""``scripts/ci``: plan a change for its review, apply what was reviewed, look for drift."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from hopthu.ci.review.markdown import headline, review_markdown
from hopthu.ci.review.page import review_page
from hopthu.ci.review.review import Status
from hopthu.ci.runs.environment import Environment
from hopthu.ci.steps.applying import apply_review
from hopthu.ci.steps.drift import drift_json, drift_line, drift_markdown, find_drift, server_lines
from hopthu.ci.steps.outcome import outcome_json, outcome_line, outcome_lines, outcome_markdown
from hopthu.ci.steps.planning import Asked, Planning
from hopthu.ci.steps.probing import CHANGED, Verdict
from hopthu.files.whole import write_whole
from hopthu.provision.belonging import Home
from hopthu.provision.plan.limits import read_override
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError

from . import messages, words
from .cli import run
from .helping import Parser
from .helping.options import add_lock, add_override, add_variables

_DOCUMENTS = {
    "plan": ("plan.json", "plan.md", "plan.html"),
    "apply": ("apply.json", "apply.md", "plan-now.md", "plan-now.html"),
    "drift": ("drift.json", "drift.md"),
}
_STATUS = {Status.NOTHING: 0, Status.CHANGE: 1, Status.REFUSED: 3}


def plan(asked: Asked, folder: Path, expected: str = "") -> int:
    """Make a review and write it to ``folder``; the exit status tells what it comes to.

    With ``expected`` digits of a digest, a review with another one is refused.
    """
    review = Planning(asked.root, asked.extra).review(asked)
    sys.stdout.write(headline(review) + "\n")
    documents = {
        "plan.json": review.to_json(),
        "plan.md": review_markdown(review),
        "plan.html": review_page(review),
    }
    _write(folder, documents)
    if not review.digest.startswith("".join(expected.lower().split())):
        values = {"expected": expected, "digest": review.short_digest}
        sys.stderr.write(words.OTHER_PLAN.render(values) + "\n")
        return _STATUS[Status.REFUSED]
    return _STATUS[review.status]


def apply(options: argparse.Namespace) -> int:
    """Apply a reviewed plan and say what became of it."""
    planning = Planning(options.environment, options.extra_vars)
    applied = apply_review(
        planning,
        options.plan,
        minutes=options.lock_minutes,
        take_lock=options.take_lock,
        runs=options.runs,
        mailboxes=options.probe,
    )
    documents = {"apply.json": outcome_json(applied), "apply.md": outcome_markdown(applied)}
    if applied.stopped:  # what it would do now, for another review
        documents["plan-now.md"] = review_markdown(applied.now)
        documents["plan-now.html"] = review_page(applied.now)
    _write(options.into, documents)
    sys.stdout.write("\n".join([outcome_line(applied), *outcome_lines(applied)]) + "\n")
    if applied.stopped:
        return 3
    if applied.probe and applied.probe.verdict is Verdict.FAILED:
        return 4
    return 0 if applied.complete else 1


def adopt(options: argparse.Namespace) -> int:
    """Have the directory belong to this environment, from now on."""
    environment = Environment.read(options.environment, options.extra_vars)
    with Directory.connect(environment.settings()) as directory:
        mine = Home(options.environment, environment.suffix).adopt(directory, options.theirs)
    sys.stdout.write(words.ADOPTED.render({"suffix": environment.suffix, "mine": mine}) + "\n")
    return 0


def drift(options: argparse.Namespace) -> int:
    """Compare the whole inventory with the directory and the servers, and report."""
    planning = Planning(options.environment, options.extra_vars)
    found = find_drift(planning, servers=not options.no_servers)
    _write(options.into, {"drift.json": drift_json(found), "drift.md": drift_markdown(found)})
    sys.stdout.write("\n".join([drift_line(found), *server_lines(found)]) + "\n")
    return 1 if found.found else 0


def _write(folder: Path, documents: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        write_whole(folder / name, text)
    files = ", ".join(str(folder / name) for name in documents)
    sys.stdout.write(words.CI_WROTE.render({"files": files}) + "\n")


def overrides(given: Sequence[str]) -> dict[str, int]:
    """Read ``suspend=23`` and its like; raises HopthuError naming what is wrong."""
    pairs = [text.partition("=") for text in given]
    for text, (_, equals, _) in zip(given, pairs, strict=True):
        if not equals:
            raise HopthuError.of(messages.BAD_OVERRIDE, given=text)
    return read_override({key: value for key, _, value in pairs})


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    options = parser().parse_args(arguments)
    actions = {"plan": _plan, "apply": apply, "drift": drift, "adopt": adopt}

    def fresh() -> int:
        # Nobody must take the documents of another run for ours.
        for name in _DOCUMENTS.get(options.action, ()):
            (options.into / name).unlink(missing_ok=True)
        return actions[options.action](options)

    return run(fresh)


def _plan(options: argparse.Namespace) -> int:
    asked = Asked(
        root=options.environment,
        base="" if options.all or options.province else options.base,
        provinces=tuple(options.province),
        override=overrides(options.override),
        extra=options.extra_vars,
    )
    return plan(asked, options.into, options.expect)


def parser() -> argparse.ArgumentParser:
    """The command line; the workflows of the forges are held against it."""
    parser = Parser(prog="scripts/ci")
    actions = parser.add_subparsers(dest="action", required=True)
    planning = actions.add_parser("plan", help="what a change would do; writes nothing")
    add = planning.add_argument
    _common(planning)
    add("--base", default="origin/main", metavar="REF",
        help="where the change goes: its provinces are planned (default: origin/main)")  # fmt: skip
    add("--expect", default="", metavar="DIGEST",
        help="refuse where the plan has another digest than the one that was reviewed")  # fmt: skip
    which = planning.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="plan the whole country")
    which.add_argument("--province", action="append", default=[], metavar="NAME",
        help="plan this province; may be repeated")  # fmt: skip
    add_override(planning, "what may go beyond the limits in this plan and its apply")
    applying = actions.add_parser("apply", help="do what was reviewed, and nothing else")
    add = applying.add_argument
    _common(applying)
    add("--plan", type=Path, required=True, metavar="plan.json", help="what was reviewed")
    add("--runs", type=Path, metavar="FOLDER",
        help="where plan, audit and undo are kept (default: runs of the environment)")  # fmt: skip
    add("--probe", default=CHANGED, metavar="WHICH",
        help="mailboxes to look for on the mail servers afterwards: changed (default), a number"
        " for a sample, names with commas, none")  # fmt: skip
    add_lock(applying)
    drifting = actions.add_parser(
        "drift", help="where inventory, directory and servers do not say the same"
    )
    _common(drifting)
    drifting.add_argument("--no-servers", action="store_true",
        help="compare the inventory with the directory alone")  # fmt: skip
    adopting = actions.add_parser(
        "adopt", help="take a directory over that belongs to another environment"
    )
    _common(adopting)
    adopting.add_argument("--from", required=True, dest="theirs", metavar="ENVIRONMENT",
        help="whose it is, as the refusal of an apply says")  # fmt: skip
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("environment", nargs="?", type=Path, default=Path("inventory/lab"),
        help="the environment (default: inventory/lab)")  # fmt: skip
    add("--into", type=Path, default=Path("review"), metavar="FOLDER",
        help="where the documents go (default: review)")  # fmt: skip
    add_variables(parser)


if __name__ == "__main__":
    sys.exit(main())
