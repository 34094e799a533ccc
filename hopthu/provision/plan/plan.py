"""The plan of one province for one kind of entry, with its digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from hopthu.servers.directory.operation import Operation
from hopthu.text.errors import Problem

from ..desired.subject import Desired
from .change import Action, Change, written_of

WHOLE = "province"
"""The resource of a plan that is made of those of all resources of a province."""

_KINDS = {"uid": "people", "ou": "agencies", "cn": "lists"}
KINDS = ("people", "agencies", "lists")


@dataclass(frozen=True)
class Plan:
    """``changes`` in the order they are applied; ``refusals`` are why they will not be.

    ``existing``: how many entries of this kind and province the directory holds now;
    ``unmanaged``: how many of them the inventory does not name (they are left alone);
    ``requires``: the provinces whose plans must be in place before this one;
    ``notices``: what the operator should know of, and which stands in nobody's way;
    ``also``: who is right in the directory already, and told to the mail servers all the same;
    ``parts``: the plans of single resources that this one is made of, in their order.
    """

    resource: str
    province: str
    title: str
    changes: tuple[Change, ...] = ()
    existing: int = 0
    unmanaged: int = 0
    refusals: tuple[Problem, ...] = ()
    requires: tuple[str, ...] = ()
    notices: tuple[Problem, ...] = ()
    also: tuple[Desired, ...] = ()
    parts: tuple[Plan, ...] = ()

    @property
    def after(self) -> int:
        """How many entries there will be; of a whole province how many people."""
        counts = self.kinds["people"] if self.resource == WHOLE else self.counts
        gone = counts[Action.REMOVE] + counts[Action.RETIRE]
        return self.existing + counts[Action.ADD] - gone

    @cached_property
    def kinds(self) -> dict[str, Counter[Action]]:
        """How many changes of each action, by what they are about; a move with its change is one.

        What is changed beside being moved counts as changed.
        """
        actions: dict[tuple[str, str], Action] = {}
        for change in self.changes:
            key = kind_of(change), change.subject.id
            if key not in actions or actions[key] is Action.MOVE:
                actions[key] = change.action
        counts: dict[str, Counter[Action]] = {kind: Counter() for kind in KINDS}
        for (kind, _), action in actions.items():
            counts[kind][action] += 1
        return counts

    @property
    def at_once(self) -> tuple[Operation, ...]:
        """What is written first, as one transaction where that can be."""
        return tuple(change.operation for change in self.changes if not change.after)

    @property
    def afterwards(self) -> tuple[Change, ...]:
        """What waits until other provinces are written."""
        return tuple(change for change in self.changes if change.after)

    @cached_property
    def counts(self) -> Counter[Action]:
        """How many changes of each action."""
        return Counter(change.action for change in self.changes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what would be written, and of the values it replaces, in hex.

        What others do to the entries in the meantime leaves it as it is: the modules of one
        playbook run after each other, and the check that came before all of them stays comparable.
        """
        digest = hashlib.sha256(f"{self.resource}\0{self.province}\0".encode())
        for written in written_of(self.changes):
            digest.update(written)
        return digest.hexdigest()

    @property
    def short_digest(self) -> str:
        """The first eight digits in two groups, for people to compare."""
        return f"{self.digest[:4]} {self.digest[4:8]}"


def kind_of(change: Change) -> str:
    """What a change is about: ``agencies``, ``people`` or ``lists``."""
    return kind_of_dn(change.operation.dn)


def kind_of_dn(dn: str) -> str:
    """The same of an entry by its name."""
    return _KINDS.get(dn.partition("=")[0].lower(), "agencies")
