"""What the modules that plan and write do, each with its own planners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.applying.report import Report
from hopthu.provision.applying.results import Results
from hopthu.provision.plan.limits import read_override
from hopthu.provision.plan.reviewed import reviewed_changes
from hopthu.provision.request import Request
from hopthu.provision.resources.all import PLANNERS
from hopthu.provision.run import Planner, provision_in_turn
from hopthu.records.policy import Policy
from hopthu.servers.mail.archives import Archives
from hopthu.servers.mail.usage import Usage
from hopthu.text.errors import HopthuError

from .directory import connect
from .options import RESOURCES

More = Callable[[list[Report]], dict[str, Any]]


def write_resources(module: AnsibleModule, names: Sequence[str]) -> dict[str, Any]:
    """Make some resources of the directory what the inventory says, in the order of all."""
    known = zip(RESOURCES, PLANNERS, strict=True)
    return write_planned(module, [planner for name, planner in known if name in names])


def write_planned(
    module: AnsibleModule, planners: Sequence[Planner], more: More | None = None
) -> dict[str, Any]:
    """Run planners, each on what the one before left; return the module's results.

    ``more`` makes what is returned beside the reports. A HopthuError has what was done before it
    as notes.
    """
    policy = Policy.from_mapping(module.params["policy"])
    results = Results(
        check=module.check_mode, diff=module._diff, language=module.params["language"]
    )
    told: dict[str, Any] = {}
    reached = partial(connect, module.params)
    try:
        for reports in provision_in_turn(planners, _request(module, policy), reached):
            results.add(reports, policy)
            told |= more(reports) if more else {}
    except HopthuError as error:
        for line in results.done:
            error.add_note(line)
        raise
    return {**results.data(), **told}


def _request(module: AnsibleModule, policy: Policy) -> Request:
    given = {name: value for name, value in module.params.items() if value is not None}
    archives = given.get("archives")
    return Request(
        root=Path(given["inventory"]),
        provinces=tuple(given["provinces"]),
        suffix=given["suffix"],
        policy=policy,
        override=read_override(given["override"]),
        check=module.check_mode,
        artifacts=_path(given.get("artifacts")),
        reviewed=reviewed_changes(Path(given["reviewed"])) if given.get("reviewed") else None,
        people=tuple(given.get("people", ())),
        handover=_path(given.get("handover")),
        usage=Usage.of_answers(given.get("usage", ())),
        archives=None if archives is None else Archives.of_answers(archives),
        mail_servers=tuple(given.get("mail_servers", ())),
    )


def _path(given: str | None) -> Path | None:
    return Path(given) if given else None
