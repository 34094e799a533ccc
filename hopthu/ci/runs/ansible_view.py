"""A process of its own that tells how Ansible understands an inventory, as JSON on its output.

Ansible keeps what it has read in the process, so it is asked in another one: variables, vaults and
lookups mean what they mean in a playbook. The output is a pipe to the one who asked: a secret in it
passes through no file, no log and no list of processes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from hopthu.servers.lab.config import PROJECT

URI_OF = "URI of {host}"
HANDOVER = "hopthu_handover"
LOGINS = "hopthu_logins"
OF_SERVER = "{name} of {host}"
# What scripts/dns needs of mail and web hosts; of a list its values with spaces between.
MAIL_HOSTNAME = "mail_server_hostname"
MAIL_ADDRESSES = "mail_server_addresses | default([]) | join(' ')"
MAIL_CAA = "mail_server_caa"
WEB_HOSTNAME = "webmail_hostname"
WEB_ADDRESSES = "webmail_addresses | default([]) | join(' ')"
OF_SERVERS = (
    *("ansible_host", "hopthu_tls_ca", "hopthu_tls_certificate", "hopthu_tls_key"),
    *(MAIL_HOSTNAME, MAIL_ADDRESSES, MAIL_CAA, WEB_HOSTNAME, WEB_ADDRESSES),
)
_SERVERS = ("directory_servers", "mail_servers", "web_servers")
# What holds where an environment says nothing else: the defaults of the role that all roles need.
_SETTINGS = str(PROJECT / "roles" / "hopthu" / "defaults" / "main.yml")
# Where a directory server is asked for itself, and not for whichever answers.
_URI = "hopthu_server_uri | default('ldaps://' ~ (ansible_host | default(inventory_hostname)))"


def view(hosts: str, extra: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """The hosts of each group, and the variables ``names`` of the first province.

    Returns ``groups`` (names of hosts), ``values`` (among them the URI of each directory server,
    the folder of bundles and the file of logins, which may be empty) and ``errors`` (of values that
    could not be worked out), or ``error`` alone.
    """
    from ansible import constants, context
    from ansible.cli import CLI
    from ansible.errors import AnsibleError
    from ansible.inventory.manager import InventoryManager
    from ansible.module_utils.common.collections import ImmutableDict
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins.loader import init_plugin_loader
    from ansible.template import Templar, trust_as_template
    from ansible.vars.manager import VariableManager

    init_plugin_loader()
    context.CLIARGS = ImmutableDict(extra_vars=tuple(extra))
    try:
        loader = DataLoader()
        identities = list(constants.DEFAULT_VAULT_IDENTITY_LIST)
        loader.set_vault_secrets(CLI.setup_vault_secrets(loader, identities, auto_prompt=False))
        inventory = InventoryManager(loader=loader, sources=[hosts])
        groups = {name: inventory.get_hosts(name) for name in inventory.groups}
        manager = VariableManager(loader=loader, inventory=inventory)
        first = groups.get("provinces", [])[:1]
        servers = list(dict.fromkeys(h for name in _SERVERS for h in groups.get(name, [])))
        settings = loader.load_from_file(_SETTINGS, trusted_as_template=True)
        variables = [settings | manager.get_vars(host=host) for host in (*first, *servers)]
    except AnsibleError as error:
        return {"error": error.message}
    values: dict[str, str] = {}
    errors: dict[str, str] = {}

    def work_out(name: str, expression: str, known: dict[str, Any]) -> None:
        try:
            text = trust_as_template(f"{{{{ {expression} }}}}")
            values[name] = str(Templar(loader=loader, variables=known).template(text))
        except AnsibleError as error:
            errors[name] = error.message

    of_province = variables[0] if first else {}
    for name in names:
        work_out(name, name, of_province)
    for name in (HANDOVER, LOGINS):
        work_out(name, f"{name} | default('')", of_province)
    for host, known in zip(servers, variables[len(first) :], strict=True):
        if host in groups.get(_SERVERS[0], []):
            work_out(URI_OF.format(host=host.name), _URI, known)
        for name in OF_SERVERS:
            work_out(OF_SERVER.format(name=name, host=host.name), f"{name} | default('')", known)
    told = {name: [str(host.name) for host in members] for name, members in groups.items()}
    return {"groups": told, "values": values, "errors": errors}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    told = view(asked["hosts"], asked["extra"], asked["names"])
    json.dump(told, sys.stdout)
