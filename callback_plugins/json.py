"""A run as one JSON document, for programs."""

from __future__ import annotations

DOCUMENTATION = """
name: json
type: stdout
short_description: Ansible's output as one JSON document
version_added: "0.2.0"
description:
  - Writes nothing until the end, and then C(plays) with their C(tasks) and the result of each
    host, and the counts of each host as C(stats).
"""

import json
from typing import Any

from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):  # type: ignore[misc]  # Ansible has no types
    """Collects what other callbacks say at once."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "json"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._plays: list[dict[str, Any]] = []

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Open a play."""
        self._plays.append({"play": {"name": play.get_name()}, "tasks": []})

    def v2_playbook_on_task_start(self, task: Any, **_: Any) -> None:
        """Open a task."""
        self._plays[-1]["tasks"].append({"task": {"name": task.get_name()}, "hosts": {}})

    v2_playbook_on_handler_task_start = None

    def _keep(self, result: Any, **more: bool) -> None:
        told = json.loads(self._dump_results(result.result))
        task = self._plays[-1]["tasks"][-1]
        task["hosts"][result.host.get_name()] = {**told, **more}

    def v2_runner_on_ok(self, result: Any) -> None:
        """Keep a result."""
        self._keep(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Keep a failure."""
        self._keep(result, failed=True, ignored=ignore_errors)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """Keep that a host is away."""
        self._keep(result, unreachable=True)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """Keep that nothing was to do."""
        self._keep(result, skipped=True)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Write the document."""
        hosts = {host: stats.summarize(host) for host in sorted(stats.processed)}
        document = {"plays": self._plays, "stats": hosts}
        text = json.dumps(document, cls=AnsibleJSONEncoder, indent=2, ensure_ascii=False)
        self._display.display(text)
