"""Compare what is wanted with what is there: O(entries), no order but the inventory's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hopthu.servers.directory.attributes import (
    ALIASES,
    CLASSES,
    CSN,
    DN,
    MAIL,
    MARK,
    STATE,
    same_values,
)
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.operation import Add, Modify
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired.subject import Desired
from . import messages
from .change import Action, Change, FieldChange


@dataclass(frozen=True, slots=True)
class Found:
    """What the directory holds: entries by folded DN, and who holds an address."""

    entries: Mapping[str, Entry]
    holders: Mapping[str, str]  # address (lower case) -> DN


@dataclass(slots=True)
class Difference:
    """Changes in the order of the inventory, and what stands in their way."""

    changes: list[Change]
    refusals: list[Problem]


def compare(
    wanted: Iterable[Desired],
    found: Found,
    owned: tuple[str, ...],
    protected: frozenset[str] = frozenset(),
) -> Difference:
    """Plan the writes that make ``found`` equal to ``wanted`` in the attributes ``owned``.

    Entries that ``wanted`` does not name are not looked at: absent means unmanaged.
    """
    difference = Difference([], [])
    for desired in wanted:
        actual = found.entries.get(same_dn(desired.entry.dn))
        change = _change(desired, actual, owned)
        if change is None:
            continue
        refusal = _refusal(change, actual, found, protected)
        if refusal is None:
            difference.changes.append(change)
        else:
            difference.refusals.append(refusal)
    return difference


def _change(desired: Desired, actual: Entry | None, owned: tuple[str, ...]) -> Change | None:
    entry = desired.entry
    if actual is None:
        return Change(Action.ADD, desired, (), Add(entry.dn, entry.attributes))
    fields = _fields(entry.attributes, actual.attributes, owned)
    if not fields:
        return None
    replace = {field.attribute: field.after for field in fields}
    csn = actual.attributes.get(CSN, (b"",))[0]
    was = next((f.before[0].decode() for f in fields if f.attribute == MAIL and f.before), "")
    return Change(action_of(fields), desired, fields, Modify(actual.dn, replace, csn), was)


def _fields(
    wanted: Mapping[str, Values], actual: Mapping[str, Values], owned: tuple[str, ...]
) -> tuple[FieldChange, ...]:
    changed: list[FieldChange] = []
    for name in owned:
        before, after = actual.get(name, ()), wanted.get(name, ())
        if before == after or same_values(name, before, after):
            continue
        if name == CLASSES:
            # Classes that others added stay; ours are there, in whatever case, or are added.
            present = {value.lower() for value in before}
            missing = tuple(value for value in after if value.lower() not in present)
            if not missing:
                continue
            after = (*before, *missing)
        changed.append(FieldChange(name, before, after))
    return tuple(changed)


def action_of(fields: tuple[FieldChange, ...]) -> Action:
    """What a change of these fields means to the owner of the mailbox."""
    for field in fields:
        if field.attribute == STATE:
            before, after = (tuple(each.lower() for each in side) for side in field[1:])
            if before in ((), (b"active",)) and after != (b"active",):
                return Action.SUSPEND
            if after == (b"active",) and before:
                return Action.RESUME
    if any(field.attribute == MAIL and field.before for field in fields):
        return Action.READDRESS
    return Action.CHANGE


def _refusal(
    change: Change, actual: Entry | None, found: Found, protected: frozenset[str]
) -> Problem | None:
    desired = change.subject
    values: dict[str, object] = {"id": desired.id, "label": desired.label}
    if desired.id in protected:
        return messages.PROTECTED.at(**values)
    if actual is not None and MARK not in actual.attributes:
        return messages.FOREIGN_ENTRY.at(**values, dn=actual.dn)
    further = desired.entry.attributes.get(ALIASES, ())
    for address in (desired.address, *(value.decode() for value in further)):
        holder = found.holders.get(address.lower())
        if holder is not None and same_dn(holder) != same_dn(desired.entry.dn):
            values |= {"address": address, DN: holder}
            return messages.ADDRESS_TAKEN.at(**values)
    return None
