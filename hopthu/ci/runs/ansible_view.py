"""A process of its own that tells how Ansible understands an inventory, as JSON on its output.

Ansible keeps what it has read in the process, so it is asked in another one: variables, vaults and
lookups mean what they mean in a playbook. The output is a pipe to the one who asked: a secret in it
passes through no file, no log and no list of processes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hopthu.servers.lab.config import PROJECT

URI_OF = "URI of {host}"
HANDOVER = "hopthu_handover"
LOGINS = "hopthu_logins"
ZONE_SERVER = "hopthu_zone_server"
OF_SERVER = "{name} of {host}"
# What scripts/dns needs of mail and web hosts; of a list its values with spaces between.
MAIL_HOSTNAME = "mail_server_hostname"
MAIL_ADDRESSES = "mail_server_addresses | default([]) | join(' ')"
MAIL_CAA = "mail_server_caa"
# Whether a host renews its certificate itself: "True" or "False".
RENEWED = "hopthu_tls_renewed"
WEB_HOSTNAME = "webmail_hostname"
WEB_ADDRESSES = "webmail_addresses | default([]) | join(' ')"
OF_SERVERS = (
    *("ansible_host", "hopthu_tls_ca", "hopthu_tls_certificate", "hopthu_tls_key"),
    RENEWED,
    *(MAIL_HOSTNAME, MAIL_ADDRESSES, MAIL_CAA, WEB_HOSTNAME, WEB_ADDRESSES),
)
# How Ansible reaches a host by ssh.
BY_SSH = (
    *("ansible_host", "ansible_user", "ansible_port"),
    *("ansible_ssh_private_key_file", "ansible_ssh_common_args"),
)
_BACKUP = "backup_servers"
_SERVERS = ("directory_servers", "mail_servers", "web_servers")
# What holds where an environment says nothing else: the defaults of the role that all roles need.
_SETTINGS = str(PROJECT / "roles" / "hopthu" / "defaults" / "main.yml")
# Where a directory server is asked for itself, and not for whichever answers.
_URI = "hopthu_server_uri | default('ldaps://' ~ (ansible_host | default(inventory_hostname)))"


def view(hosts: str, extra: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """The hosts of each group, and the variables ``names`` of the first province.

    Returns ``groups`` (names of hosts), ``values`` (among them the URI of each directory server,
    the folder of bundles, the file of logins and the zone's server, which may be empty) and
    ``errors`` (of values that could not be worked out), or ``error`` alone.
    """
    from ansible.errors import AnsibleError

    try:
        inventory = _Inventory(hosts, extra)
    except AnsibleError as error:
        return {"error": error.message}
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name, expression, host in _questions(inventory.groups, names):
        try:
            values[name] = inventory.text(expression, host)
        except AnsibleError as error:
            errors[name] = error.message
    return {"groups": inventory.groups, "values": values, "errors": errors}


def _questions(
    groups: Mapping[str, Sequence[str]], names: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """What is worked out: under which name, by which expression, for which host ("": for none)."""
    province = next(iter(groups.get("provinces", ())), "")
    yield from ((name, name, province) for name in names)
    for name in (HANDOVER, LOGINS, ZONE_SERVER):
        yield name, f"{name} | default('')", province
    for host in dict.fromkeys(host for name in _SERVERS for host in groups.get(name, ())):
        if host in groups.get(_SERVERS[0], ()):
            yield URI_OF.format(host=host), _URI, host
        for name in OF_SERVERS:
            yield OF_SERVER.format(name=name, host=host), f"{name} | default('')", host
    for host in groups.get(_BACKUP, ()):
        for name in BY_SSH:
            yield OF_SERVER.format(name=name, host=host), f"{name} | default('')", host


class _Inventory:
    """An inventory, read with its vaults. Raises AnsibleError, as Ansible's own parts do."""

    def __init__(self, hosts: str, extra: Sequence[str]) -> None:
        from ansible import constants, context
        from ansible.cli import CLI
        from ansible.inventory.manager import InventoryManager
        from ansible.module_utils.common.collections import ImmutableDict
        from ansible.parsing.dataloader import DataLoader
        from ansible.plugins.loader import init_plugin_loader
        from ansible.vars.manager import VariableManager

        init_plugin_loader()
        context.CLIARGS = ImmutableDict(extra_vars=tuple(extra))
        self._loader = DataLoader()
        identities = list(constants.DEFAULT_VAULT_IDENTITY_LIST)
        self._loader.set_vault_secrets(
            CLI.setup_vault_secrets(self._loader, identities, auto_prompt=False)
        )
        inventory = InventoryManager(loader=self._loader, sources=[hosts])
        members = {name: inventory.get_hosts(name) for name in inventory.groups}
        self.groups = {name: [str(each.name) for each in found] for name, found in members.items()}
        manager = VariableManager(loader=self._loader, inventory=inventory)
        settings = self._loader.load_from_file(_SETTINGS, trusted_as_template=True)
        asked = {host for *_, host in _questions(self.groups, ("",))}
        self._known = {
            str(each.name): settings | manager.get_vars(host=each)
            for each in inventory.get_hosts()
            if each.name in asked
        }

    def text(self, expression: str, host: str) -> str:
        """What an expression means to a host, as text."""
        from ansible.template import Templar, trust_as_template

        template = trust_as_template(f"{{{{ {expression} }}}}")
        known = self._known.get(host, {})
        return str(Templar(loader=self._loader, variables=known).template(template))


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    told = view(asked["hosts"], asked["extra"], asked["names"])
    json.dump(told, sys.stdout)
