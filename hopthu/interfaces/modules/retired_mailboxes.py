"""The module ``retired_mailboxes``: the entries of leavers whose time is over."""

from __future__ import annotations

from hopthu.provision.resources.retired import Retirement

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    leavers = Retirement()
    run("retired_mailboxes", lambda module: write_planned(module, [leavers.plan], leavers.result))
