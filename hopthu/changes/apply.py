"""From a change to files: try it on a draft, check the whole, write all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hopthu.files.fileset import commit, discard, put_aside
from hopthu.files.memory import collector_paused
from hopthu.records.given.read import new_contents as register_contents
from hopthu.records.inventory.check import check_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.records.writing import with_register
from hopthu.text.errors import HopthuError, Problem

from .change import Declaration, effects_of_change
from .contents import new_contents, require_as_meant
from .draft import Conflict, Draft
from .effects import Effect, effects_of, text_of
from .finish import finish
from .gather import gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A change as it would be: both inventories, what differs, what stands in its way."""

    change: Declaration
    before: Inventory
    after: Inventory
    effects: tuple[Effect, ...]
    problems: tuple[Problem, ...]
    conflicts: tuple[Conflict, ...]
    notices: tuple[Problem, ...]
    policy: Policy

    def require_sound(self) -> None:
        """Raise HopthuError with everything that stands in the way."""
        problems = [*self.problems, *(conflict.problem for conflict in self.conflicts)]
        if problems:
            raise HopthuError(problems)


def try_change(root: Path, change: Declaration, inventory: Inventory, policy: Policy) -> Trial:
    """Take every step on a draft of ``inventory`` and look at the whole; writes nothing."""
    draft = Draft(inventory, policy, change.date, lambda number: effects_of_change(root, number))
    with collector_paused():
        for step in change.steps:
            step.apply(draft)
        problems = list(draft.problems)
        if not problems:
            finish(draft)
            problems = list(draft.problems)
        after = with_register(root, draft.inventory(), policy, declared=True)
        if not problems and not draft.conflicts:
            problems = list(check_inventory(after, policy))
        effects = effects_of(inventory, after)
    return Trial(
        change=change,
        before=inventory,
        after=after,
        effects=tuple(effects),
        problems=tuple(gathered(problems)),
        conflicts=tuple(draft.conflicts),
        notices=tuple(draft.notices),
        policy=policy,
    )


def write_trial(root: Path, trial: Trial, change_text: str = "") -> list[Path]:
    """Write a sound trial: the inventory, what the change did, and the change file if it is new.

    All files or none; what was written by line is read back before any of it is in force.
    """
    trial.require_sound()
    contents = new_contents(root, trial.effects, trial.after)
    inventory_files = list(contents)
    if change_text:
        contents[trial.change.path] = change_text
    contents[trial.change.record] = text_of(trial.effects)
    contents |= register_contents(root, trial.before.given, trial.after.given)
    aside = put_aside(root, trial.change.path.stem, contents)
    try:
        require_as_meant(root, aside, inventory_files, trial.after)
    except HopthuError:
        discard(root)
        raise
    return commit(root)
