"""The inverse of applied plans as LDIF (RFC 2849), for ``ldapmodify`` in an operator's hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hopthu.servers.directory.ldif import line
from hopthu.servers.directory.operation import Add, Delete, Rename

from ..plan.change import Action, Change
from ..plan.plan import Plan


def undo_ldif(plans: Iterable[Plan]) -> str:
    """Undo ``plans``, the last change first: what was added goes, what was changed goes back.

    A password has no way back: nobody knows the one before. It is made anew, by scripts/reissue.
    """
    changes = [
        change for plan in plans for change in plan.changes if change.action is not Action.REISSUE
    ]
    return "\n".join(["version: 1", "", *(_block(change) for change in reversed(changes))])


def _block(change: Change) -> str:
    return "\n".join([*_lines(change), ""])


def _lines(change: Change) -> Iterator[str]:
    operation = change.operation
    if isinstance(operation, Rename):
        yield from _moved_back(operation)
        return
    yield line("dn", operation.dn.encode())
    if isinstance(operation, Add):
        yield "changetype: delete"
        return
    if isinstance(operation, Delete):
        yield "changetype: add"
        for field in change.fields:
            yield from (line(field.attribute, value) for value in field.before)
        return
    yield "changetype: modify"
    for field in change.fields:
        yield f"replace: {field.attribute}"
        for value in field.before:
            yield line(field.attribute, value)
        yield "-"


def _moved_back(operation: Rename) -> Iterator[str]:
    rdn, _, superior = operation.dn.partition(",")
    yield line("dn", f"{operation.new_rdn},{operation.new_superior}".encode())
    yield "changetype: modrdn"
    yield line("newrdn", rdn.encode())
    yield "deleteoldrdn: 1"
    yield line("newsuperior", superior.encode())
