"""The module ``retired_mailboxes``: the entries of leavers whose time is over."""

from __future__ import annotations

from hopthu.provision.resources.retired import Retired, boxes_of

from .planned import archives, write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run(
        "retired_mailboxes",
        lambda module: write_planned(module, [Retired(archives(module))], boxes_of),
    )
