"""Which change gave an address, a role or another state to whom: read from what the changes did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from .history import history

BOX, ALIAS, FORMER, ROLE, SINCE = "box", "alias", "former", "role", "since"
Key: TypeAlias = "tuple[str, str, str]"
"""The id of a record, one of the words above, and the address, the role or the day."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Since which ISO date something is as it is; ``why`` names the change or the commit."""

    day: str
    why: str


def origins_of_changes(root: Path) -> dict[Key, Origin]:
    """The last change that gave each of these; O(effects of all changes)."""
    found: dict[Key, Origin] = {}
    for entry in history(root):
        change = entry.change
        origin = Origin(change.date, f"{change.number} {change.reason}")
        for effect in entry.effects:
            given, had = _keys(effect.id, effect.after), _keys(effect.id, effect.before)
            found.update(dict.fromkeys(given - had, origin))
    return found


def _keys(record_id: str, values: Mapping[str, Any]) -> set[Key]:
    keys = {(record_id, ALIAS, alias) for alias in values.get("aliases") or ()}
    keys |= {(record_id, FORMER, each["mailbox"]) for each in values.get("former_mailboxes") or ()}
    keys |= {(record_id, ROLE, each["role"]) for each in values.get("roles") or ()}
    for name, kind in (("mailbox", BOX), ("since", SINCE)):
        if values.get(name):
            keys.add((record_id, kind, values[name]))
    return keys
