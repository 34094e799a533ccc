"""The module ``agency_tree``: the agencies alone."""

from __future__ import annotations

from hopthu.provision.resources.agencies import AgencyTree

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("agency_tree", lambda module: write_planned(module, [AgencyTree()]))
