"""After an apply: whether the servers have the mailboxes that it changed."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hopthu.provision.probe.choose import CHANGED

from ..runs.ansible_run import run_ansible
from .planning import Planning

__all__ = ["CHANGED", "NONE", "Probe", "Verdict", "probe"]

PLAYBOOK = "playbooks/probe.yml"
NONE = "none"
"""Wish for no probe."""


class Verdict(enum.Enum):
    """What became of a probe."""

    PASSED = "passed"
    FAILED = "failed"
    NO_MAIL_SERVERS = "no-mail-servers"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Probe:
    """``lines``: what the playbook reported, without what policy hides."""

    verdict: Verdict
    lines: tuple[str, ...] = ()


def probe(planning: Planning, provinces: Iterable[str], artifacts: Path, mailboxes: str) -> Probe:
    """Probe ``mailboxes`` of ``provinces``: ``changed`` by the run that left ``artifacts``.

    A sample of a number, or mailboxes by name, are meant by ``hopthu_probe``'s other values; with
    ``none``, or where the environment has no mail servers, nothing is run.
    """
    if mailboxes == NONE:
        return Probe(Verdict.NOT_ASKED)
    if not planning.environment.group("mail_servers"):
        return Probe(Verdict.NO_MAIL_SERVERS)
    run = run_ansible(
        PLAYBOOK,
        planning.environment.hosts,
        limit=provinces,
        variables={"hopthu_artifacts": str(artifacts), "hopthu_probe": mailboxes},
        extra=planning.extra,
    )
    lines = run.report or run.last_lines()
    verdict = Verdict.FAILED if run.status else Verdict.PASSED
    return Probe(verdict, tuple(planning.mask.text(line) for line in lines))
