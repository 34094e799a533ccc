"""What the provinces of a run need of each other: who comes first, who waits, who is stopped.

Each province is a transaction of its own, and each of them may be refused. So no plan may rely on
what another one brings about unless that is written before; and where the other one is refused,
what relied on it is refused or, of a list's members, left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hopthu.servers.directory.attributes import DN, MEMBERS
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Add, Modify
from hopthu.text.errors import Problem

from . import messages
from .plan import messages as plan_messages
from .plan.change import Change, FieldChange
from .plan.merge import taken
from .plan.plan import Plan, kind_of
from .reading import Reading

_NAMED = 5


class Between:
    """``domain`` is that of addresses which somebody must have; ``assumed`` have one by then."""

    def __init__(self, reading: Reading, domain: str, assumed: Iterable[str] = ()) -> None:
        self._reading = reading
        self._domain = f"@{domain}".lower()
        self._assumed = frozenset(address.lower() for address in assumed)

    def settled(self, plans: Sequence[Plan]) -> list[Plan]:
        """The plans in an order in which each can be written; what waits is at the end of each."""
        found = self._ordered(plans)
        refused: frozenset[str] = frozenset()
        while True:
            found = [self._stopped(plan, found) for plan in found]
            now = frozenset(plan.province for plan in found if plan.refusals)
            if now == refused:
                break
            refused = now
        self._look_up(found)
        needed, holders = _closure(found), self._reading.holders()
        return [self._waiting(plan, needed[plan.province], refused, holders) for plan in found]

    # -- who comes first --------------------------------------------------------------------

    def _ordered(self, plans: Sequence[Plan]) -> list[Plan]:
        """Those that free an address come before those that take it, where that is possible."""
        by_name = {plan.province: plan for plan in plans}
        for name in list(by_name):
            for change in by_name[name].changes:
                if kind_of(change) != "lists":
                    self._put_after(name, change, by_name)
        order: dict[str, Plan] = {}
        for name in by_name:
            for each in (*reversed(_above(name, by_name)), name):
                if each in by_name:
                    order.setdefault(each, by_name[each])
        return list(order.values())

    def _put_after(self, name: str, change: Change, by_name: dict[str, Plan]) -> None:
        """Let a province come after those that free what its change takes; refuse a circle."""
        for province, address, dn in self._passed(change, name):
            if province not in by_name:
                continue
            plan = by_name[name]
            if name in _above(province, by_name):
                problem = _taken(change, address, dn)
                plan = replace(plan, refusals=(*plan.refusals, problem))
            elif province not in plan.requires:
                plan = replace(plan, requires=(*plan.requires, province))
            by_name[name] = plan

    def _passed(self, change: Change, own: str) -> Iterable[tuple[str, str, str]]:
        """What a change takes: the province whose plan frees it, the address, its entry."""
        for address in sorted(taken(change)) if self._reading.freed else ():
            passed = self._reading.freed.get(address)
            if passed and passed.province != own:
                yield passed.province, address, passed.dn

    # -- who is stopped ---------------------------------------------------------------------

    def _stopped(self, plan: Plan, plans: Sequence[Plan]) -> Plan:
        """The plan, refused where another one is that it relies on."""
        if plan.refusals:
            return plan
        refused = {each.province: each for each in plans if each.refusals}
        problems: list[Problem] = []
        for change in plan.changes:
            for province, address, dn in self._passed(change, plan.province):
                if province in refused:
                    problems.append(_taken(change, address, dn))
        if not problems:
            for name in plan.requires:
                if name in refused:
                    problems += blocked_by(refused[name], refused[name].refusals)
        return replace(plan, refusals=tuple(problems)) if problems else plan

    # -- who waits --------------------------------------------------------------------------

    def _look_up(self, plans: Sequence[Plan]) -> None:
        new = [
            address
            for plan in plans
            for change in plan.changes
            for address in self._joining(change)
            if address not in self._reading.given
        ]
        if new:
            self._reading.occupants((), list(dict.fromkeys(new)))

    def _waiting(
        self,
        plan: Plan,
        needed: frozenset[str],
        refused: frozenset[str],
        holders: Mapping[str, str],
    ) -> Plan:
        """The plan: what must wait for other provinces is last, and no list names nobody."""
        at_once: list[Change] = []
        waiting: list[Change] = []
        missing: dict[str, list[str]] = {}
        for change in plan.changes:
            after = {name for name, _, _ in self._passed(change, plan.province)}
            nobody: set[str] = set()
            for address in self._joining(change):
                given = self._reading.given.get(address)
                if given and given.province in refused - {plan.province}:
                    nobody.add(address)
                elif given and given.province != plan.province:
                    after.add(given.province)
                elif not given and address not in holders and address not in self._assumed:
                    nobody.add(address)
            if nobody:
                missing[change.subject.label] = sorted(nobody)
                left = _without(change, nobody)
                if left is None:
                    continue
                change = left
            after -= needed
            if after:
                waiting.append(replace(change, after=tuple(sorted(after))))
            else:
                at_once.append(change)
        if not waiting and not missing:
            return plan
        notices = (*plan.notices, *(_left_out(name, each) for name, each in missing.items()))
        return replace(plan, changes=(*at_once, *waiting), notices=notices)

    def _joining(self, change: Change) -> list[str]:
        """The addresses of ours (lower case) that become members of a list."""
        operation = change.operation
        before: Values = ()
        after: Values = ()
        if isinstance(operation, Add):
            after = operation.attributes.get(MEMBERS, ())
        elif field := next((f for f in change.fields if f.attribute == MEMBERS), None):
            before, after = field.before, field.after
        joining = sorted({v.lower().decode() for v in after} - {v.lower().decode() for v in before})
        return [address for address in joining if address.endswith(self._domain)]


def blocked_by(plan: Plan, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is said of a plan that needs another one, in whose way ``problems`` stood."""
    return tuple(
        messages.REQUIRED_FAILED.at(
            problem.place, required=plan.title, what=problem.text(), remedy=problem.remedy()
        )
        for problem in problems
    )


