"""Who has which addresses on a day: every address that anybody has, had, or is reached by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from hopthu.records.keeping import kept_until
from hopthu.records.lists import Catalogue
from hopthu.records.model import Agency, Inventory, MailingList, Person
from hopthu.records.policy import Policy
from hopthu.records.policy.lists import MANUAL
from hopthu.records.policy.lists import ROLE as ROLE_KIND

from .origins import ALIAS, BOX, FORMER, ROLE, SINCE, Key


class What(Enum):
    """What an address is to whoever has it."""

    BOX = "box"
    SUSPENDED = "suspended"  # the box of somebody who is suspended
    KEPT = "kept"  # the box of who left, or of an agency that ended
    PAST = "past"  # the box of who left, once it was kept for its time: it may be archived by now
    ALIAS = "alias"
    FORMER = "former"
    OVER = "over"  # a former address whose day has come: refused, and nobody else's
    ROLE = "role"
    LIST = "list"
    ENDED = "ended"  # a list that ended: refused, and nobody else's


@dataclass(frozen=True, slots=True)
class Holding:
    """One address: a local part, what it is, whose, and until which ISO date (may be empty).

    ``ids`` are the records that are named by it: the person, the agency, the list, who holds a
    role. ``since`` is what a record says of it; ``origin`` is where else its beginning is found.
    What is ``derived`` follows from that and may be younger: only a change tells its beginning.
    """

    address: str
    what: What
    province: str
    name: str
    ids: tuple[str, ...]
    until: str = ""
    since: str = ""
    origin: Key | None = None
    derived: bool = False


def holdings(inventory: Inventory, policy: Policy, day: str) -> Iterator[Holding]:
    """Yield every address of an inventory on an ISO date, in the order of its files; O(records)."""
    catalogue = Catalogue(inventory, policy)
    lists: dict[str, list[MailingList]] = {name: [] for name in inventory.provinces}
    for list_id, mailing_list in catalogue.lists.items():
        lists[catalogue.home[list_id]].append(mailing_list)
    for name, province in inventory.provinces.items():
        for agency in province.agencies:
            yield from _of_record(agency, name, policy, day)
        for person in province.people:
            yield from _of_record(person, name, policy, day)
        for mailing_list in lists[name]:
            yield from _of_list(mailing_list, name, inventory, day)


def _of_record(
    record: Agency | Person, province: str, policy: Policy, day: str
) -> Iterator[Holding]:
    who = (record.name, (record.id,))
    what, since, until = What.BOX, "", ""
    origin: Key = (record.id, BOX, record.mailbox)
    if record.state != "active":
        origin, since = (record.id, SINCE, record.since), record.since
        what = What.SUSPENDED if record.state == "suspended" else What.KEPT
        until = kept_until(record, policy) if what is What.KEPT else ""
        # An ended agency's box stays as it is, whatever day comes.
        if until and until < day and isinstance(record, Person):
            what = What.PAST
    if record.mailbox:
        yield Holding(record.mailbox, what, province, *who, until, since, origin)
    for alias in record.aliases:
        yield Holding(alias, What.ALIAS, province, *who, origin=(record.id, ALIAS, alias))
    for former in record.former_mailboxes:
        over = bool(former.until) and former.until < day
        what = What.OVER if over else What.FORMER
        origin = (record.id, FORMER, former.mailbox)
        yield Holding(former.mailbox, what, province, *who, former.until, origin=origin)


def _of_list(
    mailing_list: MailingList, province: str, inventory: Inventory, day: str
) -> Iterator[Holding]:
    name, what, derived = mailing_list.name, What.LIST, False
    ids: tuple[str, ...] = (mailing_list.id, mailing_list.agency)
    origin = (mailing_list.id, BOX, mailing_list.mailbox)
    if mailing_list.kind == ROLE_KIND:
        what = What.ROLE
        holders = [inventory.by_id[each] for each in mailing_list.people if each in inventory.by_id]
        name = ", ".join(f"{person.name} ({person.id})" for person in holders) or name
        ids = (*ids, *mailing_list.people)
        origin = (mailing_list.agency, ROLE, mailing_list.id.rpartition(".")[2])
    elif mailing_list.kind != MANUAL:
        derived = True
        origin = (mailing_list.agency, BOX, inventory.agencies[mailing_list.agency].mailbox)
    elif mailing_list.ended:
        what = What.ENDED
        origin = (mailing_list.id, SINCE, mailing_list.since)
    since = mailing_list.since
    yield Holding(mailing_list.mailbox, what, province, name, ids, "", since, origin, derived)
    for alias in mailing_list.aliases:
        origin = (mailing_list.id, ALIAS, alias)
        yield Holding(alias, what, province, name, ids, origin=origin)
    for former in mailing_list.former_mailboxes:
        over = bool(former.until) and former.until < day
        what = What.OVER if over else What.FORMER
        yield Holding(former.mailbox, what, province, name, ids, former.until)
