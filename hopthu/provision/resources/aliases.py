"""Further addresses and mailing lists: they come last, when everybody has their own address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hopthu.records.inventory.notices import list_notices
from hopthu.records.policy.lists import MANUAL
from hopthu.servers.directory.attributes import ALIASES, CN, LIST_KIND, MEMBERS
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired import aliases, lists
from ..desired.subject import Desired
from ..plan.build import Difference, compare
from ..plan.change import Action, Change
from ..plan.limits import Scope, scopes_of
from ..plan.plan import Plan
from ..resource import Basis, Part, Resource, Tally, small_file
from .address_owners import Owners, is_list, read_owners
from .follow import compare_by_then


@dataclass(frozen=True)
class Aliases(Resource[Owners]):
    """The further addresses of people and agencies, then all that is below ``ou=lists``."""

    name = "aliases"
    owned = (*aliases.OWNED, *lists.OWNED)
    reads = (*aliases.READ, *lists.READ)

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The entries with further addresses of each province, then its lists."""
        suffix, domain, today = (
            basis.request.suffix,
            basis.request.policy.domain,
            basis.request.today,
        )
        maker = lists.ListEntries(basis.catalogue, suffix, domain, today)
        return {
            name: [
                *aliases.alias_entries(name, basis.inventory, suffix, domain, today),
                *maker.of_province(name),
            ]
            for name in basis.request.provinces
        }

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> Owners:
        """Their entries, all lists, and whose the addresses are by then."""
        return read_owners(basis, wanted)

    def compare(self, part: Part[Owners]) -> Difference:
        """A list that follows from nothing any more is emptied, and keeps its entry."""
        boxes, listed = _of_boxes(part), _listed(part)
        of_boxes = compare_by_then(part, boxes, aliases.OWNED)
        of_lists = compare(listed, part.found.as_lists(), lists.OWNED)
        return Difference(
            [_judged(change) for change in (*of_boxes.changes, *of_lists.changes)],
            [*of_boxes.refusals, *of_lists.refusals],
        )

    def tally(self, part: Part[Owners]) -> Tally:
        """Mailboxes with further addresses, and lists that reach somebody."""
        known = {_dn(desired) for desired in _listed(part)}
        unmanaged = sum(dn not in known for dn in _lists(part))
        return Tally(_boxes_now(part).total() + _lists_now(part).total(), unmanaged)

    def small_sources(self, part: Part[Owners], tally: Tally) -> Iterator[Problem]:
        """Files that were probably cut: people who are missing would drop out of lists."""
        # Who another province's file names by now is not missing from this one's.
        people = part.found.people.get(part.province.lower(), set())
        known = people & part.inventory.by_id.keys()
        yield from small_file(part, "people.yml", len(known), len(people))
        manual = {
            entry.attributes[CN][0].decode()
            for entry in _lists(part).values()
            if entry.attributes.get(LIST_KIND) == (MANUAL.encode(),)
        }
        named = part.basis.catalogue.lists.keys() & manual
        yield from small_file(part, "lists.yml", len(named), len(manual))

    def notices(self, part: Part[Owners], changes: Sequence[Change]) -> Iterable[Problem]:
        """Roles that nobody has, and lists without a member."""
        return list_notices(part.basis.catalogue, lambda home: home == part.province)

    def scopes(self, part: Part[Owners], plan: Plan, tally: Tally) -> Iterator[Scope]:
        """Aliases count against aliases, lists against lists."""
        for of_lists, now in ((False, _boxes_now(part)), (True, _lists_now(part))):
            changes = [change for change in plan.changes if is_list(change.subject) == of_lists]
            yield from scopes_of(plan.title, changes, now.total(), now)


def _dn(desired: Desired) -> str:
    return same_dn(desired.entry.dn)


def _of_boxes(part: Part[Owners]) -> list[Desired]:
    return [desired for desired in part.wanted if not is_list(desired)]


def _lists(part: Part[Owners]) -> Mapping[str, Entry]:
    """The lists that bear the province's mark."""
    return part.found.mine.get(part.province.lower(), {})


def _listed(part: Part[Owners]) -> list[Desired]:
    """The lists that are wanted, and those that are to reach nobody any more."""
    closing = (entry for dn, entry in _lists(part).items() if dn in part.found.closing)
    return [*filter(is_list, part.wanted), *map(lists.closed, closing)]


def _boxes_now(part: Part[Owners]) -> Counter[str]:
    """How many mailboxes with further addresses each agency has."""
    entries = part.found.entries
    return Counter(
        desired.agency
        for desired in _of_boxes(part)
        if (entry := entries.get(_dn(desired))) and ALIASES in entry.attributes
    )


def _lists_now(part: Part[Owners]) -> Counter[str]:
    """How many lists that reach somebody each agency has."""
    entries = _lists(part)
    return Counter(
        desired.agency
        for desired in _listed(part)
        if (entry := entries.get(_dn(desired))) and MEMBERS in entry.attributes
    )


def _judged(change: Change) -> Change:
    """Say what the change means: a first alias or a list is added, the last one is taken away."""
    attribute = MEMBERS if is_list(change.subject) else ALIASES
    for field in change.fields:
        if field.attribute == attribute and not field.before:
            return replace(change, action=Action.ADD)
        if field.attribute == attribute and not field.after:
            return replace(change, action=Action.REMOVE)
    return change
