"""The mailing lists of the policy, checked: which are made, under what address, who may write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hopthu.text.names.match import match_key

from ..model import WRITERS
from ..patterns import AGENCY_ID, LOCAL_PART
from . import messages
from .reader import PolicyReader

AGENCY, PROVINCE, OFFICERS, MAILBOXES, SERVICE = TREE_KINDS = (
    "agency",
    "province",
    "officers",
    "mailboxes",
    "service",
)
ROLE, MANUAL = "role", "manual"
LIST_KINDS = (*TREE_KINDS, ROLE, MANUAL)

_PLACE = "{place}"
_LOCAL_PART = re.compile(rf"(?:{LOCAL_PART})\Z")
_ID = re.compile(rf"(?:{AGENCY_ID})\Z")


@dataclass(frozen=True, slots=True)
class ListRule:
    """``address`` is a local part, with ``{place}`` for what the agency's own ends in."""

    address: str
    writers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """``rules`` by kind, of those lists of the tree that are made.

    ``officers``: what the titles of those begin with who do the service's own work, enforcement
    officers say; the first is what they are called. ``outside``: the domains from which lists made
    by hand may have members.
    """

    rules: Mapping[str, ListRule]
    officers: tuple[str, ...]
    outside: frozenset[str]

    @property
    def officer(self) -> str:
        """What an officer is called; empty where the policy names no titles of theirs."""
        return self.officers[0] if self.officers else ""

    def is_officer(self, title: str) -> bool:
        """Whether somebody of that title is an officer of the service."""
        key = f" {match_key(title)} "
        return any(f" {match_key(name)} " in key for name in self.officers)


def read_lists(reader: PolicyReader) -> ListPolicy:
    """Read ``hopthu_policy.lists``; what is wrong is left with the ``reader``."""
    made = reader.get("lists.tree", dict) or {}
    return ListPolicy(
        rules={kind: _rule(reader, kind) for kind in TREE_KINDS if kind in made},
        officers=reader.names("lists.officers"),
        outside=frozenset(reader.names("lists.outside")),
    )


def _rule(reader: PolicyReader, kind: str) -> ListRule:
    path = f"lists.tree.{kind}"
    address = reader.get(f"{path}.address", str)
    fits = _LOCAL_PART.match(address.replace(_PLACE, "x")) and "{" not in address.replace(
        _PLACE, ""
    )
    if address and not (fits and address.count(_PLACE) == (kind != SERVICE)):
        reader.say(messages.ADDRESS, key=f"{path}.address", address=address, place=_PLACE)
    writers = reader.names(f"{path}.writers")
    for name in writers:
        if not _ID.match(name):
            reader.say(messages.WRITER, key=f"{path}.writers", name=name, known=", ".join(WRITERS))
    return ListRule(address, writers)
