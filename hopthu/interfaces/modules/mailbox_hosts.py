"""The module ``mailbox_hosts``: which host keeps each mailbox."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from hopthu.provision.resources.mail_hosts import HostsOfMailboxes, mailboxes_of

from .planned import archives, write_planned
from .run import run


def main() -> None:
    """Run the module, then exit."""
    run("mailbox_hosts", _work)


def _work(module: AnsibleModule) -> dict[str, Any]:
    servers = tuple(module.params["mail_servers"] or ())
    return write_planned(module, [HostsOfMailboxes(archives(module), servers)], mailboxes_of)
