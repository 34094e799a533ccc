"""The lists that follow from the tree of agencies: nested as it is, each with its own level alone.

A list of several levels has its agency's own people or mailbox, and the lists of the agencies
below. So a list that grows changes in one place, and no entry of the directory holds thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..model import Agency, Inventory, MailingList
from ..policy import Policy
from ..policy.lists import AGENCY, MAILBOXES, OFFICERS, PROVINCE, SERVICE

_NAMES = {
    AGENCY: "Cán bộ {agency}",
    PROVINCE: "Toàn thể cán bộ {agency} và các đơn vị trực thuộc",
    OFFICERS: "{officer} {agency}",
    MAILBOXES: "Hộp thư {agency} và các đơn vị trực thuộc",
    SERVICE: "Toàn ngành {agency}",
}


def tree_lists(inventory: Inventory, policy: Policy) -> Iterator[MailingList]:
    """Yield the lists that the policy makes, those below before those above; none is empty."""
    return _Tree(inventory, policy).lists()


def addresses_at(pattern: str, agency: Agency, policy: Policy) -> dict[str, Any]:
    """What ``pattern`` makes of an agency: the mailbox of a list, and those that it had before.

    ``{place}`` stands for the agency's mailbox without the prefix that all have:
    ``thads.bimson.thanhhoa`` → ``bimson.thanhhoa``; where it has none, for its id from the last
    part to the first. An agency's former mailboxes make former ones of its lists.
    """

    def filled(mailbox: str) -> str:
        return pattern.format(place=mailbox.removeprefix(f"{policy.agency_prefix}."))

    from_id = ".".join(part.replace("-", "") for part in reversed(agency.id.split(".")))
    now = filled(agency.mailbox or from_id)
    former = (replace(each, mailbox=filled(each.mailbox)) for each in agency.former_mailboxes)
    kept = tuple(each for each in former if each.mailbox != now)
    return {"mailbox": now, "former_mailboxes": kept}


class _Tree:
    """Walks the tree from its leaves; every agency is visited once."""

    def __init__(self, inventory: Inventory, policy: Policy) -> None:
        self._inventory = inventory
        self._policy = policy
        self._rules = policy.lists.rules
        self._several = frozenset(policy.kinds.counted)
        self._made: set[str] = set()
        self._children: dict[str, list[Agency]] = defaultdict(list)
        self._staff: dict[str, list[str]] = defaultdict(list)
        self._officers: dict[str, list[str]] = defaultdict(list)
        for agency in inventory.agencies.values():
            if not agency.ended:
                self._children[agency.parent].append(agency)
        for person in inventory.people():
            if person.state == "active":
                self._staff[person.agency].append(person.id)
                if policy.lists.is_officer(person.title):
                    self._officers[person.agency].append(person.id)

    def lists(self) -> Iterator[MailingList]:
        agencies = [agency for agency in self._inventory.agencies.values() if not agency.ended]
        depth = {agency.id: len(self._inventory.ancestors(agency.id)) for agency in agencies}
        for agency in sorted(agencies, key=lambda agency: -depth[agency.id]):
            for mailing_list in self._of(agency):
                if mailing_list.people or mailing_list.agencies or mailing_list.lists:
                    self._made.add(mailing_list.id)
                    yield mailing_list

    def _of(self, agency: Agency) -> Iterator[MailingList]:
        below = self._children[agency.id]
        is_top = agency.id == self._policy.province_parent
        if AGENCY in self._rules:
            yield self._list(AGENCY, agency, people=self._staff[agency.id])
        # Above the top of the service stands the ministry, whose other parts are not ours.
        if is_top and SERVICE in self._rules:
            yield self._list(SERVICE, agency, lists=self._everybody(agency, below))
        if below and self._below_the_top(agency) and PROVINCE in self._rules and not is_top:
            yield self._list(PROVINCE, agency, lists=self._everybody(agency, below))
        if OFFICERS in self._rules and self._below_the_top(agency) and not is_top:
            officers = [f"{OFFICERS}.{unit.id}" for unit in below]
            yield self._list(OFFICERS, agency, people=self._officers[agency.id], lists=officers)
        if below and MAILBOXES in self._rules and (is_top or self._below_the_top(agency)):
            yield self._mailboxes(agency, below)

    def _everybody(self, agency: Agency, below: list[Agency]) -> list[str]:
        """The lists of the agency's own people and of all under each agency below it."""
        return [f"{AGENCY}.{agency.id}", *(self._widest(unit) for unit in below)]

    def _widest(self, agency: Agency) -> str:
        wide = f"{PROVINCE}.{agency.id}"
        return wide if wide in self._made else f"{AGENCY}.{agency.id}"

    def _mailboxes(self, agency: Agency, below: list[Agency]) -> MailingList:
        wide = {unit.id: f"{MAILBOXES}.{unit.id}" for unit in below}
        leaves = [unit.id for unit in below if wide[unit.id] not in self._made and unit.mailbox]
        own = [agency.id] if agency.mailbox else []
        return self._list(MAILBOXES, agency, agencies=[*own, *leaves], lists=[*wide.values()])

    def _list(
        self,
        kind: str,
        agency: Agency,
        *,
        people: list[str] | None = None,
        agencies: list[str] | None = None,
        lists: list[str] | None = None,
    ) -> MailingList:
        rule = self._rules[kind]
        return MailingList(
            id=f"{kind}.{agency.id}",
            name=_NAMES[kind].format(agency=agency.name, officer=self._policy.lists.officer),
            kind=kind,
            agency=agency.id,
            people=tuple(people or ()),
            agencies=tuple(agencies or ()),
            lists=tuple(name for name in lists or () if name in self._made),
            writers=rule.writers,
            place=agency.place,
            **addresses_at(rule.address, agency, self._policy),
        )

    def _below_the_top(self, agency: Agency) -> bool:
        """Whether lists of several levels begin here: at a province, or within one."""
        return agency.kind in self._several
