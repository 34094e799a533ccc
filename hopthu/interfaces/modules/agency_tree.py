"""The module ``agency_tree``: the agencies alone."""

from __future__ import annotations

from .planned import write_resources
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("agency_tree", lambda module: write_resources(module, ["agencies"]))
