"""The module ``probe_report``: what all servers answered, a failure where something is wrong."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.probe.servers import report_servers

from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("probe_report", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    given = module.params
    lines, problems, away = report_servers(given["servers"], given["language"])
    lines, problems = given["lines"] + lines, given["problems"] + problems
    if problems or away:
        module.fail_json(msg="\n".join(lines), problems=problems)
    return {"changed": False, "msg": lines, "problems": problems}
