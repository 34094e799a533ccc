"""Whether servers are configured as ``playbooks/site.yml`` would make them: by its check run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from hopthu.servers.lab.config import PROJECT

from ..runs.ansible_run import AnsibleRun, run_ansible
from ..runs.environment import Environment
from . import words

PLAYBOOK = "playbooks/site.yml"
_TASK = re.compile(r"(?:TASK|RUNNING HANDLER) \[(.+?)\] \**$")
_RESULT = re.compile(r"(changed|fatal|failed): \[([^\]\s]+)(?: -> [^\]]+)?\](.*)")
_RECAP = re.compile(r"^(\S+) +: ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+)", re.M)
# What the role host_baseline tells of a host, one line each.
_WAITS = re.compile(r"  (\S+): waits for a reboot")
_ENDS = re.compile(r"  (\S+): the certificate (\S+) ends ([0-9-]+)$")
_REASON = re.compile(r'"msg": "((?:[^"\\]|\\.)*)"')
_LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Server:
    """A server host: the tasks that would change it, and what kept the check from its end.

    ``failed_at`` is empty where the check did not come to the host. ``certificates``: those that
    end within three weeks, each with its day; ``reboot``: an update waits for one, which is told
    and is no difference.
    """

    host: str
    tasks: tuple[str, ...] = ()
    unreachable: bool = False
    failed_at: str = ""
    why: str = ""
    certificates: tuple[tuple[str, str], ...] = ()
    reboot: bool = False

    @property
    def differs(self) -> bool:
        """Whether it is not known to be as the playbook would make it, or not for long."""
        return bool(self.certificates) or not self.is_right

    @property
    def is_right(self) -> bool:
        """Whether the playbook would change nothing."""
        return not (self.tasks or self.unreachable or self.failed_at or self.why)

    def lines(self, language: str = "") -> Iterator[str]:
        """What was found, for people."""
        values: dict[str, object] = {
            "host": self.host,
            "n": len(self.tasks),
            "tasks": "; ".join(self.tasks),
            "task": self.failed_at,
            "why": self.why,
        }
        if self.tasks or self.is_right:
            yield (words.WOULD if self.tasks else words.RIGHT).render(values, language)
        if self.unreachable:
            yield words.CONFIGURED_AWAY.render(values, language)
        elif self.failed_at:
            yield words.FAILED.render(values, language)
        elif self.why:
            yield words.UNTOLD.render(values, language)
        for file, day in self.certificates:
            yield words.ENDS.render({**values, "file": file, "day": day}, language)
        if self.reboot:
            yield words.REBOOT.render(values, language)


def check_servers(environment: Environment, extra: Sequence[str]) -> list[Server]:
    """Check all servers of the environment; none where it has none. Changes nothing on them.

    A host that is away is one of the results, and keeps none of the others.
    """
    servers: dict[str, Server] = {}
    # A run for each play: where all hosts of one are away, Ansible does not come to the next.
    for group in _groups():
        hosts = [host for host in environment.group(group) if host not in servers]
        if hosts:
            run = run_ansible(
                PLAYBOOK, environment.hosts, "--check", limit=hosts, variables={}, extra=extra
            )
            servers |= {server.host: server for server in servers_of(run, hosts)}
    return list(servers.values())


def _groups() -> list[str]:
    """The groups that the playbook's plays are for."""
    plays = yaml.safe_load((PROJECT / PLAYBOOK).read_text(encoding="utf-8"))
    return [play["hosts"] for play in plays]


def servers_of(run: AnsibleRun, hosts: Sequence[str]) -> list[Server]:
    """What a check run tells of each of ``hosts``."""
    recap = run.output.rpartition("PLAY RECAP")[2]
    failed = {match[1]: match[4] + match[5] != "00" for match in _RECAP.finditer(recap)}
    tasks: dict[str, dict[str, None]] = {host: {} for host in failed}  # in order, each once
    ends: dict[str, tuple[bool, str, str]] = {}
    task = ""
    for line in run.output.splitlines():
        if told := _TASK.match(line):
            task = told[1]
        elif result := _RESULT.match(line):
            word, host, rest = result.groups()
            if word == "changed":
                tasks.setdefault(host, {})[task] = None
            else:
                away = "UNREACHABLE!" in rest
                ends[host] = (away, "" if away else task, _reason(rest))
    notes = _notes(run.output)
    last = " | ".join(run.last_lines())[-_LONGEST:]
    untold = (False, "", last or "?")
    return [
        Server(
            host,
            tuple(tasks.get(host, ())),
            *(ends.get(host, untold) if failed.get(host, True) else ()),
            **notes.get(host, {}),
        )
        for host in hosts
    ]


def _notes(output: str) -> dict[str, dict[str, Any]]:
    """What the role host_baseline tells of hosts: fields of :class:`Server`, by host."""
    found: dict[str, dict[str, Any]] = {}
    for line in output.splitlines():
        if waits := _WAITS.match(line):
            found.setdefault(waits[1], {})["reboot"] = True
        elif ends := _ENDS.match(line):
            note = found.setdefault(ends[1], {})
            note["certificates"] = (*note.get("certificates", ()), (ends[2], ends[3]))
    return found


def _reason(text: str) -> str:
    """The message in what Ansible prints of a failure."""
    found = _REASON.search(text)
    message = str(json.loads(f'"{found[1]}"')) if found else text.partition("=>")[2]
    return " ".join(message.split())[:_LONGEST]
