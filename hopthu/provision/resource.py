"""A resource: one kind of thing that a province has in the directory, and how it is planned.

A resource is a value. Its name is that of its plans, its options are its own fields, and its
methods are the steps of one skeleton, :meth:`Resource.plans`: what the inventory wants, what the
directory has, who is wanted no more, how they differ, what is told beside it, and the limits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Generic, NamedTuple, TypeVar

from hopthu.records.lists import Catalogue
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from .desired.leavers import out_of_time
from .desired.subject import Desired
from .plan.build import Difference, Found, compare
from .plan.change import Change
from .plan.limits import Scope, over_limit, scopes_of, small_source
from .plan.plan import Plan
from .reading import Reading
from .request import Request

FoundT = TypeVar("FoundT", bound=Found)


@dataclass(frozen=True)
class Basis:
    """What plans are made from; it is read and never written.

    ``foretold``: whatever makes the entries of people and agencies is planned in the same run, so
    that the reading has them as they will be.
    """

    inventory: Inventory
    request: Request
    reading: Reading
    foretold: bool = False

    @property
    def directory(self) -> Directory:
        """The directory itself, for what no other resource of a run looks at."""
        return self.reading.directory

    @property
    def by_then(self) -> bool:
        """Whether an entry that is not there counts as made by who makes it."""
        return self.request.check or self.foretold

    def people(self) -> dict[str, Entry]:
        """The entries of people with the marks of the requested provinces, by folded DN."""
        every = set(self.request.provinces) == set(self.inventory.provinces)
        return self.reading.people(self.request.provinces, every=every)

    @cached_property
    def catalogue(self) -> Catalogue:
        """All mailing lists of the inventory."""
        return Catalogue(self.inventory, self.request.policy)

    def by_province(
        self, entries: Callable[[str, Inventory, str, Policy], list[Desired]]
    ) -> dict[str, list[Desired]]:
        """The ``entries`` of each requested province; they are told its name and the suffix."""
        request = self.request
        return {
            name: entries(name, self.inventory, request.suffix, request.policy)
            for name in request.provinces
        }


class Part(NamedTuple, Generic[FoundT]):
    """One province of a basis: what is wanted there, and what was found for all provinces."""

    basis: Basis
    province: str
    wanted: list[Desired]
    found: FoundT

    @property
    def inventory(self) -> Inventory:
        """The whole inventory."""
        return self.basis.inventory

    @property
    def request(self) -> Request:
        """What the run is asked to do."""
        return self.basis.request


class Tally(NamedTuple):
    """How much a province has: ``existing`` entries, and of them those that nobody names.

    ``per_agency``: how many of them each agency has, which its limits are a share of.
    """

    existing: int
    unmanaged: int = 0
    per_agency: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Resource(ABC, Generic[FoundT]):
    """The skeleton; a resource fills in its steps."""

    name: ClassVar[str]
    owned: ClassVar[tuple[str, ...]]
    # The attributes that it compares, of what the resources of a run read together.
    reads: ClassVar[tuple[str, ...]] = ()
    # Whether who gets a password had one before, or none.
    reissues: ClassVar[bool] = False

    @property
    def slips(self) -> Path | None:
        """The folder of the sealed slips of the passwords that it makes; None makes none."""
        return None

    def plans(self, basis: Basis) -> list[Plan]:
        """One plan for each province of the request, in the order they are to be applied."""
        wanted = self.want(basis)
        found = self.read(basis, wanted)
        wanted = self.still_wanted(basis, wanted, found)
        return [
            self._plan(Part(basis, province, entries, found))
            for province, entries in wanted.items()
        ]

    @abstractmethod
    def want(self, basis: Basis) -> dict[str, list[Desired]]:
        """What the inventory asks for, by province."""

    @abstractmethod
    def read(self, basis: Basis, wanted: Mapping[str, Sequence[Desired]]) -> FoundT:
        """What the directory holds of that, and of what might stand in its way."""

    def still_wanted(
        self, basis: Basis, wanted: dict[str, list[Desired]], found: FoundT
    ) -> dict[str, list[Desired]]:
        """Leave out leavers whose time is over and whose entries are gone: they stay gone."""
        gone = set(out_of_time(basis.inventory, basis.request)) - found.entries.keys()
        if not gone:
            return wanted
        return {
            province: [desired for desired in entries if same_dn(desired.entry.dn) not in gone]
            for province, entries in wanted.items()
        }

    def compare(self, part: Part[FoundT]) -> Difference:
        """How what is wanted and what is there differ, and what stands in the way."""
        return compare(part.wanted, part.found, self.owned, part.request.policy.protected)

    @abstractmethod
    def tally(self, part: Part[FoundT]) -> Tally:
        """How much of this the province has now."""

    def small_sources(self, part: Part[FoundT], tally: Tally) -> Iterator[Problem]:
        """Refuse files that were probably cut (promise 3)."""
        yield from ()

    def notices(self, part: Part[FoundT], changes: Sequence[Change]) -> Iterable[Problem]:
        """What the operator should know of."""
        return ()

    def requires(self, part: Part[FoundT]) -> tuple[str, ...]:
        """The provinces whose plans must be in place before this one."""
        return ()

    def also(self, part: Part[FoundT]) -> Iterable[Desired]:
        """Who is right in the directory already, and is told to the mail servers all the same."""
        return ()

    def scopes(self, part: Part[FoundT], plan: Plan, tally: Tally) -> Iterator[Scope]:
        """What the limits are held against: each agency that loses something, and the province."""
        return scopes_of(plan.title, plan.changes, tally.existing, tally.per_agency)

    def told(self, plan: Plan) -> Plan:
        """The plan with what is told of it once all limits were held, that of the run as well."""
        return plan

    def again(self, plan: Plan) -> Resource[FoundT]:
        """The resource that plans the same once more, for the province of ``plan`` alone."""
        return self

    def _plan(self, part: Part[FoundT]) -> Plan:
        difference = self.compare(part)
        tally = self.tally(part)
        plan = Plan(
            self.name,
            part.province,
            part.inventory.provinces[part.province].title,
            tuple(difference.changes),
            tally.existing,
            tally.unmanaged,
            requires=self.requires(part),
            notices=tuple(self.notices(part, difference.changes)),
            also=tuple(self.also(part)),
        )
        refusals = [*difference.refusals, *self.small_sources(part, tally)]
        for scope in self.scopes(part, plan, tally):
            refusals += over_limit(scope, part.request.policy, part.request.override)
        return replace(plan, refusals=tuple(refusals))


def small_file(part: Part[FoundT], file: str, found: int, existing: int) -> Iterator[Problem]:
    """The refusal of a file of the province that names too few of what is there (promise 3)."""
    policy, override = part.request.policy, part.request.override
    small = small_source(f"{part.province}/{file}", found, existing, policy, override)
    if small:
        yield small
