"""Write records and the register of what they were given, as one set of files, checked before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hopthu.files.fileset import add_aside, commit, discard, put_aside
from hopthu.files.memory import collector_paused
from hopthu.text.errors import HopthuError

from .given.enter import entered
from .given.forgotten import require_memory
from .given.history import remembered
from .given.read import new_contents, require_history, require_register
from .inventory.check import check_inventory
from .inventory.read import read_unchecked
from .model import Inventory
from .policy import Policy


def with_register(
    root: Path, inventory: Inventory, policy: Policy | None, *, declared: bool = False
) -> Inventory:
    """The inventory with all that it has in its register, which is begun where there is none.

    Raises HopthuError where there was one, and it or something in it is lost.
    """
    if not inventory.given.exists:
        require_register(root)
        require_history(root)
        inventory = remembered(root, inventory)
    else:
        require_memory(root, inventory.given)
    return entered(inventory, policy, declared=declared)


def write_records(
    root: Path,
    name: str,
    contents: Mapping[Path, str],
    policy: Policy | None,
    *,
    declared: bool = False,
) -> list[Path]:
    """Replace files of the inventory as one; returns all that were, the register's among them.

    ``name`` is what is told of it if it is cut off. Nothing is in force before the whole inventory
    was read and checked as it would be: raises HopthuError with all that is wrong, and then
    everything is as it was.
    """
    if not contents:
        return []
    aside = put_aside(root, name, contents)
    try:
        with collector_paused():
            read = read_unchecked(root, aside)
            after = with_register(root, read, policy, declared=declared)
            problems = list(check_inventory(after, policy))
        if problems:
            raise HopthuError(problems)
        add_aside(root, new_contents(root, read.given, after.given))
    except BaseException:
        discard(root)
        raise
    return commit(root)
