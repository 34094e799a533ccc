"""Ansible's own output, but for reports of lines: those are shown as lines, not as JSON."""

from __future__ import annotations

DOCUMENTATION = """
name: hopthu
type: stdout
short_description: Ansible's default output with readable reports
version_added: "0.1.0"
description:
  - The default stdout callback, except that a task whose message is a list of lines shows the lines
    as they are, and that an error of several lines keeps them.
extends_documentation_fragment:
  - default_callback
  - result_format_callback
"""

from typing import Any

from ansible import constants as C
from ansible.plugins.callback.default import CallbackModule as Default


class CallbackModule(Default):  # type: ignore[misc]  # Ansible has no types
    """The default callback, with lines as lines."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "hopthu"

    def v2_runner_on_ok(self, result: Any) -> None:
        """Show the lines of a report, or what Ansible shows."""
        lines = _lines(result)
        if lines is None:
            super().v2_runner_on_ok(result)
            return
        changed = bool(result.result.get("changed"))
        word, color = ("changed", C.COLOR_CHANGED) if changed else ("ok", C.COLOR_OK)
        self._show(result, word, lines, color)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Show the lines of a report or of an error, or what Ansible shows."""
        lines = _lines(result)
        if lines is None and "problems" in result.result:
            lines = str(result.result.get("msg", "")).splitlines()
        if lines is None:
            super().v2_runner_on_failed(result, ignore_errors)
            return
        self._show(result, "failed", lines, C.COLOR_ERROR)

    def _show(self, result: Any, word: str, lines: list[str], color: str) -> None:
        # What the default callback does before it displays: the task's banner comes lazily.
        if self._last_task_banner != result.task._uuid:
            self._print_task_banner(result.task)
        self._display.display(f"{word}: [{result.host.get_name()}]", color=color)
        for line in lines:
            self._display.display(f"  {line}", color=color)


def _lines(result: Any) -> list[str] | None:
    message = result.result.get("msg")
    if isinstance(message, list) and all(isinstance(line, str) for line in message):
        return message
    return None
