"""Count a province's agencies and people, whole and within each phase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hopthu.provision.desired.places import agency_dn
from hopthu.records.model import Agency, Inventory, Person
from hopthu.records.policy.rollout import Phase
from hopthu.servers.directory.tree import person_dn, same_dn

from ..board import Counts, Gap
from .accounts import KnownAccounts
from .units import Unit


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts units of one inventory against what the directory has (None: not known).

    ``logged_in``: the ids of those who have logged in; None: not known either.
    """

    inventory: Inventory
    accounts: KnownAccounts | None
    logged_in: Collection[str] | None
    suffix: str

    def whole(self, unit: Unit) -> Counts:
        """All agencies, and everybody."""
        return self._count(unit, frozenset(self.inventory.kinds.counted), unit.people)

    def parts(self, unit: Unit, phases: Iterable[Phase]) -> Mapping[str, Counts]:
        """By phase: its agencies; their managers, and the staff that it covers."""
        return {phase.name: self._part(unit, phase) for phase in phases}

    def gaps(self, unit: Unit) -> list[Gap]:
        """The agencies that lack their mailbox or a manager, those of the inventory first."""
        found = [
            Gap(agency.name, bool(agency.mailbox), self._managed(agency))
            for agency in unit.agencies
            if not (agency.mailbox and self._managed(agency))
        ]
        return [*found, *(Gap(name, mailbox=False, manager=False) for _, name in unit.missing)]

    def _part(self, unit: Unit, phase: Phase) -> Counts:
        managers = {
            manager
            for agency in unit.agencies
            if agency.kind in phase.agencies
            for manager in self.inventory.managers(agency)
        }
        kinds = {agency.id: agency.kind for agency in unit.agencies}
        people = tuple(
            person
            for person in unit.people
            if person.id in managers or kinds.get(person.agency) in phase.staff
        )
        return self._count(unit, phase.agencies, people)

    def _count(self, unit: Unit, kinds: frozenset[str], people: tuple[Person, ...]) -> Counts:
        agencies = [agency for agency in unit.agencies if agency.kind in kinds]
        named = [agency for agency in agencies if agency.mailbox]
        missing = sum(kind in kinds for kind, _ in unit.missing)
        made = self._made(agency_dn(each, self.inventory, self.suffix) for each in named)
        accounts = [person_dn(person.id, self.suffix) for person in people]
        return Counts(
            agencies=len(agencies) + missing,
            addressed=len(named),
            managed=sum(map(self._managed, named)),
            agencies_made=made,
            people=len(people),
            people_made=self._made(accounts),
            logged_in=self._with_login(people),
        )

    def _managed(self, agency: Agency) -> bool:
        return bool(self.inventory.managers(agency))

    def _made(self, dns: Iterable[str]) -> int | None:
        if self.accounts is None:
            return None
        return sum(same_dn(dn) in self.accounts.addressed for dn in dns)

    def _with_login(self, people: Iterable[Person]) -> int | None:
        logged_in = self.logged_in
        return None if logged_in is None else sum(person.id in logged_in for person in people)
