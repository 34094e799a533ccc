"""The module ``probe_directory``: mailboxes chosen, and what the directory has otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.provision.probe.choose import choose
from hopthu.provision.probe.directory import LAYER, differences
from hopthu.provision.probe.expected import Expected, expected
from hopthu.provision.probe.report import report
from hopthu.provision.request import Request
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.directory.tree import same_dn

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    request = _request(call)
    chosen = _chosen(call.options["mailboxes"], request)
    with Directory.connect(Settings.of_options(call.options)) as directory:
        problems = list(differences(chosen, directory, request.suffix))
    return {
        "changed": False,
        "chosen": len(chosen),
        "served": [each.mailbox() for each in chosen if each.is_served],
        **report(LAYER, len(chosen), problems, call.options["language"]),
    }


def _request(call: Call) -> Request:
    artifacts = call.options["artifacts"]
    return Request(
        root=Path(call.options["inventory"]),
        provinces=tuple(call.options["provinces"]),
        suffix=call.options["suffix"],
        policy=Policy.from_mapping(call.options["policy"]),
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
