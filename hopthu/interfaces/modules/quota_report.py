"""The module ``quota_report``: options in, lines out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.records.policy import Policy
from hopthu.reports.quotas.make import make_report
from hopthu.servers.mail.usage import Usage

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    given = call.options
    keep = given["artifacts"] and not call.check
    told = make_report(
        Path(given["inventory"]),
        given["provinces"],
        Policy.from_mapping(given["policy"]),
        Usage.of_answers(given["usage"]),
        Path(given["artifacts"]) if keep else None,
        given["language"],
    )
    return {"changed": False, "lines": told}
