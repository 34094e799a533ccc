"""What the hosts answer whose copies are asked for: hopthu-backup there, through a playbook."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hopthu.ci.runs.ansible_run import run_ansible
from hopthu.text.errors import HopthuError, Problem

from . import messages

PLAYBOOK = "playbooks/restore.yml"
# What hosts answer, by their own codes.
_BY_CODE = {
    "settings": messages.SETTINGS,
    "busy": messages.BUSY,
    "restless": messages.RESTLESS,
    "unreadable": messages.UNREADABLE,
    "gone": messages.GONE,
    "away": messages.AWAY,
    "refused": messages.REFUSED,
    "full": messages.FULL,
    "locked": messages.LOCKED,
    "password": messages.PASSWORD,
    "damaged": messages.DAMAGED,
    "restic": messages.RESTIC,
    "no_copy": messages.NO_COPY,
    "not_in_copy": messages.NOT_IN_COPY,
    "no_letters": messages.NO_LETTERS,
    "unknown": messages.UNKNOWN,
    "elsewhere": messages.ELSEWHERE,
    "in_use_directory": messages.IN_USE_DIRECTORY,
    "in_use_web": messages.IN_USE_WEB,
    "unknown_there": messages.UNKNOWN_THERE,
    "no_program": messages.NO_PROGRAM,
    "directory": messages.DIRECTORY,
    "room": messages.ROOM,
    "quota": messages.QUOTA,
    "dovecot": messages.DOVECOT,
    "missing": messages.MISSING,
    "drill": messages.DRILL,
    "strange": messages.STRANGE,
    "nothing": messages.KEEPS_NOTHING,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """An environment, and what more ``ansible-playbook`` is told of it."""

    root: Path
    options: Sequence[str] = ()

    def ask(
        self, hosts: Iterable[str], program: str, verb: str, told: Mapping[str, Any] | None = None
    ) -> dict[str, dict[str, Any]]:
        """Run ``program verb`` on the hosts (or groups); return their answers by host.

        A host that gives none is a Problem of its answer, with the reason.
        """
        with tempfile.TemporaryDirectory() as folder:
            wanted = {
                "restore_hosts": ":".join(hosts),
                "restore_command": [program, verb],
                "restore_told": dict(told or {}),
                "restore_answers": folder,
            }
            run = run_ansible(PLAYBOOK, self.root / "hosts.yml", *self.options, variables=wanted)
            answers = {
                path.name: json.loads(path.read_text(encoding="utf-8"))
                for path in sorted(Path(folder).iterdir())
            }
        if not answers:
            if run.status:
                raise run.failure()
            raise HopthuError.of(messages.NOT_ENABLED)
        return {host: _answer(told) for host, told in answers.items()}


def _answer(told: Mapping[str, Any]) -> dict[str, Any]:
    try:
        answer = json.loads(told.get("stdout") or "")
        if not isinstance(answer, dict):
            raise TypeError
    except (ValueError, TypeError):
        reason = str(told.get("stderr") or told.get("msg") or "?").strip()[-300:]
        return {"problem": {"code": "not-asked", "values": {"reason": reason}}}
    return answer


def problems_of(answers: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
    """What hosts could not do, by their answers."""
    return [
        problem_of(host, answer["problem"])
        for host, answer in answers.items()
        if "problem" in answer
    ]


def problem_of(host: str, told: Mapping[str, Any]) -> Problem:
    """What a host could not do, in the operator's language."""
    from .moments import shown

    values = {name: shown(str(value)) for name, value in told.get("values", {}).items()}
    if told["code"] == "not-asked":
        return messages.NOT_ASKED.at(host=host, **values)
    message = _BY_CODE.get(told["code"], messages.RESTIC)
    missing = {"reason": told.get("reason") or told.get("text", "?")}
    return message.at(**{**missing, **values, "host": host})
