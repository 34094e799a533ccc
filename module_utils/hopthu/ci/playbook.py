"""Runs of ``playbooks/provision.yml``, and what they left in the artifacts folder.

Whatever module the playbook has or will have: each leaves its plans there, and that is what counts.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import HopthuError, Message, Place
from ..lab.config import PROJECT
from ..language import Text

PLAYBOOK = "playbooks/provision.yml"
_FAILED = re.compile(r"^(\S+) +: ok=.* (?:unreachable|failed)=[1-9]", re.MULTILINE)
_ANSIBLE_FAILED = Message(
    "ci.playbook",
    Text("{playbook} failed: {output}", "{playbook} bị lỗi: {output}"),
    Text("mend what it names, then run again", "sửa điều được nêu, rồi chạy lại"),
)
_BAD_RECORD = Message(
    "ci.record",
    Text(
        "this is no plan of a run: {reason}", "đây không phải kế hoạch của một lần chạy: {reason}"
    ),
    Text("name a folder of inventory/…/runs", "hãy nêu một thư mục trong inventory/…/runs"),
)
_LAST_LINES = 40


@dataclass(frozen=True, slots=True)
class PlaybookRun:
    """``plans`` as ``plan.json`` has them; ``output`` is Ansible's and names people."""

    plans: tuple[dict[str, Any], ...]
    output: str
    failed_hosts: frozenset[str]
    status: int

    @property
    def refused(self) -> frozenset[str]:
        """Provinces with a plan that would not be, or was not, applied."""
        return frozenset(plan["province"] for plan in self.plans if plan["refusals"])

    @property
    def broken(self) -> bool:
        """Whether something failed that no plan tells of: no server, a wrong inventory, a bug."""
        return bool(self.status) and not (self.failed_hosts and self.failed_hosts <= self.refused)

    def failure(self) -> HopthuError:
        """What Ansible said last, for a run that is broken."""
        text, told, recap = self.output.rpartition("PLAY RECAP")
        lines = [line.strip() for line in (text if told else recap).splitlines()]
        kept = [line for line in lines if line and not line.startswith(("ok:", "PLAY", "TASK"))]
        output = " | ".join(kept[-_LAST_LINES:])
        return HopthuError.of(_ANSIBLE_FAILED, playbook=PLAYBOOK, output=output)


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
    given = {**variables, "hopthu_artifacts": str(artifacts)}
    command = [
        *(str(Path(sys.executable).with_name("ansible-playbook")), str(PROJECT / PLAYBOOK)),
        *("-i", str(hosts), "--limit", ",".join(provinces)),
        *(part for each in extra for part in ("-e", each)),
        *("-e", json.dumps(given)),
        *(["--check", "--diff"] if check else []),
    ]
    plain = {"ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_CONFIG": configuration()}
    done = subprocess.run(  # noqa: S603 - a list, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **plain},
        check=False,
    )
    failed = frozenset(_FAILED.findall(done.stdout.rpartition("PLAY RECAP")[2]))
    return PlaybookRun(tuple(recorded_in(artifacts)), done.stdout, failed, done.returncode)


def configuration() -> str:
    """The file that Ansible reads: the operator's choice, or the project's."""
    return os.environ.get("ANSIBLE_CONFIG", str(PROJECT / "ansible.cfg"))


def audited_in(folder: Path, pattern: str = "*/") -> list[dict[str, Any]]:
    """The audit lines of the runs in ``folder``: what was surely written, in its order."""
    lines: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{pattern}audit.jsonl")):
        try:
            lines += map(json.loads, path.read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError) as error:
            raise HopthuError.of(_BAD_RECORD, Place(str(path)), reason=error) from error
    return lines


def recorded_in(folder: Path, pattern: str = "*/") -> list[dict[str, Any]]:
    """The plans of the runs in ``folder``, in the order in which they were made."""
    plans: list[dict[str, Any]] = []
    for path in sorted(folder.glob(f"{pattern}plan.json")):
        try:
            plans += json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise HopthuError.of(_BAD_RECORD, Place(str(path)), reason=error) from error
    return plans
