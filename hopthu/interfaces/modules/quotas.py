"""The Ansible module ``quota_report``: options in, lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.records.policy import Policy
from hopthu.reports.quotas.make import make_report
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

from .provision import ARGUMENT_SPEC, USAGE_SPEC

SPEC: dict[str, dict[str, Any]] = {
    **{
        name: ARGUMENT_SPEC[name]
        for name in ("inventory", "provinces", "policy", "artifacts", "language")
    },
    "usage": {
        **{key: value for key, value in USAGE_SPEC["usage"].items() if key != "default"},
        "required": True,
    },
}


def main() -> None:
    """Run the module, then exit."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True, no_log=True)
    given = module.params
    keep = given["artifacts"] and not module.check_mode
    try:
        told = make_report(
            Path(given["inventory"]),
            given["provinces"],
            Policy.from_mapping(given["policy"]),
            Usage.of_answers(given["usage"]),
            Path(given["artifacts"]) if keep else None,
            given["language"],
        )
    except HopthuError as error:
        module.fail_json(
            msg=error.render(given["language"]),
            problems=[problem.data(given["language"]) for problem in error.problems],
        )
    module.exit_json(changed=False, lines=told)
