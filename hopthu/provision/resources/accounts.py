"""The accounts of people: who they are, where they work, their address, whether they may log in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hopthu.records.keeping import kept_until
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import AGENCY, MAIL, MARK, same_values
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.tree import person_dn, same_dn
from hopthu.text.errors import Problem

from ..desired.people import OWNED, READ, person_entries
from ..desired.subject import Desired
from ..plan.build import Difference, Found
from ..plan.identity import without_doubles, without_strangers
from ..resource import Basis, Part, Resource, Tally, small_file


@dataclass(frozen=True, slots=True)
class FoundPeople(Found):
    """``mine``: the entries that bear the mark of each province, by folded DN.

    ``named``: folded DNs of everybody in the inventory: who is in another province's file by now
    is not missing from the one they came from.
    """

    mine: Mapping[str, Mapping[str, Entry]]
    named: frozenset[str]
    bearers: Mapping[str, str]


@dataclass(frozen=True)
class Accounts(Resource[FoundPeople]):
    """With ``handover``, new active accounts get first passwords whose slips are kept there."""

    handover: Path | None = None
    name = "accounts"
    owned = OWNED
    reads = READ

    @property
    def slips(self) -> Path | None:
        """Where the slips of new accounts are kept."""
        return self.handover

    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """The people of each province, with the end of a leaver's mailbox."""
        inventory, request, policy = basis.inventory, basis.request, basis.request.policy
        return {
            name: [
                _with_end(desired, inventory, policy)
                for desired in person_entries(
                    *(inventory.provinces[name].people, inventory, name, request.suffix),
                    *(policy.domain, policy.mail_hosts, request.today.isoformat()),
                )
            ]
            for name in request.provinces
        }

    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> FoundPeople:
        """The entries with the marks, and who is at the names and addresses that are new."""
        suffix = basis.request.suffix
        actual = basis.people()
        new = [
            desired
            for entries in wanted.values()
            for desired in entries
            if _address_is_new(desired, actual.get(same_dn(desired.entry.dn)))
        ]
        missing = [desired.id for desired in new if same_dn(desired.entry.dn) not in actual]
        addresses = [desired.address for desired in new]
        others, holders = basis.reading.occupants(missing, addresses)
        named = {same_dn(person_dn(person.id, suffix)) for person in basis.inventory.people()}
        return FoundPeople(
            *({**others, **actual}, holders, _by_mark(actual), frozenset(named)),
            basis.reading.bearers(missing),
        )

    def compare(self, part: Part[FoundPeople]) -> Difference:
        """What differs; nobody's entry becomes another person's."""
        policy = part.request.policy
        found = without_doubles(super().compare(part), part.found.bearers)
        return without_strangers(found, part.inventory, policy.domain)

    def tally(self, part: Part[FoundPeople]) -> Tally:
        """The entries that bear the province's mark."""
        mine = part.found.mine.get(part.province.lower(), {})
        agencies = Counter(
            entry.attributes.get(AGENCY, (b"",))[0].decode().lower() for entry in mine.values()
        )
        return Tally(len(mine), len(mine.keys() - part.found.named), agencies)

    def small_sources(self, part: Part[FoundPeople], tally: Tally) -> Iterator[Problem]:
        """The file of people."""
        yield from small_file(part, "people.yml", tally.existing - tally.unmanaged, tally.existing)


def _with_end(desired: Desired, inventory: Inventory, policy: Policy) -> Desired:
    """Say until when the mailbox of somebody who left is kept, for whoever reads the plan."""
    person = inventory.by_id[desired.id]
    if person.state != "left" or not person.since:
        return desired
    return replace(desired, kept_until=kept_until(person, policy))


def _by_mark(entries: dict[str, Entry]) -> dict[str, dict[str, Entry]]:
    """The entries of each province, by its name in lower case."""
    by_province: dict[str, dict[str, Entry]] = defaultdict(dict)
    for dn, entry in entries.items():
        by_province[entry.attributes[MARK][0].decode().lower()][dn] = entry
    return by_province


def _address_is_new(desired: Desired, actual: Entry | None) -> bool:
    if actual is None:
        return True
    return not same_values(MAIL, actual.attributes.get(MAIL, ()), desired.entry.attributes[MAIL])
