"""What the modules that plan and write do, each with its own resources."""

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
from hopthu.provision.resource import Resource
from hopthu.provision.run import provision_all
from hopthu.records.policy import Policy
from hopthu.servers.mail.archives import Archives

from .directory import connect

More = Callable[[list[Report]], dict[str, Any]]


def write_planned(
    module: AnsibleModule, wanted: Sequence[Resource[Any]], more: More | None = None
) -> dict[str, Any]:
    """Plan and write resources, together where they are several; return the module's results.

    ``more`` makes what is returned beside the reports.
    """
    policy = Policy.from_mapping(module.params["policy"])
    results = Results(
        check=module.check_mode, diff=module._diff, language=module.params["language"]
    )
    request = _request(module, policy)
    reports = provision_all(wanted, request, partial(connect, module.params))
    results.add(reports, policy)
    return {**results.data(), **(more(reports) if more else {})}


def archives(module: AnsibleModule) -> Archives | None:
    """What the mail servers said of archives or copies; None where they were not asked yet."""
    given = module.params["archives"]
    return None if given is None else Archives.of_answers(given)


def _request(module: AnsibleModule, policy: Policy) -> Request:
    given = module.params
    return Request(
        root=Path(given["inventory"]),
        provinces=tuple(given["provinces"]),
        suffix=given["suffix"],
        policy=policy,
        override=read_override(given["override"]),
        check=module.check_mode,
        artifacts=Path(given["artifacts"]) if given["artifacts"] else None,
        reviewed=reviewed_changes(Path(given["reviewed"])) if given["reviewed"] else None,
    )
