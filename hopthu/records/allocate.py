"""Ids and addresses for new records: in the order of the form, each given once and for ever."""

from __future__ import annotations

import re
from collections import defaultdict

from hopthu.text.errors import Message
from hopthu.text.names import mailbox_of, short_mailbox_of

from . import messages
from .lists import Catalogue
from .model import Inventory, addresses_of
from .patterns import LOCAL_PART
from .policy import BY_PROVINCE, INITIALS, Policy
from .reference import office_addresses
from .register import PERSON

_VALID = re.compile(rf"(?:{LOCAL_PART})\Z")
_NUMBERED = re.compile(r"(?P<prefix>.+)-(?P<number>[0-9]+)\Z")


def is_of_office(local: str) -> bool:
    """Whether a local part is an office's or a post's, plain or in a place: giamdoc.thanhhoa."""
    parts = re.split(r"[._-]", re.sub(r"[0-9]+\Z", "", local))
    begins = {"".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return not office_addresses().isdisjoint({local, local.split(".")[0], *begins})


def _list_addresses(policy: Policy) -> re.Pattern[str]:
    """A pattern of the addresses that lists of the policy have, or will have some day."""
    rules = (rule.address for rule in policy.lists.rules.values() if rule.address)
    patterns = [re.escape(rule).replace(r"\{place\}", ".+") for rule in rules]
    return re.compile(rf"(?:{'|'.join(patterns)})\Z" if patterns else r"(?!)")


class Allocator:
    """Knows every id and address that was ever given, with or without a record now. O(1) each."""

    def __init__(self, inventory: Inventory, policy: Policy) -> None:
        self._policy = policy
        self._last: dict[str, int] = defaultdict(int)
        self._taken = set(policy.reserved)
        self._of_lists = _list_addresses(policy)
        self._next: dict[str, int] = {}
        self._taken.update(inventory.given.holder)
        for person_id in inventory.given.ids(PERSON):
            self._count(person_id)
        for person in inventory.people():
            self._taken.update(addresses_of(person))
            self._count(person.id)
        for agency in inventory.agencies.values():
            self._taken.update(addresses_of(agency))
        for mailing_list in Catalogue(inventory, policy).all():
            self._taken.update(addresses_of(mailing_list))

    def _count(self, person_id: str) -> None:
        match = _NUMBERED.match(person_id)
        if match:
            prefix, number = match["prefix"], int(match["number"])
            self._last[prefix] = max(self._last[prefix], number)

    def person_id(self, province_id: str) -> str:
        """The next id of the province: ``thanh-hoa-0003``."""
        self._last[province_id] += 1
        return f"{province_id}-{self._last[province_id]:04d}"

    def person_mailbox(self, full_name: str, province_id: str) -> str:
        """``unghoeson``, or for the next of that name ``unghoeson2``; as the policy forms it."""
        short = self._policy.address_form == INITIALS
        base = short_mailbox_of(full_name) if short else mailbox_of(full_name)
        if self._policy.homonyms == BY_PROVINCE and base in self._taken:
            base = self._cut(base, "." + province_id.replace("-", ""))
        return self._free(base)

    def refusal_of(self, wish: str, *, of_agency: bool = False) -> Message | None:
        """Why a wished local part cannot be given; None where it can. Agencies have a prefix."""
        policy = self._policy
        if not _VALID.match(wish) or not policy.shortest_wish <= len(wish) <= policy.max_length:
            return messages.WISH_UNFIT
        prefixed = wish.split(".")[0] == policy.agency_prefix
        if wish in policy.reserved or (prefixed and not of_agency):
            return messages.WISH_RESERVED
        if self._of_lists.match(wish) or (not of_agency and is_of_office(wish)):
            return messages.WISH_RESERVED
        return messages.WISH_TAKEN if wish in self._taken else None

    def take(self, wish: str) -> str:
        """Give a wished local part that nothing speaks against."""
        self._taken.add(wish)
        return wish

    def agency_mailbox(self, agency_id: str) -> str:
        """``thads.bimson.thanhhoa`` for ``thanh-hoa.bim-son``: from the unit up to the province."""
        parts = [part.replace("-", "") for part in reversed(agency_id.split("."))]
        return self._free(".".join([self._policy.agency_prefix, *parts]))

    def _free(self, base: str) -> str:
        number = self._next.get(base, 1)
        while True:
            end = "" if number == 1 else str(number)
            mailbox = self._cut(base, end)
            number += 1
            if mailbox not in self._taken and mailbox not in office_addresses():
                break
        self._next[base] = number
        self._taken.add(mailbox)
        return mailbox

    def _cut(self, base: str, end: str) -> str:
        """``base`` with ``end``, no longer than an address may be."""
        return base[: self._policy.max_length - len(end)].rstrip(".") + end
