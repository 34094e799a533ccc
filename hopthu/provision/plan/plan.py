"""The plan of one province for one kind of entry, with its digest."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from hopthu.text.errors import Problem

from ..desired.subject import Desired
from .change import Action, Change


@dataclass(frozen=True)
class Plan:
    """``changes`` in the order they are applied; ``refusals`` are why they will not be.

    ``existing``: how many entries of this kind and province the directory holds now;
    ``unmanaged``: how many of them the inventory does not name (they are left alone);
    ``requires``: the provinces whose plans must be in place before this one;
    ``notices``: what the operator should know of, and which stands in nobody's way;
    ``also``: who is right in the directory already, and told to the mail servers all the same.
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

    @property
    def after(self) -> int:
        """How many entries there will be."""
        gone = self.counts[Action.REMOVE] + self.counts[Action.RETIRE]
        return self.existing + self.counts[Action.ADD] - gone

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
        for change in self.changes:
            digest.update(change.written)
        return digest.hexdigest()

    @property
    def short_digest(self) -> str:
        """The first eight digits in two groups, for people to compare."""
        return f"{self.digest[:4]} {self.digest[4:8]}"
