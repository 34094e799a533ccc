"""The module ``provision``: all resources of the directory, or those that are asked for."""

from __future__ import annotations

from .planned import write_resources
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("provision", lambda module: write_resources(module, module.params["resources"]))