def _above(name: str, plans: Mapping[str, Plan]) -> list[str]:
    """All provinces that ``name`` needs, the nearest first."""
    found: dict[str, None] = {}
    waiting = list(plans[name].requires) if name in plans else []
    while waiting:
        each = waiting.pop(0)
        if each not in found and each != name:
            found[each] = None
            waiting += plans[each].requires if each in plans else ()
    return list(found)


def _closure(plans: Sequence[Plan]) -> dict[str, frozenset[str]]:
    by_name = {plan.province: plan for plan in plans}
    return {name: frozenset(_above(name, by_name)) for name in by_name}


def _taken(change: Change, address: str, dn: str) -> Problem:
    values: dict[str, object] = {"id": change.subject.id, "label": change.subject.label}
    values |= {"address": address, DN: dn}
    return plan_messages.ADDRESS_TAKEN.at(**values)


def _without(change: Change, nobody: set[str]) -> Change | None:
    """A list's change without those members; None where nothing else is changed."""
    operation = change.operation

    def kept(values: Iterable[bytes], had: Iterable[bytes] = ()) -> tuple[bytes, ...]:
        there = {value.lower() for value in had}
        return tuple(v for v in values if v.lower() in there or v.lower().decode() not in nobody)

    if isinstance(operation, Add):
        members = kept(operation.attributes.get(MEMBERS, ()))
        attributes = {k: v for k, v in operation.attributes.items() if k != MEMBERS}
        attributes |= {MEMBERS: members} if members else {}
        return replace(change, operation=operation._replace(attributes=attributes))
    if not isinstance(operation, Modify):
        return change
    fields: list[FieldChange] = []
    written = dict(operation.replace)
    for field in change.fields:
        if field.attribute == MEMBERS:
            after = kept(field.after, field.before)
            if {v.lower() for v in after} == {v.lower() for v in field.before}:
                del written[MEMBERS]
                continue
            written[MEMBERS] = after
            field = field._replace(after=after)
        fields.append(field)
    if not fields:
        return None
    return replace(change, fields=tuple(fields), operation=operation._replace(replace=written))


def _left_out(label: str, addresses: Sequence[str]) -> Problem:
    more = len(addresses) - _NAMED
    names = ", ".join(addresses[:_NAMED]) + (f" … +{more}" if more > 0 else "")
    return messages.LEFT_OUT.at(label=label, names=names)
