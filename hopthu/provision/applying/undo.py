"""The inverse of changes as LDIF (RFC 2849), for ``ldapmodify`` in an operator's hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hopthu.servers.directory.attributes import DN
from hopthu.servers.directory.entry import values_from_json
from hopthu.servers.directory.ldif import line

from ..plan.change import Action
from .audit import Line


def undo_ldif(lines: Sequence[Line]) -> str:
    """Undo what the lines of an audit tell, the last change first.

    What was added goes, what was changed goes back. A password has no way back: nobody knows the
    one before. It is made anew, by scripts/reissue.
    """
    return as_ldif(undo_blocks(lines))


def undo_blocks(lines: Sequence[Line]) -> list[str]:
    """The same as a block for each change that has a way back."""
    changes = (each for each in reversed(lines) if each["action"] != Action.REISSUE.value)
    return [_block(each) for each in changes]


def as_ldif(blocks: Iterable[str]) -> str:
    """The text of the file with these blocks."""
    return "\n".join(["version: 1", "", *blocks])


def _block(change: Line) -> str:
    return "\n".join([*_lines(change), ""])


def _lines(change: Line) -> Iterator[str]:
    dn, before, after = change["dn"], change["before"], change["after"]
    if change["action"] == Action.MOVE.value:
        yield from _moved_back(dn, after[DN][0])
        return
    yield line("dn", dn.encode())
    if change["action"] == Action.ADD.value and not before:
        yield "changetype: delete"
        return
    if not after:
        yield "changetype: add"
        for name, values in before.items():
            yield from _values(name, values)
        return
    yield "changetype: modify"
    for name, values in before.items():
        yield f"replace: {name}"
        yield from _values(name, values)
        yield "-"


def _values(name: str, values: Iterable[object]) -> Iterator[str]:
    for value in values_from_json(values):
        yield line(name, value)


def _moved_back(old: str, new: str) -> Iterator[str]:
    rdn, _, superior = old.partition(",")
    yield line("dn", new.encode())
    yield "changetype: modrdn"
    yield line("newrdn", rdn.encode())
    yield "deleteoldrdn: 1"
    yield line("newsuperior", superior.encode())
