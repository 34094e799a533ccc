"""All lists of an inventory by id, and what they come to: who reads them, who may write."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import ANYBODY, MEMBERS, OWN_AGENCY, SUPERIORS, Inventory, MailingList
from ..policy import Policy
from .roles import role_lists
from .tree import tree_lists


class Catalogue:
    """The lists of ``inventory``; O(records) to make.

    ``lists`` by id (of two with the same id the first), ``home`` the folder of each.
    """

    def __init__(self, inventory: Inventory, policy: Policy) -> None:
        self.inventory = inventory
        self._kinds = frozenset(policy.lists.rules)
        self.generated = [*tree_lists(inventory, policy), *role_lists(inventory, policy)]
        self.lists: dict[str, MailingList] = {}
        self.home: dict[str, str] = {}
        for mailing_list in self.generated:
            self._add(mailing_list, inventory.home[mailing_list.agency])
        for province in inventory.provinces.values():
            for mailing_list in province.lists:
                self._add(mailing_list, province.name)

    def _add(self, mailing_list: MailingList, home: str) -> None:
        self.lists.setdefault(mailing_list.id, mailing_list)
        self.home.setdefault(mailing_list.id, home)

    def all(self) -> Iterator[MailingList]:
        """Every list, those with an id that another has too."""
        yield from self.generated
        yield from self.manual()

    def manual(self) -> Iterator[MailingList]:
        """The lists of the files, in their order."""
        for province in self.inventory.provinces.values():
            yield from province.lists

    def is_of_tree(self, list_id: str) -> bool:
        """Whether the tree makes that list, or would if anybody were there to be in it."""
        kind, _, agency = list_id.partition(".")
        return kind in self._kinds and agency in self.inventory.agencies

    def reaches_somebody(self, list_id: str) -> bool:
        """Whether a letter to the list arrives anywhere now."""
        return any(
            each.outside
            or any(map(self.inventory.is_active, each.people))
            or any(map(self.has_mailbox, each.agencies))
            for each in self.within(list_id)
        )

    def within(self, list_id: str) -> Iterator[MailingList]:
        """The list and all in it, each once; circles, ended lists and unknown ids lead nowhere."""
        seen: set[str] = set()
        waiting = [list_id]
        while waiting:
            mailing_list = self.lists.get(waiting.pop())
            if mailing_list is None or mailing_list.id in seen or mailing_list.ended:
                continue
            seen.add(mailing_list.id)
            yield mailing_list
            waiting += mailing_list.lists

    def has_mailbox(self, agency_id: str) -> bool:
        """Whether there is such an agency, with a mailbox."""
        agency = self.inventory.agencies.get(agency_id)
        return agency is not None and bool(agency.mailbox)

    def somebody_may_write(self, mailing_list: MailingList) -> bool:
        """Whether one of the writers is there, and active."""
        return any(self._writes(writer, mailing_list) for writer in mailing_list.writers)

    def _writes(self, writer: str, mailing_list: MailingList) -> bool:
        if writer == ANYBODY:
            return True
        if writer == MEMBERS:
            return self._has_people(mailing_list.id)
        if writer in (OWN_AGENCY, SUPERIORS):
            return any(map(self._is_managed, self.agencies_of(writer, mailing_list)))
        return (
            self.inventory.is_active(writer) or self._has_people(writer) or self._is_managed(writer)
        )

    def agencies_of(self, word: str, mailing_list: MailingList) -> list[str]:
        """The ids of the agencies that ``agency`` or ``superiors`` stands for."""
        if word == OWN_AGENCY:
            return [mailing_list.agency]
        return [agency.id for agency in self.inventory.ancestors(mailing_list.agency)]

    def _is_managed(self, agency_id: str) -> bool:
        """Whether somebody can write in the name of the agency."""
        agency = self.inventory.agencies.get(agency_id)
        return agency is not None and bool(self.inventory.managers(agency))

    def _has_people(self, list_id: str) -> bool:
        """Whether somebody reads the list who can write, too."""
        return any(
            any(map(self.inventory.is_active, each.people))
            or any(map(self._is_managed, each.agencies))
            for each in self.within(list_id)
        )
