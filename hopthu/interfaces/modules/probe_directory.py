"""The module ``probe_directory``: mailboxes chosen, and what the directory has otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.probe.choose import choose
from hopthu.provision.probe.directory import LAYER, differences
from hopthu.provision.probe.expected import Expected, expected
from hopthu.provision.probe.report import report
from hopthu.provision.request import Request
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.tree import same_dn

from .directory import connect
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("probe_directory", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    request = _request(module)
    chosen = _chosen(module.params["mailboxes"], request)
    with connect(module.params) as directory:
        problems = list(differences(chosen, directory, request.suffix))
    return {
        "changed": False,
        "chosen": len(chosen),
        "served": [each.mailbox() for each in chosen if each.is_served],
        **report(LAYER, len(chosen), problems, module.params["language"]),
    }


def _request(module: AnsibleModule) -> Request:
    artifacts = module.params["artifacts"]
    return Request(
        root=Path(module.params["inventory"]),
        provinces=tuple(module.params["provinces"]),
        suffix=module.params["suffix"],
        policy=Policy.from_mapping(module.params["policy"]),
        artifacts=Path(artifacts) if artifacts else None,
    )


def _chosen(wish: str, request: Request) -> list[Expected]:
    inventory = read_inventory(request.root, request.policy)
    everybody = expected(inventory, request)
    subjects = [each.subject for each in everybody.values()]
    return [
        everybody[same_dn(subject.entry.dn)]
        for subject in choose(wish, subjects, request.artifacts)
    ]
