"""The module ``guides``: options in, the files that changed out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.reports.guides.facts import Servers
from hopthu.reports.guides.places import places_of
from hopthu.reports.guides.write import write_guides

from .call import Call

_SERVERS = ("mail_host", "message_size", "agencies_folder", "first_login_on_web", "autoconfig")


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    given = call.options
    policy = Policy.from_mapping(given["policy"])
    inventory = read_inventory(Path(given["inventory"]), policy)
    changed = write_guides(
        Path(given["folder"]),
        policy,
        Servers(**{name: given[name] for name in _SERVERS}),
        inventory.top() or policy.domain,
        Path(given["texts"]),
        Path(given["images"]),
        check=call.check,
        places=places_of(inventory, policy),
    )
    diff = [
        {"before_header": str(path), "after_header": str(path), "before": before, "after": after}
        for path, (before, after) in changed.items()
        if before or after
    ]
    return {"changed": bool(changed), "paths": [str(path) for path in changed], "diff": diff}
