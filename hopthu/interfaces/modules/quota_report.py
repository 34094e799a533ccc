"""The module ``quota_report``: options in, lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.records.policy import Policy
from hopthu.reports.quotas.make import make_report
from hopthu.servers.mail.usage import Usage

from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("quota_report", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    given = module.params
    keep = given["artifacts"] and not module.check_mode
    told = make_report(
        Path(given["inventory"]),
        given["provinces"],
        Policy.from_mapping(given["policy"]),
        Usage.of_answers(given["usage"]),
        Path(given["artifacts"]) if keep else None,
        given["language"],
    )
    return {"changed": False, "lines": told}
