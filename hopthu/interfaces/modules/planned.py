"""What the modules that plan and write do, each with its own resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hopthu.provision.applying.report import Report
from hopthu.provision.applying.results import Results
from hopthu.provision.belonging import Home
from hopthu.provision.plan.limits import read_override
from hopthu.provision.plan.reviewed import reviewed_changes
from hopthu.provision.request import Request
from hopthu.provision.resource import Resource
from hopthu.provision.run import provision_in_turn
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory
from hopthu.servers.mail.archives import Archives
from hopthu.text.errors import HopthuError

from .call import Call
from .directory import connect

More = Callable[[list[Report]], dict[str, Any]]


def write_planned(
    call: Call, wanted: Sequence[Resource[Any]], more: More | None = None
) -> dict[str, Any]:
    """Plan and write resources, each on what the one before left; return the module's results.

    ``more`` makes what is returned beside the reports. A HopthuError has what was done before it
    as notes.
    """
    policy = Policy.from_mapping(call.options["policy"])
    results = Results(check=call.check, diff=call.diff, language=call.options["language"])
    told: dict[str, Any] = {}
    home = Home(Path(call.options["inventory"]), call.options["suffix"])

    def reached() -> Directory:
        return home.require(connect(call.options))

    with reached() as directory:
        home.note(directory, check=call.check)
    try:
        for reports in provision_in_turn(wanted, _request(call, policy), reached):
            results.add(reports, policy)
            told |= more(reports) if more else {}
    except HopthuError as error:
        for line in results.done:
            error.add_note(line)
        raise
    with reached() as directory:  # the first apply has made what bears the mark
        home.note(directory, check=call.check)
    return {**results.data(), **told}


def archives(call: Call) -> Archives | None:
    """What the mail servers said of archives or copies; None where they were not asked yet."""
    given = call.options["archives"]
    return None if given is None else Archives.of_answers(given)


def _request(call: Call, policy: Policy) -> Request:
    given = call.options
    return Request(
        root=Path(given["inventory"]),
        provinces=tuple(given["provinces"]),
        suffix=given["suffix"],
        policy=policy,
        override=read_override(given["override"]),
        check=call.check,
        artifacts=Path(given["artifacts"]) if given["artifacts"] else None,
        reviewed=reviewed_changes(Path(given["reviewed"])) if given["reviewed"] else None,
    )
