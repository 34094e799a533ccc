"""Runs of ``playbooks/provision.yml``, and what they left in the artifacts folder.

Whatever module the playbook has or will have: each leaves its plans there, and that is what counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hopthu.provision.applying.audit import read_audit
from hopthu.text.errors import HopthuError, Place

from . import messages
from .ansible_run import AnsibleRun, run_ansible

PLAYBOOK = "playbooks/provision.yml"


@dataclass(frozen=True, slots=True)
class PlaybookRun:
    """A run of Ansible, and ``plans`` as ``plan.json`` has them."""

    plans: tuple[dict[str, Any], ...]
    ansible: AnsibleRun

    @property
    def refused(self) -> frozenset[str]:
        """Provinces with a plan that would not be, or was not, applied."""
        return frozenset(plan["province"] for plan in self.plans if plan["refusals"])

    @property
    def broken(self) -> bool:
        """Whether something failed that no plan tells of: no server, a wrong inventory, a bug."""
        failed = self.ansible.failed_hosts
        return bool(self.ansible.status) and not (failed and failed <= self.refused)


def run_playbook(
    hosts: Path,
    provinces: Iterable[str],
    artifacts: Path,
    *,
    check: bool,
    variables: Mapping[str, object],
    extra: Sequence[str] = (),
) -> PlaybookRun:
    """Run the playbook for ``provinces``; every plan of the run is in ``artifacts`` afterwards.

    ``variables`` are of this run; ``extra`` as ``ansible-playbook -e`` takes them.
    """
    arguments = ["--check", "--diff"] if check else []
    run = run_ansible(
        PLAYBOOK,
        hosts,
        *arguments,
        limit=provinces,
        variables={**variables, "hopthu_artifacts": str(artifacts)},
        extra=extra,
    )
    return PlaybookRun(tuple(recorded_in(artifacts)), run)


def audited_in(folder: Path, pattern: str = "*/") -> list[dict[str, Any]]:
    """The audit lines of the runs in ``folder``: what was surely written, in its order."""
    lines: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{pattern}audit.jsonl")):
        lines += read_audit(path).written
    return lines


def recorded_in(folder: Path, pattern: str = "*/") -> list[dict[str, Any]]:
    """The plans of the runs in ``folder``, in the order in which they were made."""
    plans: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{pattern}plan.json")):
        try:
            plans += map(_plan, json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise HopthuError.of(messages.BAD_RECORD, Place(str(path)), reason=error) from error
    return plans


def _plan(value: Any) -> dict[str, Any]:
    """A plan of a file; raises KeyError or TypeError for what is none."""
    plan = dict(value)
    for name in ("digest", "resource", "province", "title", "after"):
        plan[name]
    return plan
