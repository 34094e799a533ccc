"""Plan the aliases and mailing lists of some provinces: one read of the directory for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from hopthu.records.inventory.notices import list_notices
from hopthu.records.lists import Catalogue
from hopthu.records.model import Inventory
from hopthu.records.policy.lists import MANUAL
from hopthu.servers.directory.attributes import ALIASES, CN, LIST_KIND, MARK, MEMBERS
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired import aliases, lists
from ..desired.subject import Desired
from ..plan.build import Found, compare
from ..plan.change import Action, Change
from ..plan.limits import over_limit, scopes_of, small_source
from ..plan.plan import Plan
from ..request import Request
from .address_owners import Owners, read_owners
from .follow import entries_by_then
from .leavers import still_wanted

RESOURCE = "aliases"
_MEMBERS = MEMBERS
_ALIASES = ALIASES


def plan_aliases(inventory: Inventory, request: Request, directory: Directory) -> list[Plan]:
    """One plan for each province of the request, in its order: its aliases, then its lists."""
    suffix, policy = request.suffix, request.policy
    catalogue = Catalogue(inventory, policy)
    maker = lists.ListEntries(catalogue, suffix, policy.domain, request.today)
    addressed = {
        name: aliases.alias_entries(name, inventory, suffix, policy.domain, request.today)
        for name in request.provinces
    }
    listed = {name: maker.of_province(name) for name in request.provinces}
    owners = read_owners(directory, inventory, request, addressed, listed)
    addressed = still_wanted(addressed, owners.entries, inventory, request)
    return [
        _Province(name, catalogue, owners, request).plan(addressed[name], listed[name])
        for name in request.provinces
    ]


class _Province:
    """One province of a run."""

    def __init__(self, name: str, catalogue: Catalogue, owners: Owners, request: Request) -> None:
        self._name = name
        self._catalogue = catalogue
        self._inventory = catalogue.inventory
        self._owners = owners
        self._request = request
        mark = (name.encode(),)
        entries = owners.lists.items()
        self._lists = {dn: entry for dn, entry in entries if entry.attributes.get(MARK) == mark}
        self._closing = [dn for dn in self._lists if dn in owners.closing]

    def plan(self, addressed: list[Desired], listed: list[Desired]) -> Plan:
        """Compare what is wanted with what is there, and hold the limits."""
        request = self._request
        entries, missing = entries_by_then(
            addressed, self._owners.entries, self._name, check=request.check
        )
        addressed = [desired for desired in addressed if _dn(desired) in entries]
        listed = [*listed, *(lists.closed(self._lists[dn]) for dn in self._closing)]
        known = {_dn(desired) for desired in listed}
        aliases_now = Counter(
            desired.agency for desired in addressed if _ALIASES in entries[_dn(desired)].attributes
        )
        lists_now = Counter(
            desired.agency
            for desired in listed
            if _MEMBERS in self._lists.get(_dn(desired), desired.entry).attributes
            and _dn(desired) in self._lists
        )
        holders = self._owners.holders
        of_boxes = compare(
            addressed, Found(entries, holders), aliases.OWNED, request.policy.protected
        )
        of_lists = compare(listed, Found(self._owners.lists, holders), lists.OWNED)
        plan = Plan(
            RESOURCE,
            self._name,
            self._inventory.provinces[self._name].title,
            tuple(map(_judged, [*of_boxes.changes, *of_lists.changes])),
            existing=aliases_now.total() + lists_now.total(),
            unmanaged=sum(dn not in known for dn in self._lists),
            notices=tuple(list_notices(self._catalogue, lambda home: home == self._name)),
        )
        refusals = [*missing, *of_boxes.refusals, *of_lists.refusals, *self._small()]
        # Aliases count against aliases, lists against lists.
        for changes, now in ((of_boxes.changes, aliases_now), (of_lists.changes, lists_now)):
            for scope in scopes_of(plan.title, changes, now.total(), now):
                refusals += over_limit(scope, request.policy, request.override)
        return replace(plan, refusals=tuple(refusals))

    def _small(self) -> Iterator[Problem]:
        """Refuse files that were probably cut: people who are missing would drop out of lists."""
        policy, override = self._request.policy, self._request.override
        manual = {
            entry.attributes[CN][0].decode()
            for entry in self._lists.values()
            if entry.attributes.get(LIST_KIND) == (MANUAL.encode(),)
        }
        for file, ids, existing in (
            # Who another province's file names by now is not missing from this one's.
            ("people.yml", self._inventory.by_id.keys(), self._people()),
            ("lists.yml", self._catalogue.lists.keys(), manual),
        ):
            small = small_source(
                f"{self._name}/{file}", len(ids & existing), len(existing), policy, override
            )
            if small:
                yield small

    def _people(self) -> set[str]:
        return self._owners.people.get(self._name, set())


def _dn(desired: Desired) -> str:
    return same_dn(desired.entry.dn)


def _is_list(change: Change) -> bool:
    return change.operation.dn.lower().startswith("cn=")


def _judged(change: Change) -> Change:
    """Say what the change means: a first alias or a list is added, the last one is taken away."""
    attribute = _MEMBERS if _is_list(change) else _ALIASES
    for field in change.fields:
        if field.attribute == attribute and not field.before:
            return replace(change, action=Action.ADD)
        if field.attribute == attribute and not field.after:
            return replace(change, action=Action.REMOVE)
    return change
