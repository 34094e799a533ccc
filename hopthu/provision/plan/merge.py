"""The plans of all resources of a province as one: an entry is written once, with all of it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from hopthu.servers.directory.attributes import ALIASES, MAIL, QUOTA
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Add, Delete, Modify, Rename
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from ..desired.subject import Desired
from .change import Action, Change
from .plan import WHOLE, Plan, kind_of

# What a change means to somebody, the gravest first; of these the merged change keeps one.
_GRAVEST = (Action.SUSPEND, Action.RESUME, Action.READDRESS, Action.SHRINK)


def merged(parts: Sequence[Plan], freed: Container[str]) -> Plan:
    """One plan of the plans of a province, in their order.

    ``freed``: addresses (lower case) that some plan takes from an entry. What takes one of these
    stays where it is in the order, behind the change that frees it.
    """
    changes: list[Change] = []
    places: dict[str, int] = {}
    for change in (change for part in parts for change in part.changes):
        dn = same_dn(change.operation.dn)
        first = places.get(dn)
        if first is not None and not _takes(change, freed):
            changes[first] = _joined(changes[first], change)
            continue
        if not isinstance(change.operation, (Delete, Rename)):
            places.setdefault(dn, len(changes))
        changes.append(change)
    told = next((part for part in parts if part.resource == "accounts"), parts[0])
    return Plan(
        WHOLE,
        parts[0].province,
        parts[0].title,
        tuple(map(_of_a_whole, changes)),
        told.existing,
        told.unmanaged,
        refusals=_once([problem for part in parts for problem in part.refusals]),
        requires=tuple(dict.fromkeys(name for part in parts for name in part.requires)),
        notices=_once([problem for part in parts for problem in part.notices]),
        parts=tuple(parts),
    )


def taken(change: Change) -> set[str]:
    """The addresses (lower case) that an entry has after a change, and had not before."""
    operation = change.operation
    sides: list[tuple[Values, Values]]
    if isinstance(operation, Add):
        sides = [((), operation.attributes.get(name, ())) for name in (MAIL, ALIASES)]
    else:
        sides = [(f.before, f.after) for f in change.fields if f.attribute in (MAIL, ALIASES)]
    before = {value.decode("utf-8", "replace").lower() for old, _ in sides for value in old}
    return {value.decode("utf-8", "replace").lower() for _, new in sides for value in new} - before


def _takes(change: Change, freed: Container[str]) -> bool:
    return any(address in freed for address in taken(change))


def _joined(first: Change, second: Change) -> Change:
    """Both changes of one entry as one; the first has its name and what was read of it."""
    one, other = first.operation, second.operation
    subject = replace(first.subject, expired=second.subject.expired or first.subject.expired)
    if isinstance(one, Add) and isinstance(other, Modify):
        written = {name: values for name, values in other.replace.items() if values}
        operation = Add(one.dn, {**one.attributes, **written})
        entry = replace(first.subject.entry, attributes=dict(operation.attributes))
        subject = replace(subject, entry=entry, detail=_details(first.subject, second))
        return replace(first, subject=subject, operation=operation)
    if isinstance(one, Modify) and isinstance(other, Modify):
        both = Modify(one.dn, {**one.replace, **other.replace}, one.csn)
        fields = (*first.fields, *second.fields)
        action = next((a for a in _GRAVEST if a in (first.action, second.action)), Action.CHANGE)
        was = first.was or second.was
        return Change(action, subject, fields, both, was, first.after)
    raise TypeError(f"{one} and {other} are of one entry")  # a resource adds what is there


def _details(first: Desired, second: Change) -> str:
    """What is told of somebody new: the title, then the quota without its class, the aliases."""
    told = second.subject.detail
    if any(field.attribute == QUOTA for field in second.fields):
        told = told.partition(" ")[0]
    return ", ".join(filter(None, (first.detail, told)))


def _of_a_whole(change: Change) -> Change:
    """A first quota or a first alias is no new person, and the last one's end no end of them."""
    of_box = kind_of(change) != "lists" and isinstance(change.operation, Modify)
    if of_box and change.action in (Action.ADD, Action.REMOVE):
        return replace(change, action=Action.CHANGE)
    return change


def _once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Each problem once, though several resources have found it."""
    return tuple({(each.place, each.text("en")): each for each in reversed(problems)}.values())[
        ::-1
    ]
