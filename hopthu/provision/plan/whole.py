"""A whole province as lines: a person, an agency or a list is named once, with all that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from hopthu.servers.directory import attributes
from hopthu.servers.directory.attributes import DN, MAIL, MEMBERS
from hopthu.servers.directory.operation import Add, Delete
from hopthu.text.language import Text

from . import words
from .change import TAKING, Action, Change, FieldChange
from .fields import Sides, difference_of, short, shown_fields, sides
from .plan import Plan, kind_of
from .states import changes_state, state_line

_FEW = 3  # members of a list that are named
_KINDS = {  # one of them, many of them
    "agencies": (Text("agency", "cơ quan"), Text("agencies", "cơ quan")),
    "people": (Text("person", "người"), Text("people", "người")),
    "lists": (Text("list", "danh sách"), Text("lists", "danh sách")),
}


def words_of_kind(kind: str, number: int, language: str) -> str:
    """What people call so many agencies, people or lists."""
    one, many = _KINDS[kind]
    return (one if number == 1 else many).render(language=language)


def with_lists(plan: Plan) -> Plan:
    """The plan, whose people and agencies know which lists have them from now on, and which had."""
    joins: dict[str, set[str]] = {}
    leaves: dict[str, set[str]] = {}
    for change in plan.changes:
        if kind_of(change) == "lists":
            name = change.subject.address.partition("@")[0] or change.subject.id
            before, after = _members(change)
            for address in after - before:
                joins.setdefault(address, set()).add(name)
            for address in before - after:
                leaves.setdefault(address, set()).add(name)
    if not joins and not leaves:
        return plan
    return replace(plan, changes=tuple(_knowing(each, joins, leaves) for each in plan.changes))


class EntryTold(NamedTuple):
    """What is told of one entry: a sign, its address (or id), the owner, and all that changes.

    ``lines`` are sentences, ``fields`` what changes by its name.
    """

    sign: str
    address: str
    label: str
    action: Action
    lines: list[Text]
    fields: list[tuple[Text, Sides]]


def entry_lines(plan: Plan, language: str) -> list[list[str]]:
    """The lines of each entry that changes, mostly one."""
    return [[_line(changes, language)] for changes in _by_entry(plan)]


def entries_told(plan: Plan) -> list[EntryTold]:
    """The same in parts, for a page in both languages."""
    return [_told(changes) for changes in _by_entry(plan)]


def _by_entry(plan: Plan) -> Iterable[list[Change]]:
    """The changes of each person, agency or list; an agency that moves has two."""
    order: dict[tuple[str, str], list[Change]] = {}
    for change in plan.changes:
        order.setdefault((kind_of(change), change.subject.id), []).append(change)
    return order.values()


def _told(changes: list[Change]) -> EntryTold:
    subject = changes[-1].subject
    new, gone = _made(changes), _removed(changes)
    was = "" if new else next((change.was for change in changes if change.was), "")
    sign = "+" if new else "-" if gone or _takes(changes) else "~"

    address = was or subject.address or subject.id
    action = next((c.action for c in changes if c.action is not Action.MOVE), changes[0].action)
    if new or gone:
        line = Text.of(
            lambda code: " · ".join(filter(None, (subject.agency, *_whole(changes, code))))
        )
        return EntryTold(sign, address, subject.label, action, [line], [])
    state = next((change for change in changes if changes_state(change)), None)
    lines = [] if state is None else [Text.of(lambda code: _squeezed(state_line(state, "", code)))]
    lines += (
        [Text.of(lambda code: " ".join(_lists(changes, code)))] if any(_lists(changes, "")) else []
    )
    fields = [
        (label, _sides(field, subject.address))
        for change in changes
        for label, field in _shown(change, state_told=state is not None)
    ]
    return EntryTold(
        sign, address, subject.label, action, lines or ([] if fields else [words.CHANGED]), fields
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _sides(field: FieldChange, address: str) -> Sides:
    """As :func:`.sides`; an agency's place in words, members without the list's own domain."""
    if field.attribute == DN:
        return Sides(_above(field.before), _above(field.after))
    found, domain = sides(field), address.partition("@")[2]
    if field.attribute == MEMBERS and domain:
        came, gone = (
            tuple(name.removesuffix(f"@{domain}") for name in names) for names in found[2:]
        )
        return found._replace(came=came, gone=gone)
    return found


def _line(changes: list[Change], language: str) -> str:
    subject = changes[-1].subject
    address = subject.address or subject.id
    if _made(changes) or _removed(changes):
        sign = "+" if _made(changes) else "-"
        told = ", ".join(_whole(changes, language))
        return f"{sign} {address:<34} {subject.label:<28} {subject.agency:<22} {told}".rstrip()
    was = next((change.was for change in changes if change.was), "") or address
    state = next((change for change in changes if changes_state(change)), None)
    head = state_line(state, was, language) if state else f"{was:<34} "
    told = "; ".join(_parts(changes, language))
    sign = "-" if _takes(changes) else "~"
    return f"{sign} {head}{'; ' if state and told else ''}{told}".rstrip()


def _whole(changes: list[Change], language: str) -> Iterator[str]:
    """What is told of an entry that is new, or gone."""
    yield from filter(None, [changes[0].subject.detail])
    if _made(changes):
        yield from changes[0].subject.joins
    else:
        yield from _lists(changes, language)


def _parts(changes: list[Change], language: str) -> list[str]:
    """All that changes of an entry that stays."""
    state_told = any(map(changes_state, changes))
    told = [part for change in changes for part in _fields(change, language, state_told=state_told)]
    told += _lists(changes, language)
    return told if told or state_told else [words.CHANGED.render(language=language)]


def _made(changes: list[Change]) -> bool:
    return any(change.action is Action.ADD and _is_new(change) for change in changes)


def _removed(changes: list[Change]) -> bool:
    return any(isinstance(change.operation, Delete) for change in changes)


def _takes(changes: list[Change]) -> bool:
    return any(change.action in TAKING for change in changes)


def _is_new(change: Change) -> bool:
    """Whether the entry itself is added: a recorded plan has no operation, and no field of one."""
    return isinstance(change.operation, Add) or not change.fields


def _fields(change: Change, language: str, *, state_told: bool) -> Iterator[str]:
    for label, field in _shown(change, state_told=state_told):
        if field.attribute == MEMBERS:
            yield _who(field, language)
            continue
        told = difference_of(field, language)
        if field.attribute == DN:
            told = " → ".join(_above(side) for side in field[1:])
        yield f"{label.render(language=language)} {told}"


def _shown(change: Change, *, state_told: bool) -> Iterator[tuple[Text, FieldChange]]:
    for label, field in shown_fields(change):
        if not (state_told and field.attribute in (attributes.STATE, attributes.SINCE)):
            yield label, field


def _above(values: Iterable[bytes]) -> str:
    """The place below which an agency hangs, by its id's parts."""
    dn = b"".join(values).decode("utf-8", "replace")
    names = [part.partition("=")[2] for part in dn.split(",") if part.lower().startswith("ou=")]
    return " < ".join(names[1:-1])


