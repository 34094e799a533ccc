"""The action of every module of the control machine; action_plugins/ has a link of each one's name.

What these modules do is done where Ansible runs, so they do it in Ansible's own process. Packed and
started as modules are, each call would take as long as an empty play before it did anything.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase

_MISSING = "hopthu is not installed (chưa được cài): {error} ({python}) → scripts/setup"


class ActionModule(ActionBase):  # type: ignore[misc]
    """Runs the face that is called as the action; without hopthu it says what to do."""

    _requires_connection = False

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what the face returns, or why there is nothing."""
        super().run(tmp, task_vars)
        name = __name__.rpartition(".")[2]
        try:
            options = import_module("hopthu.interfaces.modules.options").MODULES[name]
            call = import_module("hopthu.interfaces.modules.call")
            work = import_module(f"hopthu.interfaces.modules.{name}").work
        except ImportError as error:
            return {"failed": True, "msg": _MISSING.format(error=error, python=sys.executable)}
        _, given = self.validate_argument_spec(options)
        secrets = [given[key] for key in options if options[key].get("no_log") and given[key]]
        task = self._task
        results = call.run(work, call.Call(_plain(given), check=task.check_mode, diff=task.diff))
        return dict(remove_values(results, secrets))


def _plain(value: Any) -> Any:
    """A value without what Ansible notes of its origin: hopthu tells texts by their very type."""
    if isinstance(value, Mapping):
        return {_plain(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return str.__str__(value)
    return value
