"""The tree of agencies, with what it hangs from: parents first, and moved before it is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hopthu.records.inventory.notices import manager_notices
from hopthu.records.model import Agency, Inventory
from hopthu.servers.directory.attributes import MAIL, MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired.agencies import OWNED, READ, agency_entries, containers
from ..desired.places import agency_dn
from ..desired.subject import Desired
from ..plan.build import Difference, Found, compare
from ..plan.change import Change
from ..plan.limits import Scope, scopes_of
from ..plan.plan import Plan
from ..resource import Basis, Part, Resource, Tally, small_file
from .moves import Moves, moves_of


@dataclass(frozen=True, slots=True)
class FoundTree(Found):
    """The tree as it is after the moves, by folded DN.

    ``named``: the DNs that the inventory asks for: what another province's file names by now is
    not missing from the one that had it.
    """

    moves: Moves
    named: frozenset[str]


@dataclass(frozen=True)
class AgencyTree(Resource[FoundTree]):
    """The agencies of provinces, and what they hang from.

    That belongs to other provinces (the centre's); a run for one province brings it along, and
    nothing else of their provinces.
    """

    name = "agencies"
    owned = OWNED
    reads = READ

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The agencies of each province, and before them what they hang from, by its province."""
        return {name: _wanted(name, agencies, basis) for name, agencies in _selected(basis).items()}

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> FoundTree:
        """The whole tree as it is after the moves, and who holds the addresses that are new."""
        suffix = basis.request.suffix
        every = [desired for entries in wanted.values() for desired in entries]
        by_depth = sorted(every, key=lambda desired: desired.entry.dn.count(","))
        moves = moves_of(by_depth, basis.reading.agencies() | basis.reading.containers())
        new = [
            desired.address
            for desired in every
            if desired.address and _mail(moves.entries, desired).lower() != desired.address.lower()
        ]
        _, holders = basis.reading.occupants((), new)
        moved = {
            address: moves.places.get(same_dn(holder), holder)
            for address, holder in holders.items()
        }
        agencies = basis.inventory.agencies.values()
        named = {same_dn(agency_dn(agency, basis.inventory, suffix)) for agency in agencies}
        named |= {same_dn(desired.entry.dn) for desired in every}
        return FoundTree(moves.entries, moved, moves, frozenset(named))

    def compare(self, part: Part[FoundTree]) -> Difference:
        """An agency is moved first, then changed at its new place."""
        moves = part.found.moves
        difference = compare(part.wanted, part.found, OWNED)
        written = {change.subject.id: change for change in difference.changes}
        ids = [desired.id for desired in part.wanted]
        changes = [by[each] for each in ids for by in (moves.changes, written) if each in by]
        taken = [moves.problems[each] for each in ids if each in moves.problems]
        return Difference(changes, [*difference.refusals, *taken])

    def tally(self, part: Part[FoundTree]) -> Tally:
        """The entries that bear the province's mark."""
        mark = part.province.lower().encode()
        entries = part.found.entries.items()
        mine = {dn for dn, e in entries if e.attributes.get(MARK, (b"",))[0].lower() == mark}
        return Tally(len(mine), len(mine - part.found.named) if _is_asked_for(part) else 0)

    def small_sources(self, part: Part[FoundTree], tally: Tally) -> Iterator[Problem]:
        """The file of agencies."""
        if _is_asked_for(part):
            known = tally.existing - tally.unmanaged
            yield from small_file(part, "agencies.yml", known, tally.existing)

    def notices(self, part: Part[FoundTree], changes: Sequence[Change]) -> Iterable[Problem]:
        """Managers that are none any more."""
        if not _is_asked_for(part):
            return ()
        return manager_notices(part.inventory, lambda home: home == part.province)

    def requires(self, part: Part[FoundTree]) -> tuple[str, ...]:
        """The other provinces that this one's agencies hang from."""
        inventory = part.inventory
        homes = {
            inventory.home[ancestor.id]
            for agency in inventory.provinces[part.province].agencies
            for ancestor in inventory.ancestors(agency.id)
        }
        return tuple(sorted(homes - {part.province}))

    def scopes(self, part: Part[FoundTree], plan: Plan, tally: Tally) -> Iterator[Scope]:
        """An agency has one entry, so its limit is a share of its own changes."""
        each = Counter(change.subject.agency for change in plan.changes)
        return scopes_of(plan.title, plan.changes, tally.existing, each)


def _is_asked_for(part: Part[FoundTree]) -> bool:
    """Whether the run is for this province, not only for what hangs from its agencies."""
    return part.province in part.request.provinces


def _selected(basis: Basis) -> dict[str, list[Agency]]:
    """The agencies of each province to plan, provinces of ancestors first."""
    inventory = basis.inventory
    own = {name: list(inventory.provinces[name].agencies) for name in basis.request.provinces}
    needed = {
        ancestor.id: ancestor
        for agencies in own.values()
        for agency in agencies
        for ancestor in inventory.ancestors(agency.id)
    }
    selected: dict[str, list[Agency]] = {}
    for agency in needed.values():
        home = inventory.home[agency.id]
        if home not in own:
            selected.setdefault(home, []).append(agency)
    # A province that another one hangs from is applied before it.
    depth = {name: _depth(agencies, inventory) for name, agencies in own.items()}
    for name in sorted(own, key=lambda name: depth[name]):
        selected[name] = own[name]
    return selected


def _depth(agencies: list[Agency], inventory: Inventory) -> int:
    return min((len(inventory.ancestors(agency.id)) for agency in agencies), default=0)


def _wanted(name: str, agencies: list[Agency], basis: Basis) -> list[Desired]:
    suffix, policy, day = basis.request.suffix, basis.request.policy, basis.request.today
    entries = agency_entries(
        *(agencies, basis.inventory, suffix, policy.domain, policy.mail_hosts, day.isoformat())
    )
    holds_root = any(not agency.parent for agency in agencies)
    return [*containers(name, suffix), *entries] if holds_root else entries


def _mail(actual: Mapping[str, Entry], desired: Desired) -> str:
    entry = actual.get(same_dn(desired.entry.dn))
    return entry.attributes.get(MAIL, (b"",))[0].decode() if entry else ""
