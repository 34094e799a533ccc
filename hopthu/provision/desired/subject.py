"""An entry as the inventory wants it, with what reports call its owner."""

from __future__ import annotations

from dataclasses import dataclass

from hopthu.servers.directory.entry import Entry, Values


@dataclass(frozen=True, slots=True)
class Desired:
    """``id``, ``label``, ``agency`` and ``detail`` are for people; ``address`` may be empty.

    ``expired``: addresses that the entry may have had up to a day that is over;
    ``kept_until``: the last ISO date of the mailbox of somebody who left; ``joins`` and ``leaves``:
    the lists that have their address from now on, and those that have it no more.
    """

    entry: Entry
    id: str
    label: str
    address: str
    agency: str
    detail: str
    expired: Values = ()
    kept_until: str = ""
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
