"""The module ``first_passwords``: new ones for people who have an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.resources.reissue import Reissue

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("first_passwords", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    people = tuple(module.params["people"])
    return write_planned(module, [Reissue(Path(module.params["handover"]), people)])
