"""Whose people a table has: by what stands above it, by its sheet's tab, by the clerk's word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hopthu.text.errors import Place, Problem

from .rows import messages
from .rows.agencies import KnownAgencies
from .senders import letterhead_of
from .tree import TreeAgencies


class TableOwner(NamedTuple):
    """The agency of a table, empty where it is not known; why so, and what is to be told."""

    agency: str
    problem: Problem | None = None
    notices: tuple[Problem, ...] = ()


class TableOwners:
    """Finds the agencies of a form's tables.

    ``sender`` is the id of an agency that the clerk named, empty where the form says it;
    ``is_sure``: the province is known by more than what rows name.
    """

    def __init__(
        self, agencies: KnownAgencies, file: str, sender: str, command: str, *, is_sure: bool
    ) -> None:
        self._agencies = agencies
        self._file = file
        self._sender = sender
        self._command = command
        self._is_sure = is_sure
        self._by_tabs = False

    def see(self, tabs: Iterable[str]) -> None:
        """Take note of the tabs of all sheets with tables: one may tell what another is."""
        self._by_tabs = any(
            self._agencies.of_tab(tab) not in ("", self._agencies.province.id) for tab in set(tabs)
        )

    def of_table(self, tab: str, letterhead: list[str]) -> TableOwner:
        """The owner of a table by its letterhead and its sheet's name, or why there is none."""
        if self._sender:
            return TableOwner(self._sender)
        agencies, head = self._agencies, self._agencies.province.id
        above = (
            agencies.above(letterhead)
            if isinstance(agencies, TreeAgencies)
            else letterhead_of(letterhead, agencies)
        )
        if above.doubt:
            return TableOwner("", self._doubt(tab, above.doubt, above.choices))
        by_sheet = agencies.of_tab(tab) if tab else ""
        if not self._is_sure and above.agency == head:
            return TableOwner(by_sheet)
        if not by_sheet and above.agency == head and (unknown := self._unknown_tab(tab)):
            return TableOwner("", unknown)
        unsaid = not any(map(str.strip, letterhead)) and not agencies.is_own(tab)
        if not by_sheet and self._by_tabs and unsaid:
            return TableOwner("")
        if by_sheet in ("", above.agency, head):
            return TableOwner(above.agency)
        place = Place(self._file, tab)
        if above.agency == head:
            told = messages.SHEET_NAMES.at(place, agency=agencies.name(by_sheet))
            return TableOwner(by_sheet, notices=(told,))
        says = messages.SHEET_SAYS.at(place, sheet=tab, agency=agencies.name(above.agency))
        return TableOwner("", says)

    def _unknown_tab(self, tab: str) -> Problem | None:
        """The question whom a sheet is of that is called like a district, but like none of ours."""
        agencies = self._agencies
        choices = agencies.candidates(tab) if tab else ()
        if choices or (tab and agencies.elsewhere(tab) and not agencies.is_own(tab)):
            return self._doubt(tab, tab, choices)
        return None

    def _doubt(self, tab: str, text: str, choices: Iterable[str]) -> Problem:
        choice = "".join(f" – “{name}”?" for name in choices)
        place = Place(self._file, tab)
        return messages.SENDER_IN_DOUBT.at(place, text=text, choice=choice, command=self._command)

    def unnamed(self, tab: str, letterhead: list[str]) -> Problem:
        """The question who sends a table that names nobody."""
        return self._doubt(tab, " ".join(letterhead)[:100] or tab, ())
