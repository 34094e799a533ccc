"""Whose the addresses are when aliases and lists are written: after the other modules of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hopthu.records.model import Inventory
from hopthu.records.policy.lists import MANUAL, ROLE
from hopthu.servers.directory.attributes import LIST_KIND, MAIL, MARK, MEMBERS
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import lists_base, same_dn

from ..desired.subject import Desired
from ..plan.build import Found
from ..resource import Basis
from .lookup import address_names, addresses_of
from .moves import agencies_by_then


@dataclass(frozen=True, slots=True)
class Owners(Found):
    """``entries`` of people and agencies; ``lists`` of all provinces, ``mine`` of each one.

    All by folded DN. ``people``: the ids of those who bear the mark of each province;
    ``holders``: the DN of whoever has an address (lower case); ``closing``: lists that nothing
    asks for any more.
    """

    lists: Mapping[str, Entry]
    mine: Mapping[str, Mapping[str, Entry]]
    people: Mapping[str, set[str]]
    closing: frozenset[str]

    def as_lists(self) -> Found:
        """What lists are compared with."""
        return Found(self.lists, self.holders)


def is_list(desired: Desired) -> bool:
    """Whether this is a mailing list, and no mailbox with further addresses."""
    return desired.entry.dn.lower().startswith("cn=")


def read_owners(basis: Basis, everything_wanted: Mapping[str, Sequence[Desired]]) -> Owners:
    """Read the entries that are wanted to be different, by province.

    In a check an entry has the address that ``agencies`` or ``accounts`` will have given it
    by then; they come first in the playbook.
    """
    own = basis.people()
    people: dict[str, set[str]] = defaultdict(set)
    for entry in own.values():
        people[_mark(entry)].add(_first_rdn(entry.dn))
    agencies = agencies_by_then(basis)
    own |= agencies.entries
    there = basis.reading.lists()
    there.pop(same_dn(lists_base(basis.request.suffix)), None)
    every = [desired for entries in everything_wanted.values() for desired in entries]
    wanted = [desired for desired in every if not is_list(desired)]
    # Somebody who has come from another province bears that one's mark until accounts has run.
    elsewhere = [desired.id for desired in wanted if same_dn(desired.entry.dn) not in own]
    everything = {**own, **there}
    new = [
        address
        for desired in every
        for address in _new(desired.entry, everything.get(same_dn(desired.entry.dn)))
    ]
    others, _ = basis.reading.occupants(elsewhere, new)
    for place in agencies.places:  # where an agency is now that will be elsewhere by then
        others.pop(place, None)
    everything = {**others, **everything}
    assumed = basis.request.check and not basis.foretold
    mail = {same_dn(each.entry.dn): each.address for each in wanted} if assumed else {}
    closing = frozenset(_closing(there, everything_wanted, basis.inventory))
    holders = _holders(everything, {dn for dn in there if dn in closing}, there, mail)
    mine: dict[str, dict[str, Entry]] = defaultdict(dict)
    for dn, entry in there.items():
        mine[_mark(entry)][dn] = entry
    return Owners({**others, **own}, holders, there, mine, people, closing)


def _holders(
    everything: Mapping[str, Entry],
    closing: Collection[str],
    there: Mapping[str, Entry],
    by_then: Mapping[str, str],
) -> dict[str, str]:
    """Who has an address: ``by_then`` are own ones by folded DN that are not written yet."""
    names = address_names({name for entry in everything.values() for name in entry.attributes})
    further = tuple(name for name in names if name != MAIL)
    holders: dict[str, str] = {}
    for dn, entry in everything.items():
        # A list that reaches nobody holds nothing: what an agency became may take its addresses.
        if dn in closing or (dn in there and _is_closed(entry)):
            continue
        own = by_then.get(dn, "")
        for address in [own.lower()] if own else addresses_of(entry, (MAIL,)):
            holders.setdefault(address, entry.dn)
        for address in addresses_of(entry, further):
            holders.setdefault(address, entry.dn)
    return holders


def _closing(
    there: Mapping[str, Entry], asked_for: Mapping[str, Sequence[Desired]], inventory: Inventory
) -> Iterator[str]:
    """Lists of the tree that follow from nothing any more, though their agency is known.

    What is of an agency that the inventory does not name, or made by hand, is left alone.
    """
    wanted = {same_dn(desired.entry.dn) for entries in asked_for.values() for desired in entries}
    for dn, entry in there.items():
        mark = _mark(entry)
        if dn not in wanted and mark in asked_for and LIST_KIND in entry.attributes:
            kind = entry.attributes[LIST_KIND][0].decode()
            agency = _first_rdn(entry.dn).partition(".")[2]
            if kind == ROLE:
                agency = agency.rpartition(".")[0]
            if kind != MANUAL and inventory.home.get(agency) == mark:
                yield dn


def _is_closed(entry: Entry) -> bool:
    kind = entry.attributes.get(LIST_KIND, (MANUAL.encode(),))[0].decode()
    return kind != MANUAL and MEMBERS not in entry.attributes


def _new(wanted: Entry, actual: Entry | None) -> list[str]:
    """The addresses that an entry is to have and has not."""
    has = set(addresses_of(actual)) if actual else set()
    return [address for address in addresses_of(wanted) if address not in has]


def _mark(entry: Entry) -> str:
    return entry.attributes.get(MARK, (b"",))[0].decode("utf-8", "replace").lower()


def _first_rdn(dn: str) -> str:
    return dn.split(",", 1)[0].partition("=")[2]
