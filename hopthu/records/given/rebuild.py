"""The register made whole again, from what is legible of it, from git, and from the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from hopthu.text.errors import HopthuError, Place, Problem

from ..model import Inventory
from ..policy import Policy
from ..register import GONE, GivenLine, GivenTo, Register
from . import messages
from .enter import entered, given_by
from .forgotten import forgotten
from .history import recalled, remembered
from .read import FOLDER, new_contents, require_history, rewritten, was_lost


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``added``: the lines that are new, by folder; ``damaged``: folders whose file is rewritten.

    ``contents``: the files as they will be.
    """

    added: dict[str, tuple[GivenLine, ...]]
    damaged: tuple[str, ...]
    contents: dict[Path, str]


def rebuilt(root: Path, inventory: Inventory, policy: Policy) -> Rebuilt:
    """What the register of an environment lacks; nothing is written here."""
    before = inventory.given
    if not before.exists and not was_lost(root):
        require_history(root)
        inventory = remembered(root, inventory)
    elif _lacks_something(root, inventory):
        require_history(root)
        inventory = replace(inventory, given=_with_history(root, before))
    after = entered(inventory, policy).given
    added = {
        folder: lines[len(before.files.get(folder, ())) :] for folder, lines in after.files.items()
    }
    damaged = tuple(
        dict.fromkeys(
            Path(problem.place.file).stem
            for problem in before.wrong
            if problem.place.file.endswith(".txt")
        )
    )
    contents = new_contents(root, before, after)
    contents |= rewritten(root, {folder: after.files[folder] for folder in damaged})
    return Rebuilt({folder: new for folder, new in added.items() if new}, damaged, contents)


def _lacks_something(root: Path, inventory: Inventory) -> bool:
    """Whether lines or whole files may be missing that git knows of."""
    given = inventory.given
    lacks_file = any(name not in given.files for name in inventory.provinces)
    return bool(given.wrong) or not given.exists or lacks_file or any(forgotten(root, given))


def _with_history(root: Path, register: Register) -> Register:
    """What is legible, and behind it what git knows beyond that."""
    register = register.with_lines({})
    for folder, lines in recalled(root).items():
        legible = set(register.files.get(folder, ()))
        lacking = []
        for line in lines:
            fresh = tuple(each for each in line.addresses if each not in register.holder)
            if line.state:
                lacking += [line] if line not in legible else []
            elif fresh or line.owner not in register.owners:
                lacking.append(line._replace(addresses=fresh))
        if lacking:
            register = register.with_lines({folder: lacking})
    return register


def declared(
    inventory: Inventory, ids: Iterable[str], state: str, why: str
) -> dict[str, list[GivenLine]]:
    """The lines that declare these ids gone, or back; raises HopthuError with all that is wrong."""
    register = inventory.given
    present = {given.owner for given in given_by(inventory, None)}
    problems: list[Problem] = []
    lines: dict[str, list[GivenLine]] = {}
    for each in dict.fromkeys(ids):
        owners = [owner for owner in register.owners if owner.id == each]
        if not owners:
            problems.append(messages.UNKNOWN.at(Place(FOLDER), id=each))
        elif state == GONE and any(owner in present for owner in owners):
            problems.append(messages.STILL_THERE.at(Place(FOLDER), id=each))
        for owner in owners:
            _declare(register, owner, GivenLine(owner, state=state, why=why), lines)
    if problems:
        raise HopthuError(problems)
    return lines


def _declare(
    register: Register, owner: GivenTo, line: GivenLine, lines: dict[str, list[GivenLine]]
) -> None:
    if (owner in register.gone) != (line.state == GONE):
        lines.setdefault(register.home[owner], []).append(line)
