"""First passwords of a run: foreseen in a check, made for new accounts just before they are.

A plan holds no password. The operations that are sent get theirs here, after the slips are sealed
and on the disk: a crash leaves no account, or an account whose slip is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from hopthu.records.handover_terms import Terms
from hopthu.records.model import Inventory
from hopthu.servers.directory.attributes import PASSWORD, RESET, STATE, TITLE, UNIT
from hopthu.servers.directory.operation import Add, Delete, Operation, Rename
from hopthu.text.errors import HopthuError

from ..applying.apply import as_planned
from ..applying.report import Remark, Report
from ..desired.subject import Desired
from ..plan.change import Action, Change
from ..plan.plan import Plan
from . import words
from .issue import issue
from .slip import Slip
from .store import SEALED, Record, Store


class FirstPasswords:
    """The first passwords of one run; without ``slips``, the folder of bundles, there are none.

    ``again``: they are for people who had one before, or none; of new accounts a plan can tell
    what became of bundles of a run that was interrupted.
    """

    def __init__(
        self, inventory: Inventory, terms: Terms, slips: Path | None, *, again: bool = False
    ) -> None:
        self._inventory = inventory
        self._terms = terms
        self._again = again
        self._store = Store(slips) if slips else None
        self._made: dict[str, Record] = {}  # by province

    def alone(self) -> AbstractContextManager[None]:
        """Keep other runs waiting where this one may make passwords: from its read to its end."""
        if self._store is None or not any(p.keys for p in self._inventory.provinces.values()):
            return nullcontext()
        return self._store.alone()

    def foreseen(self, plan: Plan) -> tuple[Remark, ...]:
        """What a check says of a plan's first passwords."""
        number = len(self._due(plan))
        if not number or plan.refusals:
            return ()
        keys = self._keys(plan)
        if not keys:
            return (Remark(words.NO_KEY, {"n": number, "province": plan.province}),)
        return (
            Remark(words.FORESEEN, {"n": number, "names": ", ".join(name for name, _ in keys)}),
        )

    def operations(self, plan: Plan) -> Sequence[Operation]:
        """Return the operations of a plan; those of new accounts bear a password, and are due.

        Raises HopthuError where the slips cannot be kept: then nothing of the plan may be sent.
        """
        due = self._due(plan)
        keys = self._keys(plan)
        if self._store is None or not due or not keys:
            return as_planned(plan)
        self._settle(self._store, plan)
        people = [slip_of(change.subject) for change in due]
        record, hashes = issue(
            self._store, plan.province, plan.title, people, keys, self._terms, again=self._again
        )
        self._made[plan.province] = record
        secret = {change.subject.id: value for change, value in zip(due, hashes, strict=True)}
        return [_with_password(change, secret.get(change.subject.id)) for change in plan.changes]

    def settled(self, report: Report) -> Report:
        """Note what became of the bundles of a plan, and say so in its report."""
        if self._store is None or report.plan.refusals:
            return report
        try:
            return self._settled(report, self._store)
        except HopthuError as error:
            return replace(report, problems=(*report.problems, *error.problems))

    def _settled(self, report: Report, store: Store) -> Report:
        made = self._made.get(report.plan.province)
        if made is None:
            if report.failed:
                return report
            self._settle(store, report.plan)
            return replace(report, remarks=self.foreseen(report.plan))
        if report.seconds is None:
            if not report.written and not report.uncertain:
                store.discard(made)
            return report
        store.issued(made)
        values = {
            "n": len(made.people),
            "names": ", ".join(made.keys),
            "until": made.valid_until,
            "path": store.path(made.bundle),
        }
        return replace(report, remarks=(Remark(words.MADE, values),))

    def _settle(self, store: Store, plan: Plan) -> None:
        """Judge bundles of a run that was interrupted: their accounts are there now, or never came.

        Whether a password was reissued nobody can see: such a bundle stays in doubt until the next
        one for its people.
        """
        if self._again:
            return
        missing = {change.subject.id for change in plan.changes if change.action is Action.ADD}
        for record in store.records(plan.province):
            if record.state != SEALED or record.again:
                continue
            if missing.issuperset(record.people):
                store.discard(record)
            else:
                store.issued(record)

    def _due(self, plan: Plan) -> list[Change]:
        """The new accounts that may log in; others get a password when they are reissued one."""
        if self._store is None:
            return []
        return [
            change
            for change in plan.changes
            if change.action is Action.REISSUE
            or (
                isinstance(change.operation, Add)
                and change.operation.attributes.get(STATE) == (b"active",)
            )
        ]

    def _keys(self, plan: Plan) -> list[tuple[str, str]]:
        province = self._inventory.provinces.get(plan.province)
        return [(key.name, key.key) for key in province.keys] if province else []


def slip_of(person: Desired) -> Slip:
    """What a person's slip tells, still without the password."""
    agency = person.entry.attributes[UNIT][0].decode()
    return Slip(
        id=person.id,
        name=person.label,
        title=person.entry.attributes[TITLE][0].decode(),
        agency=agency,
        address=person.address,
        password="",
    )


def _with_password(change: Change, value: bytes | None) -> Operation:
    operation = change.operation
    if value is None or isinstance(operation, (Delete, Rename)):
        return operation
    # pwdReset: after a login with it nothing can be done but to choose a password of one's own.
    secret = {PASSWORD: (value,), RESET: (b"TRUE",)}
    if isinstance(operation, Add):
        return Add(operation.dn, {**operation.attributes, **secret})
    return operation._replace(replace={**operation.replace, **secret})
