"""What the modules that plan and write do, each with its own resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hopthu.provision.applying.report import Report
from hopthu.provision.applying.results import Results
from hopthu.provision.belonging import Home
from hopthu.provision.plan.limits import read_override
from hopthu.provision.plan.reviewed import reviewed_changes, reviewed_day
from hopthu.provision.request import Request
from hopthu.provision.resource import Resource
from hopthu.provision.run import provision_all
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.mail.archives import Archives

from .call import Call

More = Callable[[list[Report]], dict[str, Any]]


def write_planned(
    call: Call, wanted: Sequence[Resource[Any]], more: More | None = None
) -> dict[str, Any]:
    """Plan and write resources, together where they are several; return the module's results.

    ``more`` makes what is returned beside the reports.
    """
    policy = Policy.from_mapping(call.options["policy"])
    results = Results(check=call.check, diff=call.diff, language=call.options["language"])
    request = _request(call, policy)
    home = Home(request.root, request.suffix)

    def reached() -> Directory:
        return home.require(Directory.connect(Settings.of_options(call.options)))

    if not call.check:
        with reached() as directory:
            home.note(directory)
    reports = provision_all(wanted, request, reached)
    if any(report.written or report.uncertain for report in reports):
        with reached() as directory:  # the first apply has made what bears the mark
            home.note(directory)
    results.add(reports, policy)
    return {**results.data(), **(more(reports) if more else {})}


def archives(call: Call) -> Archives | None:
    """What the mail servers said of archives or copies; None where they were not asked yet."""
    given = call.options["archives"]
    return None if given is None else Archives.of_answers(given)


def _request(call: Call, policy: Policy) -> Request:
    given = call.options
    # What was reviewed is judged by the day that it was planned for, whatever day it is now.
    reviewed = Path(given["reviewed"]) if given["reviewed"] else None
    return Request(
        root=Path(given["inventory"]),
        provinces=tuple(given["provinces"]),
        suffix=given["suffix"],
        policy=policy,
        override=read_override(given["override"]),
        check=call.check,
        artifacts=Path(given["artifacts"]) if given["artifacts"] else None,
        reviewed=reviewed_changes(reviewed) if reviewed else None,
        today=reviewed_day(reviewed) if reviewed else policy.today(),
    )
