"""The module ``mailbox_hosts``: which host keeps each mailbox."""

from __future__ import annotations

from typing import Any

from hopthu.provision.resources.mail_hosts import HostsOfMailboxes, mailboxes_of

from .call import Call
from .planned import archives, write_planned


def work(call: Call) -> dict[str, Any]:
    """Return the module's results."""
    servers = tuple(call.options["mail_servers"] or ())
    hosts = HostsOfMailboxes(archives(call), servers, call.options["lost"])
    return write_planned(call, [hosts], mailboxes_of)
