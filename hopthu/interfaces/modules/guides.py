"""The Ansible module ``guides``: options in, the files that changed out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.reports.guides.facts import Servers
from hopthu.reports.guides.write import write_guides
from hopthu.text.errors import HopthuError

from .provision import ARGUMENT_SPEC

SPEC: dict[str, dict[str, Any]] = {
    **{name: ARGUMENT_SPEC[name] for name in ("inventory", "policy", "language")},
    "folder": {"type": "path", "required": True},
    "texts": {"type": "path", "required": True},
    "images": {"type": "path", "required": True},
    "mail_host": {"type": "str", "required": True},
    "message_size": {"type": "int", "required": True},
    "agencies_folder": {"type": "str", "required": True},
    "first_login_on_web": {"type": "bool", "default": True},
    "autoconfig": {"type": "bool", "default": True},
}


def main() -> None:
    """Run the module, then exit."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    given = module.params
    try:
        policy = Policy.from_mapping(given["policy"])
        changed = write_guides(
            Path(given["folder"]),
            policy,
            Servers(
                mail_host=given["mail_host"],
                message_size=given["message_size"],
                agencies_folder=given["agencies_folder"],
                first_login_on_web=given["first_login_on_web"],
                autoconfig=given["autoconfig"],
            ),
            _ministry(Path(given["inventory"]), policy),
            Path(given["texts"]),
            Path(given["images"]),
            check=module.check_mode,
        )
    except HopthuError as error:
        module.fail_json(
            msg=error.render(given["language"]),
            problems=[problem.data(given["language"]) for problem in error.problems],
        )
    diff = [
        {"before_header": str(path), "after_header": str(path), "before": before, "after": after}
        for path, (before, after) in changed.items()
        if before or after
    ]
    module.exit_json(changed=bool(changed), paths=[str(path) for path in changed], diff=diff)


def _ministry(root: Path, policy: Policy) -> str:
    """The name at the top of a guide: the ministry's, as the inventory has it."""
    agencies = read_inventory(root, policy).agencies.values()
    return next((agency.name for agency in agencies if agency.kind == "ministry"), policy.domain)
