"""How much mailboxes may hold: sizes as people write them, and the policy's classes of service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hopthu.text.names.match import match_key

from ..reference import posts_of

"""A size as the inventory and the policy have it: 500M, 2G; binary, a whole number."""


@dataclass(frozen=True, slots=True)
class QuotaClass:
    """A class of service; ``members`` are titles of people or kinds of agencies."""

    name: str
    size: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The classes in the order in which they are tried, the default, and the most one may ask for.

    A record's own ``quota:`` may go up to ``cap`` bytes.
    """

    classes: tuple[QuotaClass, ...]
    default: QuotaClass
    cap: int

    def of(self, names: Iterable[str]) -> QuotaClass:
        """Return the first class that has one of ``names``, or a name that one begins with."""
        keys = [match_key(name) + " " for name in names]
        for each in self.classes:
            begins = tuple(match_key(member) + " " for member in each.members)
            if any(key.startswith(begins) for key in keys):
                return each
        return self.default


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """The policy's quotas: of people by title, of agencies by kind; ``watch``: percent in use."""

    people: Ladder
    agencies: Ladder
    watch: int

    def of_title(self, title: str) -> QuotaClass:
        """Return the class of a person; where a title names several posts, each counts.

        “Phó Chi cục trưởng, Chấp hành viên” is a leader when leaders are tried first, and so is
        who acts for one (“Quyền Chi cục trưởng”).
        """
        return self.people.of(posts_of(title))

    def of_kind(self, kind: str) -> QuotaClass:
        """Return the class of an agency's mailbox."""
        classes = self.agencies.classes
        return next((each for each in classes if kind in each.members), self.agencies.default)
