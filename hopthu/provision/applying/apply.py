"""Apply plans: each in one transaction, several of them under way at once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from hopthu.servers.directory.operation import Add, Operation
from hopthu.servers.directory.session import LARGEST, ConnectionLost, Directory, Refused
from hopthu.servers.directory.writer import Writer
from hopthu.text.errors import HopthuError, Problem

from .. import messages
from ..between import blocked_by
from ..plan.plan import Plan
from .report import Report

Connect = Callable[[], Directory]
Prepare = Callable[[Plan], Sequence[Operation]]
PlanAgain = Callable[[Plan, Directory], Plan | None]


def once_only(_: Plan, __: Directory) -> None:
    """Plan nothing again: what stands in the way of a plan stays there."""


def as_planned(plan: Plan) -> Sequence[Operation]:
    """The operations of a plan, nothing else."""
    return [change.operation for change in plan.changes]


def _at_any_time() -> None:
    """Nothing has to be there before a transaction ends."""


def _unheard(_: Report) -> None:
    """Nobody notes what became of a plan."""


# A connection holds one transaction, and a transaction must settle before its end (the writer says
# why). With a few connections that pause passes while the next provinces are sent; where each has
# a few changes, eight of them take two thirds of the time of four.
_AT_ONCE = 8
# Of them, how many are asked to end before the first has: the server goes on with the second one
# while the first one's answer is read and another one is sent. More of them gain little, and where
# the server goes away it is not known what became of each.
_ENDING = 2
# How often a plan is made again because somebody logged in while it was on its way.
_PLANNED_AGAIN = 3
_ASSERTION_FAILED = 122


def apply_plans(
    plans: Iterable[Plan],
    directory: Directory,
    connect: Connect,
    prepare: Prepare = as_planned,
    plan_again: PlanAgain = once_only,
    *,
    before_end: Callable[[], None] | None = None,
    ended: Callable[[Report], None] | None = None,
) -> list[Report]:
    """Apply every plan that is not refused; the reports are in the order of the plans.

    ``directory`` is the connection there is already; others are made with ``connect`` and closed.
    ``prepare`` is called once for a plan, just before it is sent, and returns an operation for each
    of its changes: with what may stand in no plan, such as a password. ``plan_again`` is asked when
    an entry changed since it was read: where the plan comes out the same (somebody merely logged
    in), it is sent once more. ``before_end`` is called before anything is written for good; where
    it raises HopthuError, so does this, and what was sent is withdrawn. ``ended`` is told of each
    report as soon as there is one.
    """
    connections = _Connections(directory, connect)
    ends = _Ends(before_end or _at_any_time, ended or _unheard)
    return _Application(connections, prepare, plan_again, ends).all(plans)


class _Connections:
    """The idle connections, made when there is none; a server that stays away is not awaited."""

    def __init__(self, first: Directory, connect: Connect) -> None:
        self._idle = [first]
        self._made: list[Directory] = []
        self._connect = connect
        self.gone: tuple[Problem, ...] = ()

    def take(self) -> Directory | None:
        """Return a connection to work on alone; None where none can be made."""
        if self._idle:
            return self._idle.pop()
        if self.gone:
            return None
        try:
            self._made.append(self._connect())
        except HopthuError as error:
            self.gone = error.problems
            return None
        return self._made[-1]

    def give(self, directory: Directory) -> None:
        """Take back what is still of use."""
        self._idle.append(directory)

    def forget(self) -> None:
        """Trust no idle connection any more: one was lost, and so may be the others."""
        self._idle.clear()

    def close(self) -> None:
        """Close what was made here."""
        for directory in self._made:
            directory.close()


class _Begun(NamedTuple):
    """A plan under way; ``seconds`` spent on it, and how often it may be sent once more.

    ``retries`` is of a lost connection, ``again`` of entries that somebody touched.
    """

    plan: Plan
    operations: Sequence[Operation]
    directory: Directory
    writer: Writer
    seconds: float
    retries: int
    again: int


class _Ends(NamedTuple):
    """What is called before the end of a transaction, and when it is known what became of it."""

    before: Callable[[], None]
    after: Callable[[Report], None]


class _Application:
    def __init__(
        self, connections: _Connections, prepare: Prepare, plan_again: PlanAgain, ends: _Ends
    ) -> None:
        self._ends = ends
        self._connections = connections
        self._prepare = prepare
        self._plan_again = plan_again
        self._under_way: deque[_Begun] = deque()
        self._reports: dict[str, Report] = {}  # by province

    def all(self, plans: Iterable[Plan]) -> list[Report]:
        provinces = []
        try:
            for plan in plans:
                provinces.append(plan.province)
                self._start(plan)
            while self._under_way:
                self._finish()
        finally:
            for begun in self._under_way:  # somebody pressed Ctrl-C
                begun.writer.withdraw()
            self._connections.close()
        return [self._reports[province] for province in provinces]

    def _start(self, plan: Plan) -> None:
        if plan.refusals or not plan.changes:
            self._ended(Report(plan))
            return
        while any(begun.plan.province in plan.requires for begun in self._under_way):
            self._finish()
        failed = [self._reports[name] for name in plan.requires if self._has_failed(name)]
        if failed:
            problems = blocked_by(failed[0].plan, failed[0].problems)
            self._ended(Report(plan, problems=problems))
            return
        if len(self._under_way) == _AT_ONCE:
            self._finish()
        try:
            operations = self._prepare(plan)
        except HopthuError as error:
            self._ended(Report(plan, problems=error.problems))
            return
        self._begin(plan, operations)

    def _ended(self, report: Report) -> None:
        self._reports[report.plan.province] = report
        self._ends.after(report)

    def _has_failed(self, province: str) -> bool:
        return province in self._reports and self._reports[province].failed

    def _begin(
        self,
        plan: Plan,
        operations: Sequence[Operation],
        retries: int = 1,
        again: int = _PLANNED_AGAIN,
    ) -> None:
        """Send a plan; where the connection turns out to be lost, again on another one."""
        problems: tuple[Problem, ...] = ()
        while retries >= 0 and (directory := self._connection()):
            start = time.perf_counter()
            try:
                writer = directory.begin(operations, LARGEST)
            except Refused as error:
                self._connections.give(directory)
                problems = _named(error, plan, operations)
                break
            except ConnectionLost as error:
                self._connections.forget()
                problems = error.problems
                retries -= 1
            else:
                if self._under_way:  # which was taken in while this one was sent
                    self._under_way[-1].writer.settle()
                seconds = time.perf_counter() - start
                begun = _Begun(plan, operations, directory, writer, seconds, retries, again)
                self._under_way.append(begun)
                return
        self._ended(Report(plan, problems=problems or self._connections.gone))

    def _connection(self) -> Directory | None:
        """Return a free connection; where no more can be had, the next that becomes free."""
        directory = self._connections.take()
        while directory is None and self._under_way:
            self._finish()
            directory = self._connections.take()
        return directory

    def _finish(self) -> None:
        """Commit the plan that is longest under way."""
        start = time.perf_counter()
        self._ends.before()
        for begun in islice(self._under_way, _ENDING):
            begun.writer.end()
        begun = self._under_way.popleft()
        plan = begun.plan
        try:
            begun.writer.commit()
        except Refused as error:
            if self._sent_anew(begun, error):
                return
            problems = _named(error, plan, begun.operations)
            report = Report(plan, written=error.written, problems=problems)
        except ConnectionLost as error:
            self._lost(begun, error)
            return
        except BaseException:
            self._under_way.appendleft(begun)  # to be withdrawn with the others
            raise
        else:
            seconds = begun.seconds + time.perf_counter() - start
            report = Report(plan, len(plan.changes), seconds)
        self._connections.give(begun.directory)
        self._ended(report)

    def _sent_anew(self, begun: _Begun, error: Refused) -> bool:
        """Send a plan once more whose entries were touched, where it comes out as it was.

        A login gives an entry another entryCSN, as every writing does, and concerns no plan. Who
        logs in while thousands are read and compared must not stop a province.
        """
        if error.code != _ASSERTION_FAILED or error.written or not begun.again:
            return False
        try:
            plan = self._plan_again(begun.plan, begun.directory)
        except HopthuError:
            return False
        if plan is None or plan.refusals or plan.digest != begun.plan.digest:
            return False
        self._connections.give(begun.directory)
        operations = _asserting(plan, begun.operations)
        self._begin(begun.plan, operations, begun.retries, begun.again - 1)
        return True

    def _lost(self, begun: _Begun, error: ConnectionLost) -> None:
        """Send a plan again of which surely nothing was written; say so of any other."""
        self._connections.forget()
        plan, written, uncertain = begun.plan, error.written, error.uncertain
        if begun.retries and not written and not uncertain:
            self._begin(plan, begun.operations, begun.retries - 1)
        else:
            self._ended(Report(plan, written=written, uncertain=uncertain, problems=error.problems))


def _asserting(plan: Plan, operations: Sequence[Operation]) -> list[Operation]:
    """The same operations, with the entryCSNs of ``plan``; passwords that they bear stay."""
    pairs = zip(operations, (change.operation for change in plan.changes), strict=True)
    return [
        old if isinstance(old, Add) or isinstance(new, Add) else old._replace(csn=new.csn)
        for old, new in pairs
    ]


def _named(error: Refused, plan: Plan, operations: Sequence[Operation]) -> tuple[Problem, ...]:
    """Say whose entry the server refused, before what it said."""
    sent = zip(plan.changes, operations, strict=True)
    subject = next((c.subject for c, operation in sent if operation is error.operation), None)
    if subject is None:
        return error.problems
    return tuple(
        messages.OF_SUBJECT.at(
            problem.place,
            id=subject.id,
            label=subject.label,
            what=problem.text(),
            remedy=problem.remedy(),
        )
        for problem in error.problems
    )
