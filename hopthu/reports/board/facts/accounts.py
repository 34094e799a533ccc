"""What the directory has of the rollout: entries that are there, and first passwords."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hopthu.servers.directory.attributes import MAIL, MARK, RESET, UID
from hopthu.servers.directory.first_passwords import has_first_password
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """``addressed``: folded DNs of entries that have an address.

    ``first_password``: ids of people whose first password is not replaced yet.
    """

    addressed: frozenset[str]
    first_password: frozenset[str]


def read_accounts(connect: Callable[[], Directory], suffix: str) -> KnownAccounts:
    """Ask the directory once, for all provinces; raises HopthuError where it does not answer."""
    addressed: set[str] = set()
    first: set[str] = set()
    with connect() as directory:
        for entry in directory.search(suffix, f"({MARK}=*)", (MAIL, RESET, UID)):
            if entry.attributes.get(MAIL):
                addressed.add(same_dn(entry.dn))
            if has_first_password(entry):
                first.update(value.decode() for value in entry.attributes.get(UID, ()))
    return KnownAccounts(frozenset(addressed), frozenset(first))
