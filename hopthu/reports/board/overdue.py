"""Which provinces' forms are overdue, by the phases of the policy: what the board shows as late."""

from __future__ import annotations

import datetime
from contextlib import ExitStack
from pathlib import Path

from hopthu.records.model import Inventory
from hopthu.records.policy.rollout import Phase

from .board import FormStatus
from .facts.forms import forms_of
from .facts.history import FileHistory, Unknown, history_of
from .facts.units import units


def overdue(
    root: Path, inventory: Inventory, phases: tuple[Phase, ...], day: datetime.date
) -> list[str]:
    """The folders of the provinces that owe the form of one of these phases on that day."""
    with ExitStack() as stack:
        history = _history(root, stack)
        return [
            unit.name
            for unit in units(inventory)
            if any(
                form.status is FormStatus.LATE
                for form in forms_of(unit, phases, history, day).values()
            )
        ]


def _history(root: Path, stack: ExitStack) -> FileHistory | None:
    """The history; without it nobody is taken for a manager who is none any more."""
    try:
        return stack.enter_context(history_of(root))
    except Unknown:
        return None
