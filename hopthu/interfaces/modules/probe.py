"""The way from the options of ``probe_directory`` to its answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.probe.choose import CHANGED, choose
from hopthu.provision.probe.directory import LAYER, differences
from hopthu.provision.probe.expected import Expected, expected
from hopthu.provision.probe.report import report
from hopthu.provision.request import Request
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import HopthuError

from .provision import ARGUMENT_SPEC, settings

PROBE_SPEC: dict[str, dict[str, Any]] = {"mailboxes": {"type": "str", "default": CHANGED}}


def run_probe() -> None:
    """Choose, compare with the directory, and exit with what was found."""
    module = AnsibleModule(argument_spec={**ARGUMENT_SPEC, **PROBE_SPEC}, supports_check_mode=True)
    language = module.params["language"]
    try:
        request = _request(module)
        chosen = _chosen(module.params["mailboxes"], request)
        with Directory.connect(settings(module)) as directory:
            problems = list(differences(chosen, directory, request.suffix))
    except HopthuError as error:
        module.fail_json(
            msg=error.render(language), problems=[p.data(language) for p in error.problems]
        )
    module.exit_json(
        changed=False,
        chosen=len(chosen),
        served=[each.mailbox() for each in chosen if each.is_served],
        **report(LAYER, len(chosen), problems, language),
    )


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
