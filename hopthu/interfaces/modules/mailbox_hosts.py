"""The module ``mailbox_hosts``: which host keeps each mailbox."""

from __future__ import annotations

from hopthu.provision.resources.mail_hosts import Placement

from .planned import write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    hosts = Placement()
    run("mailbox_hosts", lambda module: write_planned(module, [hosts.plan], hosts.result))
