"""What a run knows of the directory: read once, and from then on as its own plans leave it.

The resources of a run are planned one after another on one reading; each sees what the ones
before would make of it, though nothing is written yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from hopthu.servers.directory.attributes import ALIASES, CSN, ID, MAIL, MARK, UID
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.operation import Add, Delete, Modify, Rename
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import (
    agencies_base,
    containers,
    lists_base,
    people_base,
    person_dn,
    rebased,
    same_dn,
)

from .plan.change import Change
from .resources.lookup import address_names, addresses_of, having, marked_with


class Passed(NamedTuple):
    """An address that changes hands: the province whose plan did it, and the entry's DN."""

    province: str
    dn: str


class Reading:
    """``attributes``: all that any resource of the run compares.

    ``freed``: addresses (lower case) that plans have taken from an entry so far; ``given``: those
    that plans have given to one. What is asked for twice is read once.
    """

    def __init__(self, directory: Directory, suffix: str, attributes: Iterable[str]) -> None:
        self.directory = directory
        self.freed: dict[str, Passed] = {}
        self.given: dict[str, Passed] = {}
        self._suffix = suffix
        self._attributes = tuple(dict.fromkeys((*attributes, MAIL, ALIASES, MARK, ID, CSN)))
        self._entries: dict[str, Entry] = {}
        self._gone: set[str] = set()  # by the run's own plans
        self._names: set[str] = set()  # of all attributes that were seen
        self._asked: set[str] = set()  # bases, ids and addresses
        self._marks: set[str] = set()

    # -- what is there ----------------------------------------------------------------------

    def people(self, marks: Collection[str], *, every: bool = False) -> dict[str, Entry]:
        """The entries of people that bear one of ``marks``, by folded DN.

        ``every``: these are all the marks there are, which is quicker to ask for.
        """
        base = people_base(self._suffix)
        new = set(marks) - self._marks
        if new:
            marked = marked_with(None if every else new)
            found = self.directory.search(base, marked, self._attributes, scope="onelevel")
            self._keep(found)
            self._marks |= new
        below = f",{same_dn(base)}"
        folded = {mark.lower().encode() for mark in marks}
        return {
            dn: entry
            for dn, entry in self._entries.items()
            if dn.endswith(below)
            and (mark := entry.attributes.get(MARK))
            and mark[0].lower() in folded
        }

    def agencies(self) -> dict[str, Entry]:
        """The whole tree of agencies: it is small (hundreds), and foreign entries matter too."""
        return self._whole(agencies_base(self._suffix), "subtree")

    def lists(self) -> dict[str, Entry]:
        """All mailing lists."""
        return self._whole(lists_base(self._suffix), "onelevel")

    def containers(self) -> dict[str, Entry]:
        """The entries that hold all others, as far as they are there."""
        found = {}
        for dn in containers(self._suffix):
            if f"base {dn}" not in self._asked and dn not in self._asked:
                self._asked.add(f"base {dn}")
                everything = "(objectClass=*)"
                self._keep(self.directory.search(dn, everything, self._attributes, scope="base"))
            if same_dn(dn) in self._entries:
                found[same_dn(dn)] = self._entries[same_dn(dn)]
        return found

    def occupants(
        self, ids: Sequence[str], addresses: Sequence[str]
    ) -> tuple[dict[str, Entry], dict[str, str]]:
        """Who is at the names of people ``ids``, and who has an address, anywhere in the directory.

        Returns those entries by folded DN, and the holder's DN of each address (lower case):
        those asked for, and others that are known.
        """
        self._look_up(ids, addresses)
        holders = self.holders()
        there = [same_dn(person_dn(each, self._suffix)) for each in ids]
        there += [same_dn(holders[a.lower()]) for a in addresses if a.lower() in holders]
        return {dn: self._entries[dn] for dn in there if dn in self._entries}, holders

    def bearers(self, ids: Collection[str]) -> dict[str, str]:
        """Who has the uid of one of ``ids``, of those looked up, though it is not that person.

        By id, the DN: an entry that somebody moved or gave a second uid.
        """
        found: dict[str, str] = {}
        if not ids:
            return found
        own = {each.lower(): same_dn(person_dn(each, self._suffix)) for each in ids}
        for dn, entry in self._entries.items():
            for value in entry.attributes.get(UID, ()):
                folded = value.decode("utf-8", "replace").lower()
                if own.get(folded, dn) != dn:
                    found[folded] = entry.dn
        return found

    def holders(self) -> dict[str, str]:
        """The holder's DN of each address (lower case) that is known."""
        holders: dict[str, str] = {}
        names = address_names(self._names)
        for entry in self._entries.values():
            for address in addresses_of(entry, names):
                holders.setdefault(address, entry.dn)
        return holders

    def _whole(self, base: str, scope: str) -> dict[str, Entry]:
        if not {base, f"below {base}"} & self._asked:
            self._asked.add(base if scope == "subtree" else f"below {base}")
            everything = "(objectClass=*)"
            self._keep(self.directory.search(base, everything, self._attributes, scope=scope))
        top = same_dn(base)
        below = f",{top}"
        return {
            dn: entry
            for dn, entry in self._entries.items()
            if dn.endswith(below) or (dn == top and scope == "subtree")
        }

    def _look_up(self, ids: Sequence[str], addresses: Sequence[str]) -> None:
        known = self._entries
        missing = [
            each
            for each in ids
            if f"id {each}" not in self._asked
            and same_dn(person_dn(each, self._suffix)) not in known
        ]
        new = [each for each in addresses if f"at {each.lower()}" not in self._asked]
        self._asked.update(f"id {each}" for each in missing)
        self._asked.update(f"at {each.lower()}" for each in new)
        for each in having(missing, new):
            self._keep(self.directory.search(self._suffix, each, self._attributes))

    def _keep(self, found: Iterable[Entry]) -> None:
        """Take in what was read; what is known already may have been planned on."""
        for entry in found:
            dn = same_dn(entry.dn)
            if dn not in self._entries and dn not in self._gone:
                self._entries[dn] = entry
                self._names.update(entry.attributes)

    # -- what becomes of it -----------------------------------------------------------------

    def take(self, province: str, changes: Iterable[Change]) -> None:
        """Let the directory be as ``changes`` leave it, for all that is planned from here on."""
        names = address_names({*self._names, MAIL, ALIASES})
        for change in changes:
            operation = change.operation
            dn = same_dn(operation.dn)
            before = self._entries.get(dn)
            if isinstance(operation, Rename):
                self._move(operation)
            elif isinstance(operation, Delete):
                self._become(province, dn, before, None, names)
            elif isinstance(operation, Add):
                after = Entry(operation.dn, dict(operation.attributes))
                self._become(province, dn, before, after, names)
            else:
                after = _modified(before, operation, province)
                self._become(province, dn, before, after, names)

    def _become(
        self,
        province: str,
        dn: str,
        before: Entry | None,
        after: Entry | None,
        names: tuple[str, ...],
    ) -> None:
        had = set(addresses_of(before, names)) if before else set()
        has = set(addresses_of(after, names)) if after else set()
        place = (after or before or Entry(dn, {})).dn
        for address in had - has:
            self.freed[address] = Passed(province, place)
        for address in has - had:
            self.given[address] = Passed(province, place)
        if after is None:
            self._entries.pop(dn, None)
            self._gone.add(dn)
        else:
            self._entries[dn] = after
            self._names.update(after.attributes)

    def _move(self, operation: Rename) -> None:
        old = same_dn(operation.dn)
        new = f"{operation.new_rdn},{operation.new_superior}"
        for dn in [dn for dn in self._entries if dn == old or dn.endswith(f",{old}")]:
            entry = self._entries.pop(dn)
            attributes = entry.attributes
            if dn == old:  # it has another entryCSN by then
                attributes = {name: each for name, each in attributes.items() if name != CSN}
            place = rebased(entry.dn, operation.dn, new)
            self._entries[same_dn(place)] = Entry(place, attributes)


def _modified(before: Entry | None, operation: Modify, province: str) -> Entry:
    """The entry by then; what it hangs on is made by then, if it is not there."""
    held = before.attributes if before else {MARK: (province.encode(),)}
    attributes: dict[str, Values] = {name: each for name, each in held.items() if name != CSN}
    for name, values in operation.replace.items():
        attributes.pop(name, None)
        if values:
            attributes[name] = values
    return Entry(before.dn if before else operation.dn, attributes)
