"""Who got what when and why: read from the changes and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hopthu.records.inventory.read import name_of

from .change import Declaration, changes_of, read_change
from .effects import Effect, read_effects


@dataclass(frozen=True, slots=True)
class Mention:
    """A change, and what of it concerns the record that was asked for (all of it for none)."""

    change: Declaration
    effects: tuple[Effect, ...]


def history(root: Path, record_id: str = "") -> Iterator[Mention]:
    """Yield the changes of an environment, oldest first: all, or those of one record."""
    for path in changes_of(root):
        change = read_change(path, name_of(path))
        effects = read_effects(change.record) if change.applied else []
        if not record_id:
            yield Mention(change, tuple(effects))
            continue
        own = tuple(effect for effect in effects if effect.id == record_id)
        if own:
            yield Mention(change, own)
