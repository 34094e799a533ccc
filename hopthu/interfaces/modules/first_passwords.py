"""The module ``first_passwords``: new ones for people who have an account."""

from __future__ import annotations

from hopthu.provision.resources.reissue import plan_reissue

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("first_passwords", lambda module: write_planned(module, [plan_reissue]))
