"""What an operator should know of an inventory that is in order; nothing is refused for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hopthu.text.errors import Message, Problem

from ..lists import Catalogue
from ..lists import messages as of_lists
from ..model import Inventory
from . import messages

_NAMED = 5  # how many are named in one notice
_Here = Callable[[str], bool]


def manager_notices(inventory: Inventory, here: _Here = lambda _: True) -> Iterator[Problem]:
    """Yield who manages a mailbox no more, and which mailboxes nobody manages.

    ``here`` says of the name of a province whether it matters; O(agencies).
    """
    gone, unmanaged = [], []
    for agency in inventory.agencies.values():
        if agency.mailbox and here(inventory.home[agency.id]):
            managers = inventory.managers(agency)
            gone += [
                f"{manager} ({agency.id})" for manager in agency.managers if manager not in managers
            ]
            unmanaged += [] if managers else [agency.id]
    yield from _told(messages.MANAGER_GONE, gone)
    yield from _told(messages.NO_MANAGER, unmanaged)


def list_notices(catalogue: Catalogue, here: _Here = lambda _: True) -> Iterator[Problem]:
    """Yield which roles are vacant, which lists reach nobody, and to which nobody may write."""
    vacant, unread, closed = [], [], []
    for mailing_list in catalogue.lists.values():
        if mailing_list.ended or not here(catalogue.home[mailing_list.id]):
            continue
        if mailing_list.kind == "role" and mailing_list.agencies:
            vacant.append(mailing_list.mailbox)
        elif not catalogue.reaches_somebody(mailing_list.id):
            unread.append(mailing_list.id)
        elif not catalogue.somebody_may_write(mailing_list):
            closed.append(mailing_list.id)
    yield from _told(of_lists.ROLE_VACANT, vacant)
    yield from _told(of_lists.REACHES_NOBODY, unread)
    yield from _told(of_lists.CLOSED_TO_ALL, closed)


def _told(message: Message, names: list[str]) -> Iterator[Problem]:
    if names:
        more = len(names) - _NAMED
        shown = ", ".join(names[:_NAMED]) + (f" … +{more}" if more > 0 else "")
        yield message.at(count=len(names), names=shown)
