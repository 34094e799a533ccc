"""Plan the accounts of some provinces: one read of the directory for all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from hopthu.records.keeping import kept_until
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import AGENCY, MAIL, MARK
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import people_base, person_dn, same_dn

from ..desired.people import OWNED, READ, person_entries
from ..desired.subject import Desired
from ..plan.build import Found, compare
from ..plan.limits import over_limit, province_scopes, small_source
from ..plan.plan import Plan
from ..request import Request
from .leavers import still_wanted
from .lookup import marked, occupants

RESOURCE = "accounts"


def plan_accounts(inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
    """One plan for each province of the request, in its order."""
    suffix, domain, hosts = request.suffix, request.policy.domain, request.policy.mail_hosts
    wanted = {
        name: [
            _with_end(desired, inventory, request.policy)
            for desired in person_entries(
                inventory.provinces[name].people, inventory, name, suffix, domain, hosts
            )
        ]
        for name in request.provinces
    }
    actual = marked(directory, people_base(suffix), inventory, request, READ)
    new = [
        desired
        for entries in wanted.values()
        for desired in entries
        if _address_is_new(desired, actual.get(same_dn(desired.entry.dn)))
    ]
    missing = [desired.id for desired in new if same_dn(desired.entry.dn) not in actual]
    others, holders = occupants(
        directory, suffix, missing, [desired.address for desired in new], READ
    )
    found = Found({**others, **actual}, holders)
    wanted = still_wanted(wanted, found.entries, inventory, request)
    # Who another province's file names by now is not missing from the one they came from.
    named = {same_dn(person_dn(person.id, suffix)) for person in inventory.people()}
    by_province = _by_mark(actual)
    return [
        _plan(name, inventory, wanted[name], found, by_province[name], named, request)
        for name in request.provinces
    ]


def _with_end(desired: Desired, inventory: Inventory, policy: Policy) -> Desired:
    """Say until when the mailbox of somebody who left is kept, for whoever reads the plan."""
    person = inventory.by_id[desired.id]
    if person.state != "left" or not person.since:
        return desired
    return replace(desired, kept_until=kept_until(person, policy))


def _by_mark(entries: dict[str, Entry]) -> dict[str, dict[str, Entry]]:
    """The entries of each province."""
    marked: dict[str, dict[str, Entry]] = defaultdict(dict)
    for dn, entry in entries.items():
        marked[entry.attributes[MARK][0].decode()][dn] = entry
    return marked


def _address_is_new(desired: Desired, actual: Entry | None) -> bool:
    return actual is None or actual.attributes.get(MAIL) != desired.entry.attributes[MAIL]


def _plan(
    name: str,
    inventory: Inventory,
    wanted: list[Desired],
    found: Found,
    mine: dict[str, Entry],
    named: set[str],
    request: Request,
) -> Plan:
    policy, override = request.policy, request.override
    difference = compare(wanted, found, OWNED, policy.protected)
    plan = Plan(
        RESOURCE,
        name,
        inventory.provinces[name].title,
        tuple(difference.changes),
        existing=len(mine),
        unmanaged=len(mine.keys() - named),
    )
    refusals = list(difference.refusals)
    small = small_source(
        f"{name}/people.yml", len(named & mine.keys()), len(mine), policy, override
    )
    refusals += [small] if small else []
    per_agency = Counter(
        entry.attributes.get(AGENCY, (b"",))[0].decode() for entry in mine.values()
    )
    for scope in province_scopes(plan, per_agency):
        refusals += over_limit(scope, policy, override)
    return replace(plan, refusals=tuple(refusals))
