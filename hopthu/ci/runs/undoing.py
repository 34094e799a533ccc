"""``scripts/undo``: plan the inverse of what runs did, under the limits that hold for every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ldap3.utils.conv import escape_filter_chars

from hopthu.provision.belonging import is_mark
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages as plan_messages
from hopthu.provision.plan.build import action_of
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.limits import Scope, over_limit, run_scope, scopes_of
from hopthu.provision.plan.plan import KINDS, WHOLE, Plan, kind_of, kind_of_dn
from hopthu.records.policy import Policy
from hopthu.servers.directory.attributes import (
    AGENCY,
    CLASSES,
    CN,
    CREATED,
    CSN,
    DISPLAY_NAME,
    FORMER_PASSWORDS,
    ID,
    KIND,
    LOGIN,
    MAIL,
    MARK,
    MODIFIED,
    PASSWORD,
    PASSWORD_CHANGED,
    RESET,
    SECRETS,
    TITLE,
    UID,
    UNIT,
)
from hopthu.servers.directory.entry import Entry, Values
from hopthu.servers.directory.operation import Add, Delete, Modify
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import same_dn
from hopthu.text.errors import Problem

from . import messages
from .history import History, Passage, State

_READ = ("*", "+")
# What the server notes by itself, logins and failed ones too; none of it is put back or taken away.
_NOTED = frozenset(
    {
        *(CSN, CREATED, MODIFIED, LOGIN, PASSWORD_CHANGED, RESET, "creatorsName", "modifiersName"),
        *("entryDN", "entryUUID", "structuralObjectClass", "subschemaSubentry", "hasSubordinates"),
        *(FORMER_PASSWORDS, "pwdFailureTime", "pwdAccountLockedTime", "pwdGraceUseTime"),
        *("pwdLastSuccess", "memberOf"),
    }
)


@dataclass(frozen=True, slots=True)
class UndoLimits:
    """What an undo is held to: the policy, and what goes beyond its limits for this once."""

    policy: Policy
    override: Mapping[str, int]
    suffix: str


def plan_undo(history: History, directory: Directory, undo: UndoLimits) -> list[Plan]:
    """Plans by kind and province, in the order to apply them: what came last goes first.

    An entry that is as it was before needs nothing; one that somebody changed since is refused.
    """
    entries = {dn: _read(directory, passage.dn) for dn, passage in history.passages.items()}
    inverse = _Inverse(directory, history, entries)
    grouped: dict[tuple[str, str], list[Passage]] = {}
    for passage in reversed(history.passages.values()):
        recorded = history.plans[passage.plan]
        grouped.setdefault((recorded["resource"], recorded["province"]), []).append(passage)
    plans: list[Plan] = []
    for (resource, province), passages in grouped.items():
        difference = inverse.of(passages, undo.policy.protected)
        recorded = history.plans[passages[0].plan]
        # Its entries may have those of others below them, which go first.
        before = tuple(plan.province for plan in plans if plan.resource == resource)
        plan = Plan(
            *(resource, province, recorded["title"], tuple(difference.changes)),
            existing=recorded["after"],
            requires=before if resource in ("agencies", WHOLE) else (),
            notices=tuple(difference.notices),
        )
        refusals = [*difference.refusals]
        for scope in _scopes(plan, directory, undo.suffix):
            refusals += over_limit(scope, undo.policy, undo.override)
        plans.append(replace(plan, refusals=tuple(refusals)))
    over = over_limit(run_scope(plans), undo.policy, undo.override)
    beyond = tuple(over)
    return [replace(plan, refusals=(*plan.refusals, *beyond)) for plan in plans]


@dataclass(slots=True)
class _Difference:
    changes: list[Change]
    refusals: list[Problem]
    notices: list[Problem]


class _Inverse:
    """Turns passages round, on the entries as they are now."""

    def __init__(
        self, directory: Directory, history: History, entries: Mapping[str, Entry | None]
    ) -> None:
        self._directory = directory
        self._entries = entries
        self._made = {dn for dn, passage in history.passages.items() if passage.before is None}

    def of(self, passages: Iterable[Passage], protected: frozenset[str]) -> _Difference:
        """The changes that undo ``passages``, and what stands in their way."""
        found = _Difference([], [], [])
        for passage in passages:
            entry = self._entries[same_dn(passage.dn)]
            problems = list(_changed_since(passage, entry))
            change = None if problems else self._change(passage, entry, found.notices)
            if change is not None and change.subject.id in protected:
                problems = [plan_messages.PROTECTED.at(id=change.subject.id)]
            elif change is not None:
                found.changes.append(change)
            found.refusals += problems
        return found

    def _change(
        self, passage: Passage, entry: Entry | None, notices: list[Problem]
    ) -> Change | None:
        if entry is None:
            if passage.before is None:
                return None  # it is gone already
            made = Entry(passage.dn, _present(passage.before))
            return Change(Action.ADD, _subject(made), (), Add(made.dn, made.attributes))
        csn = entry.attributes[CSN][0]
        subject = _subject(entry)
        if passage.before is None:
            if self._has_others_below(entry.dn):
                self._made.discard(same_dn(entry.dn))  # so what it hangs from stays, too
                notices.append(messages.KEPT.at(dn=entry.dn))
                return None
            held = {n: each for n, each in entry.attributes.items() if n not in _NOTED}
            fields = tuple(FieldChange(name, each, ()) for name, each in held.items())
            return Change(Action.REMOVE, subject, fields, Delete(entry.dn, csn))
        fields = tuple(_fields(passage.before, entry))
        if not fields:
            return None
        address = next((f.before[0].decode() for f in fields if f.attribute == MAIL), "")
        written = {field.attribute: field.after for field in fields}
        return Change(action_of(fields), subject, fields, Modify(entry.dn, written, csn), address)

    def _has_others_below(self, dn: str) -> bool:
        below = self._directory.search(dn, "(objectClass=*)", (CLASSES,), scope="onelevel")
        # The whole answer, or nothing else could be asked afterwards.
        return any(same_dn(entry.dn) not in self._made for entry in list(below))


def _changed_since(passage: Passage, entry: Entry | None) -> Iterator[Problem]:
    """Why ``passage`` can't be undone: the entry is not as it left it, nor as it found it."""
    if passage.after is None:
        if entry is not None and passage.before is not None and any(_fields(passage.before, entry)):
            yield messages.THERE.at(dn=passage.dn)
        return
    if entry is None:
        if passage.before is not None:
            yield messages.GONE.at(dn=passage.dn)
        return
    for name, then in passage.after.items():
        now = entry.attributes.get(name, ())
        before = passage.before.get(name, ()) if passage.before is not None else None
        as_before = before is not None and _same(name, now, before)
        if name not in SECRETS and not as_before and not _same(name, now, then):
            values: dict[str, object] = {"dn": passage.dn, "attribute": name}
            values |= {"now": _text(now), "then": _text(then)}
            yield messages.CHANGED.at(**values)
    if passage.before is None:
        yield from _came_since(passage, entry)


