"""What an environment still lacks: everything at once, each with its remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hopthu.ci.runs.environment import Environment
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Problem

from . import words
from .checks import certificates, folders, reachable, variables


def doctor(root: Path, extra: Sequence[str], *, offline: bool) -> int:
    """Print every problem; 1 if there is one. ``offline``: without asking servers and the DNS."""
    lines = [problem.render() for problem in _problems(root, extra, offline=offline)]
    problems = list(dict.fromkeys(lines))
    for line in problems:
        sys.stdout.write(f"{line}\n")
    values = {"folder": root, "n": len(problems)}
    sys.stdout.write((words.FOUND if problems else words.WELL).render(values) + "\n")
    return 1 if problems else 0


def _problems(root: Path, extra: Sequence[str], *, offline: bool) -> Iterator[Problem]:
    yield from variables.linked(root)
    yield from variables.overridden(root)
    policy = None
    try:
        policy = Policy.of_environment(root)
        yield from variables.without_kinds(policy, root)
        read_inventory(root, policy)
    except HopthuError as error:
        yield from error.problems
    try:
        environment = Environment.read(root, extra, variables.ASKED)
    except HopthuError as error:
        yield from error.problems
        return
    yield from variables.contradicted(environment, root)
    yield from variables.without_value(environment)
    yield from folders.compared(environment, root)
    yield from certificates.judged(environment)
    if not offline:
        yield from reachable.asked(environment, policy)
