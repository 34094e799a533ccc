"""What a plan cannot be written with in one transaction: said before anything is written."""

from __future__ import annotations

from hopthu.servers.directory.operation import Rename
from hopthu.servers.directory.session import LARGEST
from hopthu.servers.directory.writer import parts_of

from ..plan.plan import Plan
from . import words
from .report import Remark

_NAMED = 5


def steps_of(plan: Plan, *, transactional: bool, logs_access: bool = False) -> tuple[Remark, ...]:
    """Why a plan is written in several steps, and in which; nothing for one that is written whole.

    ``transactional``: whether the server has transactions that can be relied on; ``logs_access``:
    that it has some, but they can hang it.
    """
    if plan.refusals or len(plan.changes) <= 1:
        return ()
    if not transactional:
        return (Remark(words.ACCESS_LOG if logs_access else words.NOT_ATOMIC, {}),)
    told = []
    parts = len(parts_of(plan.at_once, LARGEST))
    if parts > 1:
        moves = any(isinstance(operation, Rename) for operation in plan.at_once)
        values: dict[str, object] = {"n": parts, "changes": len(plan.at_once), "most": LARGEST}
        told.append(Remark(words.MOVED_APART if moves else words.IN_PARTS, values))
    if waiting := plan.afterwards:
        names = [change.subject.address or change.subject.id for change in waiting]
        more = len(names) - _NAMED
        given = ", ".join(names[:_NAMED]) + (f" … +{more}" if more > 0 else "")
        told.append(Remark(words.WAITS, {"n": len(waiting), "names": given}))
    return tuple(told)
