"""For what is written into the entries of people and agencies after others have made them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hopthu.servers.directory.attributes import MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired.subject import Desired
from ..plan import messages
from ..plan.build import Difference, Found, compare
from ..resource import FoundT, Part

_NAMED = 5  # how many of those who are missing are named


def compare_by_then(
    part: Part[FoundT], wanted: Iterable[Desired], owned: tuple[str, ...]
) -> Difference:
    """Compare what a province wants with the entries as those before this resource leave them.

    In a check, and where ``agencies`` and ``accounts`` are planned in the same run, an entry that
    is not there counts as made by them, with the mark, and nothing of what others write. When it
    is still not there in an apply, they have not been run, and that is a problem.
    """
    entries, missing = entries_by_then(
        wanted, part.found.entries, part.province, by_then=part.basis.by_then
    )
    there = [desired for desired in wanted if same_dn(desired.entry.dn) in entries]
    found = Found(entries, part.found.holders)
    difference = compare(there, found, owned, part.request.policy.protected)
    return Difference(difference.changes, [*missing, *difference.refusals])


def entries_by_then(
    wanted: Iterable[Desired], actual: Mapping[str, Entry], province: str, *, by_then: bool
) -> tuple[dict[str, Entry], list[Problem]]:
    """Return what to compare ``wanted`` with, by folded DN, and what stands in the way."""
    entries = dict(actual)
    missing = [desired for desired in wanted if same_dn(desired.entry.dn) not in actual]
    if by_then:
        for desired in missing:
            entries[same_dn(desired.entry.dn)] = Entry(
                desired.entry.dn, {MARK: (province.encode(),)}
            )
        return entries, []
    return entries, [_not_there(missing)] if missing else []


def _not_there(missing: list[Desired]) -> Problem:
    names = [f"{desired.id} ({desired.label})" for desired in missing[:_NAMED]]
    more = len(missing) - len(names)
    return messages.NOT_THERE.at(
        count=len(missing), names=", ".join(names) + (f" … +{more}" if more else "")
    )
