"""The module ``agency_tree``: the agencies alone."""

from __future__ import annotations

from typing import Any

from hopthu.provision.resources.agencies import AgencyTree

from .call import Call
from .planned import write_planned


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    return write_planned(call, [AgencyTree()])