def _came_since(passage: Passage, entry: Entry) -> Iterator[Problem]:
    """What an entry that was made has beside what it was made with: it would go with the entry."""
    made = {name.lower() for name in passage.after or {}}
    for name, values in entry.attributes.items():
        more = name == CLASSES and {v.lower() for v in values} > _classes(passage)
        if is_mark(name, values):
            continue  # hopthu's own, of the container that it stands on
        if more or (name not in _NOTED and name.lower() not in made):
            yield messages.CAME_SINCE.at(dn=passage.dn, attribute=name)
    # Nobody can read a password. The first one comes with the entry; of another one the server
    # notes when it came.
    changed = entry.attributes.get(PASSWORD_CHANGED, ())
    if PASSWORD not in entry.attributes and changed and changed != entry.attributes.get(CREATED):
        yield messages.CAME_SINCE.at(dn=passage.dn, attribute=PASSWORD)


def _classes(passage: Passage) -> set[bytes]:
    return {value.lower() for value in (passage.after or {}).get(CLASSES, ())}


def _fields(before: State, entry: Entry) -> Iterator[FieldChange]:
    for name, values in before.items():
        now = entry.attributes.get(name, ())
        if not _same(name, now, values):
            yield FieldChange(name, now, values)


def _same(name: str, now: Values, then: Values) -> bool:
    if name == CLASSES:  # classes that others added since are theirs
        return {value.lower() for value in then} <= {value.lower() for value in now}
    return set(now) == set(then)


def _present(state: State) -> State:
    return {name: values for name, values in state.items() if values}


def _subject(entry: Entry) -> Desired:
    def first(*names: str) -> str:
        found = next((entry.attributes[name] for name in names if name in entry.attributes), (b"",))
        return found[0].decode("utf-8", "replace")

    identity = first(UID, ID, CN, UNIT)
    label = first(DISPLAY_NAME, CN, UNIT)
    agency = first(AGENCY, ID, MARK)
    return Desired(entry, identity, label, first(MAIL), agency, first(TITLE, KIND))


def _read(directory: Directory, dn: str) -> Entry | None:
    found = list(directory.search(dn, "(objectClass=*)", _READ, scope="base"))
    return found[0] if found else None


def _scopes(plan: Plan, directory: Directory, suffix: str) -> Iterator[Scope]:
    """What the limits are held against; asked of the directory only where it matters.

    Of a whole province people, agencies and lists are counted apart, as in the run itself.
    """
    if not any(change.limited for change in plan.changes):
        return
    marks = f"({MARK}={escape_filter_chars(plan.province)})"
    entries = list(directory.search(suffix, marks, (AGENCY,)))
    agencies = Counter(
        entry.attributes[AGENCY][0].decode() for entry in entries if AGENCY in entry.attributes
    )
    if plan.resource != WHOLE:
        yield from scopes_of(plan.title, plan.changes, plan.existing, agencies)
        return
    now = Counter(kind_of_dn(entry.dn) for entry in entries)
    for kind in KINDS:
        changes = [change for change in plan.changes if kind_of(change) == kind]
        each = agencies if kind == "people" else Counter(c.subject.agency for c in changes)
        yield from scopes_of(plan.title, changes, now[kind], each)


def _text(values: Values) -> str:
    return ", ".join(value.decode("utf-8", "replace") for value in values) or "–"
