"""The mailboxes of the inventory, and what each module of hopthu writes about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hopthu.records.model import Inventory
from hopthu.servers.directory.attributes import ALIASES, HOST, QUOTA, STATE
from hopthu.servers.directory.tree import same_dn

from ..desired import agencies, aliases, people, quotas
from ..desired.leavers import out_of_time
from ..desired.subject import Desired
from ..request import Request


class Source(NamedTuple):
    """What one module owns of an entry, and how the inventory wants it."""

    owned: tuple[str, ...]
    entries: Callable[[str, Inventory, Request], list[Desired]]


def _people(province: str, inventory: Inventory, request: Request) -> list[Desired]:
    persons = inventory.provinces[province].people
    policy = request.policy
    return people.person_entries(
        *(persons, inventory, province, request.suffix, policy.domain, policy.mail_hosts),
        request.today.isoformat(),
    )


def _agencies(province: str, inventory: Inventory, request: Request) -> list[Desired]:
    units = inventory.provinces[province].agencies
    policy = request.policy
    return agencies.agency_entries(
        *(units, inventory, request.suffix, policy.domain, policy.mail_hosts),
        request.today.isoformat(),
    )


def _quotas(province: str, inventory: Inventory, request: Request) -> list[Desired]:
    policy = request.policy
    return quotas.quota_entries(province, inventory, request.suffix, policy)


def _aliases(province: str, inventory: Inventory, request: Request) -> list[Desired]:
    domain = request.policy.domain
    return aliases.alias_entries(province, inventory, request.suffix, domain, request.today)


SOURCES = (
    Source(people.OWNED, _people),
    Source(agencies.OWNED, _agencies),
    Source(quotas.OWNED, _quotas),
    Source(aliases.OWNED, _aliases),
)


class Expected(NamedTuple):
    """All that is wanted of one entry with a mailbox, by the modules that want it."""

    province: str
    subject: Desired
    parts: list[tuple[tuple[str, ...], Desired]]

    def _values(self, attribute: str) -> tuple[str, ...]:
        for owned, desired in self.parts:
            if attribute in owned:
                values = desired.entry.attributes.get(attribute, ())
                return tuple(value.decode() for value in values)
        return ()

    @property
    def is_served(self) -> bool:
        """Whether letters reach it: an agency's box, or that of somebody who is active."""
        return self._values(STATE) in ((), ("active",))

    def mailbox(self) -> dict[str, Any]:
        """What the mail servers must know of it, as ``probe_mail_server`` takes a mailbox.

        ``host`` is the mail host that keeps it, by full name; empty where there is only one.
        """
        quota = self._values(QUOTA)
        # Of a new entry alone its maker writes the host, so it owns no such attribute.
        host = self.subject.entry.attributes.get(HOST, (b"",))[0].decode()
        return {
            "address": self.subject.address,
            "aliases": self._values(ALIASES),
            "quota": int(quota[0]) if quota else None,
            "host": host,
        }


def expected(inventory: Inventory, request: Request) -> dict[str, Expected]:
    """Return what has a mailbox in the provinces of the request, by folded DN.

    Those of leavers whose time is over may be there or not.
    """
    over = out_of_time(inventory, request)
    found: dict[str, Expected] = {}
    for province, owned, desired in _parts(inventory, request):
        dn = same_dn(desired.entry.dn)
        if dn in over:
            continue
        if dn in found:
            found[dn].parts.append((owned, desired))
        elif desired.address:
            found[dn] = Expected(province, desired, [(owned, desired)])
    return found


def _parts(
    inventory: Inventory, request: Request
) -> Iterator[tuple[str, tuple[str, ...], Desired]]:
    for source in SOURCES:
        for province in request.provinces:
            for desired in source.entries(province, inventory, request):
                yield province, source.owned, desired