def _who(field: FieldChange, language: str) -> str:
    """Who comes onto a list and who goes."""
    before, after = set(field.before), set(field.after)
    come = [_local(value) for value in field.after if value not in before]
    gone = [_local(value) for value in field.before if value not in after]
    parts = [
        f"{sign} {_some(names, language)}" for sign, names in (("+", come), ("-", gone)) if names
    ]
    return "; ".join(parts) or words.MEMBERS.render(language=language)


def _some(names: list[str], language: str) -> str:
    shown = ", ".join(names[:_FEW])
    if len(names) <= _FEW:
        return shown
    return f"{shown}, {words.FURTHER.render({'n': len(names) - _FEW}, language)}"


def _lists(changes: list[Change], language: str) -> Iterator[str]:
    """Which lists somebody comes onto and goes off."""
    joins = next((c.subject.joins for c in changes if c.subject.joins), ())
    leaves = next((c.subject.leaves for c in changes if c.subject.leaves), ())
    if joins and leaves:
        yield f"{', '.join(leaves)} → {', '.join(joins)}"
    elif joins:
        yield words.INTO.render({"lists": ", ".join(joins)}, language)
    elif leaves:
        yield words.OUT_OF.render({"lists": ", ".join(leaves)}, language)


def _knowing(change: Change, joins: dict[str, set[str]], leaves: dict[str, set[str]]) -> Change:
    if kind_of(change) == "lists":
        return change
    now = change.subject.address.lower()
    field = next((f for f in change.fields if f.attribute == MAIL and f.before), None)
    before = field.before[0].decode("utf-8", "replace").lower() if field else now
    come, gone = joins.get(now, set()), leaves.get(before, set())
    if come == gone:  # with another address, on the same lists
        return change
    subject = replace(
        change.subject, joins=tuple(sorted(come - gone)), leaves=tuple(sorted(gone - come))
    )
    return replace(change, subject=subject)


def _members(change: Change) -> tuple[set[str], set[str]]:
    """The members of a list before and after, in lower case."""
    operation = change.operation
    before: Iterable[bytes] = ()
    after: Iterable[bytes] = ()
    if isinstance(operation, Add):
        after = operation.attributes.get(MEMBERS, ())
    else:
        field = next((f for f in change.fields if f.attribute == MEMBERS), None)
        before, after = (field.before, field.after) if field else ((), ())
    low = (
        {value.decode("utf-8", "replace").lower() for value in values} for values in (before, after)
    )
    return next(low), next(low)


def _local(value: bytes) -> str:
    return short(value).partition("@")[0]
