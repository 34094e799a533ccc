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


def view(hosts: str, extra: Sequence[str], names: Sequence[str]) -> dict[str, Any]:
    """The hosts of the group ``provinces``, and the variables ``names`` of the first of them.

    Returns ``provinces``, ``values`` and ``errors`` (of values that could not be worked out), or
    ``error`` alone.
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
        members = inventory.get_hosts("provinces")
        manager = VariableManager(loader=loader, inventory=inventory)
        variables = manager.get_vars(host=members[0]) if members else {}
    except AnsibleError as error:
        return {"error": error.message}
    templar = Templar(loader=loader, variables=variables)
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in names:
        try:
            values[name] = str(templar.template(trust_as_template(f"{{{{ {name} }}}}")))
        except AnsibleError as error:
            errors[name] = error.message
    provinces = [str(host.name) for host in members]
    return {"provinces": provinces, "values": values, "errors": errors}


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    told = view(asked["hosts"], asked["extra"], asked["names"])
    json.dump(told, sys.stdout)
