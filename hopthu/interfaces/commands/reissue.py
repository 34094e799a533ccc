"""``scripts/reissue``: new first passwords, through playbooks/reissue.yml."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from hopthu.ci.runs.ansible_run import configuration
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT
from hopthu.text.errors import HopthuError

from . import messages
from .cli import run
from .helping import Parser
from .helping.options import add_environment


def reissue(root: Path, people: list[str], provinces: list[str], options: list[str]) -> int:
    """Run the playbook for ``people``, or for all without a working password in ``provinces``.

    ``options`` go to ansible-playbook. Returns its status; raises HopthuError for unknown names.
    """
    inventory = read_inventory(root, Policy.of_environment(root))
    hosts = _homes(inventory, people, root) if people else known_provinces(inventory, provinces)
    command = [
        *(str(Path(sys.executable).with_name("ansible-playbook")),),
        *(str(PROJECT / "playbooks" / "reissue.yml"), "-i", str(root / "hosts.yml")),
        *("--limit", ",".join(hosts), "-e", json.dumps({"hopthu_people": people}), *options),
    ]
    environment = {**os.environ, "ANSIBLE_CONFIG": configuration()}
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def _homes(inventory: Inventory, people: list[str], root: Path) -> list[str]:
    homes = {
        person.id: province.name
        for province in inventory.provinces.values()
        for person in province.people
    }
    unknown = [person for person in people if person not in homes]
    if unknown:
        raise HopthuError(messages.UNKNOWN.at(id=each, root=root) for each in unknown)
    return list(dict.fromkeys(homes[person] for person in people))


def known_provinces(inventory: Inventory, provinces: list[str]) -> list[str]:
    """Return ``provinces``; raises HopthuError with those that the inventory lacks."""
    unknown = [name for name in provinces if name not in inventory.provinces]
    if unknown:
        known = ", ".join(inventory.provinces)
        raise HopthuError(messages.NO_PROVINCE.at(name=name, known=known) for name in unknown)
    return provinces


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/reissue")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("people", nargs="*", default=[], metavar="PERSON",
                      help="ids of people who get another password")  # fmt: skip
    whom.add_argument("--missing", nargs="+", default=[], metavar="PROVINCE",
                      help="everybody there who has no password that works: accounts from before "
                      "the province had a key, and first passwords that ended unused")  # fmt: skip
    add_environment(parser)
    parser.add_argument("--check", action="store_true", help="say who it would be, and do nothing")
    parser.add_argument("--ansible", nargs=argparse.REMAINDER, default=[], metavar="OPTION",
                        help="the rest is for ansible-playbook: -i, --ask-vault-pass")  # fmt: skip
    given = parser.parse_args()
    options = [*(["--check", "--diff"] if given.check else []), *given.ansible]
    return run(lambda: reissue(given.into, given.people, given.missing, options))


if __name__ == "__main__":
    sys.exit(main())
