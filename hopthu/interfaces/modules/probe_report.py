"""The module ``probe_report``: what all servers answered, a failure where something is wrong."""

from __future__ import annotations

from typing import Any

from hopthu.provision.probe.servers import report_servers

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    given = call.options
    lines, problems, away = report_servers(given["servers"], given["language"])
    lines, problems = given["lines"] + lines, given["problems"] + problems
    if problems or away:
        return {"failed": True, "msg": "\n".join(lines), "problems": problems}
    return {"changed": False, "msg": lines, "problems": problems}
