"""The module ``provision``: all resources of the directory, or those that are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.resources.all import resources
from hopthu.servers.mail.usage import Usage

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("provision", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    given = module.params
    handover = Path(given["handover"]) if given["handover"] else None
    usage = Usage.of_answers(given["usage"])
    return write_planned(module, resources(given["resources"], handover=handover, usage=usage))
