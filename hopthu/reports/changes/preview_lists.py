"""The mailing lists in a report: which are new, which reach others, which reach nobody any more."""

from __future__ import annotations

from collections.abc import Iterator

from hopthu.changes.apply import Trial
from hopthu.records.lists import Catalogue
from hopthu.records.model import Inventory, MailingList
from hopthu.text.document.model import Cell, Section
from hopthu.text.sentences import say

from . import words

_NONE = "–"
_NAMED = 5  # of those who come onto a list or go off it: a comment on a pull request has its limit
_Members = frozenset[str]


def list_section(trial: Trial) -> Section:
    """A table of the lists whose members are others than before; their number before and after."""
    before, after = (_Lists(trial, inventory) for inventory in (trial.before, trial.after))
    return words.LISTS.of(_rows(before, after))


class _Lists:
    """The lists of an inventory that reach somebody, and their members."""

    def __init__(self, trial: Trial, inventory: Inventory) -> None:
        self._catalogue = Catalogue(inventory, trial.policy)
        self.lists = self._catalogue.lists

    def members(self, list_id: str) -> _Members:
        """The ids of those in the list itself who can be reached; none where it is no more."""
        mailing_list = self.lists.get(list_id)
        return frozenset(self._reached(mailing_list)) if mailing_list else frozenset()

    def name(self, member: str) -> str:
        """The part of their address that is theirs; of an outsider the whole."""
        inventory = self._catalogue.inventory
        person, agency = inventory.by_id.get(member), inventory.agencies.get(member)
        found = person or agency or self.lists.get(member)
        return found.mailbox if found else member

    def _reached(self, mailing_list: MailingList) -> Iterator[str]:
        if mailing_list.ended:
            return
        catalogue = self._catalogue
        yield from filter(catalogue.inventory.is_active, mailing_list.people)
        yield from filter(catalogue.has_mailbox, mailing_list.agencies)
        yield from filter(catalogue.reaches_somebody, mailing_list.lists)
        yield from mailing_list.outside


def _rows(before: _Lists, after: _Lists) -> Iterator[tuple[Cell, ...]]:
    for list_id, mailing_list in {**before.lists, **after.lists}.items():
        was, becomes = before.members(list_id), after.members(list_id)
        if was == becomes:
            continue
        what = words.LIST_CHANGES
        if not becomes:
            what = words.LIST_CLOSES
        elif not was:
            what = words.LIST_OPENS
        yield (
            mailing_list.mailbox,
            mailing_list.name,
            what,
            len(was) or _NONE,
            len(becomes) or _NONE,
            _named(after, becomes - was),
            _named(before, was - becomes),
        )


def _named(lists: _Lists, members: _Members) -> Cell:
    """Who they are, by their addresses; of many the first and how many more."""
    names = sorted(map(lists.name, members))
    if len(names) > _NAMED:
        return say(words.LIST_MORE, names=", ".join(names[:_NAMED]), n=len(names) - _NAMED)
    return ", ".join(names) or _NONE
