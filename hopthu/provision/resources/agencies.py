"""Plan the agency tree of some provinces, with the agencies that theirs hang from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from hopthu.records.inventory.notices import manager_notices
from hopthu.records.model import Agency, Inventory
from hopthu.servers.directory import tree
from hopthu.servers.directory.attributes import MAIL, MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import agencies_base, same_dn

from ..desired.agencies import OWNED, READ, agency_entries, containers
from ..desired.places import agency_dn
from ..desired.subject import Desired
from ..plan.build import Found, compare
from ..plan.limits import over_limit, province_scopes, small_source
from ..plan.plan import Plan
from ..request import Request
from .lookup import occupants
from .moves import Moves, moves_of

RESOURCE = "agencies"


def plan_agencies(inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
    """One plan for each province; before them, the plans of what their agencies hang from.

    The containers and the ancestors belong to other provinces (the centre's); a run for one
    province brings them along, and nothing else of their provinces.
    """
    selected = _selected(inventory, request)
    actual = _read(directory, request.suffix)
    wanted = {
        name: _wanted(name, agencies, inventory, request) for name, agencies in selected.items()
    }
    every = [desired for entries in wanted.values() for desired in entries]
    moves = moves_of(sorted(every, key=lambda desired: desired.entry.dn.count(",")), actual)
    new = [
        desired.address
        for desired in every
        if desired.address and _mail(moves.entries, desired) != desired.address
    ]
    _, holders = occupants(directory, request.suffix, (), new, READ)
    holders = {
        address: moves.places.get(same_dn(holder), holder) for address, holder in holders.items()
    }
    found = Found(moves.entries, holders)
    # What another province's file names by now is not missing from the one that had it.
    named = {
        same_dn(agency_dn(agency, inventory, request.suffix))
        for agency in inventory.agencies.values()
    } | {same_dn(desired.entry.dn) for desired in every}
    return [
        _plan(name, inventory, entries, found, moves, named, request)
        for name, entries in wanted.items()
    ]


def _selected(inventory: Inventory, request: Request) -> dict[str, list[Agency]]:
    """The agencies of each province to plan, provinces of ancestors first."""
    own = {name: list(inventory.provinces[name].agencies) for name in request.provinces}
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


def _wanted(
    name: str, agencies: list[Agency], inventory: Inventory, request: Request
) -> list[Desired]:
    policy = request.policy
    entries = agency_entries(agencies, inventory, request.suffix, policy.domain, policy.mail_hosts)
    holds_root = any(not agency.parent for agency in agencies)
    return [*containers(name, request.suffix), *entries] if holds_root else entries


def _read(directory: Directory, suffix: str) -> dict[str, Entry]:
    """The whole tree: it is small (hundreds), and foreign entries in it matter too."""
    entries = {
        same_dn(entry.dn): entry
        for entry in directory.search(agencies_base(suffix), "(objectClass=*)", READ)
    }
    for base in tree.containers(suffix):
        for entry in directory.search(base, "(objectClass=*)", READ, scope="base"):
            entries[same_dn(entry.dn)] = entry
    return entries


def _mail(actual: Mapping[str, Entry], desired: Desired) -> str:
    entry = actual.get(same_dn(desired.entry.dn))
    return entry.attributes.get(MAIL, (b"",))[0].decode() if entry else ""


def _plan(
    name: str,
    inventory: Inventory,
    wanted: list[Desired],
    found: Found,
    moves: Moves,
    named: set[str],
    request: Request,
) -> Plan:
    policy, override = request.policy, request.override
    difference = compare(wanted, found, OWNED)
    written = {change.subject.id: change for change in difference.changes}
    changes = [
        by_id[desired.id]
        for desired in wanted
        for by_id in (moves.changes, written)  # moved first, then changed at the new place
        if desired.id in by_id
    ]
    taken = [moves.problems[desired.id] for desired in wanted if desired.id in moves.problems]
    mark = (name.encode(),)
    mine = {dn for dn, entry in found.entries.items() if entry.attributes.get(MARK) == mark}
    selected = name in request.provinces
    plan = Plan(
        RESOURCE,
        name,
        inventory.provinces[name].title,
        tuple(changes),
        existing=len(mine),
        unmanaged=len(mine - named) if selected else 0,
        requires=_homes_above(name, inventory),
        notices=tuple(manager_notices(inventory, lambda home: home == name)) if selected else (),
    )
    refusals = [*difference.refusals, *taken]
    if selected:
        file = f"{name}/agencies.yml"
        small = small_source(file, len(named & mine), len(mine), policy, override)
        refusals += [small] if small else []
    for scope in province_scopes(plan, Counter(change.subject.agency for change in plan.changes)):
        refusals += over_limit(scope, policy, override)
    return replace(plan, refusals=tuple(refusals))


def _homes_above(name: str, inventory: Inventory) -> tuple[str, ...]:
    """The other provinces that this one's agencies hang from."""
    homes = {
        inventory.home[ancestor.id]
        for agency in inventory.provinces[name].agencies
        for ancestor in inventory.ancestors(agency.id)
    }
    return tuple(sorted(homes - {name}))
