"""``scripts/validate``: read the whole inventory of an environment and say what is wrong."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from hopthu.changes.change import check_changes
from hopthu.files.git import messages as git_messages
from hopthu.files.git.memory import Memory, memory_of
from hopthu.records.given.forgotten import require_memory
from hopthu.records.inventory.notices import list_notices, manager_notices
from hopthu.records.inventory.read import read_inventory
from hopthu.records.lists import Catalogue
from hopthu.records.policy import Policy
from hopthu.text.errors import Place

from . import words
from .cli import run
from .helping import Parser


def validate(root: Path) -> int:
    """Print the counts of a sound inventory and notices; raises HopthuError with all problems."""
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    require_memory(root, inventory.given)
    check_changes(root)
    people = list(inventory.people())
    catalogue = Catalogue(inventory, policy)
    values: dict[str, object] = {
        "root": root,
        "provinces": len(inventory.provinces),
        "agencies": len(inventory.agencies),
        "people": len(people),
        "lists": sum(not each.ended for each in catalogue.lists.values()),
    }
    sys.stdout.write(words.GOOD.render(values) + "\n")
    if not inventory.given.exists:
        sys.stdout.write("  " + words.NO_REGISTER.render({"root": root}) + "\n")
    if memory_of(root) is Memory.CUT:
        sys.stdout.write("  " + git_messages.CUT.at(Place(str(root))).render() + "\n")
    states = Counter(person.state for person in people if person.state != "active")
    for state, number in sorted(states.items()):
        sys.stdout.write("  " + words.STATES.render({"n": number, "state": state}) + "\n")
    for notice in (*manager_notices(inventory), *list_notices(catalogue)):
        sys.stdout.write(f"  {notice.render()}\n")
    return 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/validate")
    parser.add_argument("environment", nargs="?", type=Path, default=Path("inventory/lab"),
        help="the environment to check (default: inventory/lab)")  # fmt: skip
    arguments = parser.parse_args()
    return run(lambda: validate(arguments.environment))


if __name__ == "__main__":
    sys.exit(main())
