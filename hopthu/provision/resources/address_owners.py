"""Whose the addresses are when aliases and lists are written: after the other modules of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hopthu.records.model import Inventory
from hopthu.records.policy.lists import MANUAL, ROLE
from hopthu.servers.directory.attributes import ALIASES, LIST_KIND, MAIL, MARK, MEMBERS
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import lists_base, people_base, same_dn

from ..desired import aliases, lists
from ..desired.subject import Desired
from ..plan.build import Found
from ..resource import Basis
from .lookup import marked, occupants
from .moves import agencies_by_then

_ADDRESSES = (MAIL, ALIASES)


@dataclass(frozen=True, slots=True)
class Owners(Found):
    """``entries`` of people and agencies; ``lists`` of all provinces, ``mine`` of each one.

    All by folded DN. ``people``: the ids of those who bear the mark of each province;
    ``holders``: the DN
    of whoever has an address (lower case). ``closing``: lists that nothing asks for any more.
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

    In check mode an entry has the address that ``agencies`` or ``accounts`` will have given it
    by then; they come first in the playbook.
    """
    directory, request, suffix = basis.directory, basis.request, basis.request.suffix
    own = marked(basis, people_base(suffix), aliases.READ)
    people: dict[str, set[str]] = defaultdict(set)
    for entry in own.values():
        people[entry.attributes[MARK][0].decode()].add(_first_rdn(entry.dn))
    agencies = agencies_by_then(basis, aliases.READ)
    own |= agencies.entries
    there = {
        same_dn(entry.dn): entry
        for entry in directory.search(lists_base(suffix), "(cn=*)", lists.READ, scope="onelevel")
    }
    every = [desired for entries in everything_wanted.values() for desired in entries]
    wanted = [desired for desired in every if not is_list(desired)]
    # Somebody who has come from another province bears that one's mark until accounts has run.
    elsewhere = [desired.id for desired in wanted if same_dn(desired.entry.dn) not in own]
    everything = {**own, **there}
    new = [
        address
        for desired in every
        for address in _of(desired.entry)
        if address not in _of(everything.get(same_dn(desired.entry.dn)))
    ]
    others, _ = occupants(directory, suffix, elsewhere, new, aliases.READ)
    for place in agencies.places:  # where an agency is now that will be elsewhere by then
        others.pop(place, None)
    everything = {**others, **everything}
    mail = {same_dn(each.entry.dn): each.address for each in wanted} if request.check else {}
    closing = frozenset(_closing(there, everything_wanted, basis.inventory))
    holders: dict[str, str] = {}
    for dn, entry in everything.items():
        # A list that reaches nobody holds nothing: what an agency became may take its addresses.
        if dn in closing or (dn in there and _is_closed(entry)):
            continue
        by_then = mail.get(dn, "")
        for address in [by_then] if by_then else _of(entry, (MAIL,)):
            holders.setdefault(address.lower(), entry.dn)
        for address in _of(entry, (ALIASES,)):
            holders.setdefault(address.lower(), entry.dn)
    mine: dict[str, dict[str, Entry]] = defaultdict(dict)
    for dn, entry in there.items():
        mine[entry.attributes.get(MARK, (b"",))[0].decode()][dn] = entry
    return Owners({**others, **own}, holders, there, mine, people, closing)


def _closing(
    there: Mapping[str, Entry], asked_for: Mapping[str, Sequence[Desired]], inventory: Inventory
) -> Iterator[str]:
    """Lists of the tree that follow from nothing any more, though their agency is known.

    What is of an agency that the inventory does not name, or made by hand, is left alone.
    """
    wanted = {same_dn(desired.entry.dn) for entries in asked_for.values() for desired in entries}
    for dn, entry in there.items():
        mark = entry.attributes.get(MARK, (b"",))[0].decode()
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


def _of(entry: Entry | None, attributes: tuple[str, ...] = _ADDRESSES) -> list[str]:
    """The addresses of an entry."""
    if entry is None:
        return []
    return [
        value.decode("utf-8", "replace")
        for attribute in attributes
        for value in entry.attributes.get(attribute, ())
    ]


def _first_rdn(dn: str) -> str:
    return dn.split(",", 1)[0].partition("=")[2]
