"""Runs of ``ansible-playbook``, and what their output says."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hopthu.servers.lab.config import PROJECT
from hopthu.text.errors import HopthuError

from . import messages
from .guard import run_guarded

_FAILED = re.compile(r"^(\S+) +: ok=.* (?:unreachable|failed)=[1-9]", re.MULTILINE)
_RECAP = "PLAY RECAP"
_LAST_LINES = 40


@dataclass(frozen=True, slots=True)
class AnsibleRun:
    """How a playbook ended; ``output`` is Ansible's and may name people."""

    playbook: str
    output: str
    status: int

    @property
    def failed_hosts(self) -> frozenset[str]:
        """The hosts where something failed, or that were not reached."""
        return frozenset(_FAILED.findall(self.output.rpartition(_RECAP)[2]))

    @property
    def report(self) -> list[str]:
        """The lines of the last report of lines, as ``callback_plugins/hopthu.py`` shows one."""
        lines: list[str] = []
        for line in self._before_recap.splitlines():
            if line.startswith("TASK ["):
                lines = []
            elif line.startswith("  "):
                lines.append(line[2:])
        return lines

    def last_lines(self) -> list[str]:
        """What Ansible said last that is not about hosts where all is well."""
        lines = [line.strip() for line in self._before_recap.splitlines()]
        kept = [line for line in lines if line and not line.startswith(("ok:", "PLAY", "TASK"))]
        return kept[-_LAST_LINES:]

    def failure(self) -> HopthuError:
        """The error of a run that is broken."""
        output = " | ".join(self.last_lines())
        return HopthuError.of(messages.ANSIBLE_FAILED, playbook=self.playbook, output=output)

    @property
    def _before_recap(self) -> str:
        text, told, rest = self.output.rpartition(_RECAP)
        return text if told else rest


def run_ansible(
    playbook: str,
    hosts: Path,
    *arguments: str,
    limit: Iterable[str] = (),
    variables: Mapping[str, object],
    extra: Sequence[str] = (),
) -> AnsibleRun:
    """Run a playbook of the project on the inventory ``hosts``.

    ``variables`` are of this run; ``extra`` as ``ansible-playbook -e`` takes them.
    """
    command = [
        *(str(Path(sys.executable).with_name("ansible-playbook")), str(PROJECT / playbook)),
        *("-i", str(hosts), *_limit(limit)),
        *(part for each in extra for part in ("-e", each)),
        *("-e", json.dumps(dict(variables))),
        *arguments,
    ]
    plain = {"ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_CONFIG": configuration()}
    status, output = run_guarded(command, {**os.environ, **plain})
    return AnsibleRun(playbook, output, status)


def _limit(hosts: Iterable[str]) -> Iterator[str]:
    if names := ",".join(hosts):
        yield from ("--limit", names)


def configuration() -> str:
    """The file that Ansible reads: the operator's choice, or the project's."""
    return os.environ.get("ANSIBLE_CONFIG", str(PROJECT / "ansible.cfg"))
