"""What the directory has of the rollout: entries that are there, and people who logged in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hopthu.servers.directory.attributes import MAIL, MARK
from hopthu.servers.directory.logins import ATTRIBUTES, NOTED, last_login
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """Folded DNs: of entries that have an address, and of those who logged in as themselves.

    ``logged_in`` is None where not one login is noted: the server may not note them.
    """

    addressed: frozenset[str]
    logged_in: frozenset[str] | None


def read_accounts(connect: Callable[[], Directory], suffix: str) -> KnownAccounts:
    """Ask the directory once, for all provinces; raises HopthuError where it does not answer."""
    addressed, logged_in, noted = set(), set(), False
    with connect() as directory:
        for entry in directory.search(suffix, f"({MARK}=*)", (MAIL, *ATTRIBUTES)):
            dn = same_dn(entry.dn)
            if entry.attributes.get(MAIL):
                addressed.add(dn)
            noted = noted or NOTED in entry.attributes
            if last_login(entry):
                logged_in.add(dn)
    return KnownAccounts(frozenset(addressed), frozenset(logged_in) if noted else None)
