"""The module ``stand_in``: which mail host has another one's mailboxes for a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.files.whole import write_whole
from hopthu.records.edits.standing import with_standing_in
from hopthu.records.policy import Policy

from .call import Call


def work(call: Call) -> dict[str, Any]:
    """Return the module's results: the policy as it is then, for the rest of the play."""
    given = call.options
    standing = dict(Policy.from_mapping(given["policy"]).mail_hosts.standing_in)
    before = dict(standing)
    standing.pop(given["mail_host"], None)
    if given["by"]:
        standing[given["mail_host"]] = given["by"]
    hosts = {**given["policy"]["mail_hosts"], "standing_in": standing}
    policy = {**given["policy"], "mail_hosts": hosts}
    Policy.from_mapping(policy)  # raises where that cannot be
    path = Path(given["inventory"]) / "group_vars" / "all" / "policy.yml"
    text = with_standing_in(path, standing)
    if text and not call.check:
        write_whole(path, text)
    result: dict[str, Any] = {
        "changed": bool(text),
        "policy": policy,
        "paths": [str(path)] if text else [],
    }
    if call.diff and text:
        result["diff"] = [
            {
                "before_header": str(path),
                "after_header": str(path),
                "before": f"standing_in: {before}\n",
                "after": f"standing_in: {standing}\n",
            }
        ]
    return result
