"""Tables within a cell: which are no more than a way to lay out the cell's text."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field

from ..archive import Attributes, LocalNames, walk


@dataclass(slots=True)
class _Table:
    number: int
    rows: int = 0
    cells: int = 0  # of the current row
    widest: int = 0
    inner: list[int] = field(default_factory=list)  # those in its cells that may be text
    is_real: bool = False  # it holds one that is read as a table


def folded_tables(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    """Return the numbers of the inner tables that are read as text of the cell around them.

    They are those of one row or of one column, in a table of several columns. Tables are counted
    from 1 in the order they begin.
    """
    local = LocalNames()
    folded: set[int] = set()
    current: list[_Table] = []
    count = 0

    def start(tag: str, _: Attributes) -> None:
        nonlocal count
        tag = local[tag]
        if tag == "tbl":
            count += 1
            current.append(_Table(count))
        elif tag == "tr" and current:
            current[-1].rows += 1
            current[-1].cells = 0
        elif tag == "tc" and current:
            current[-1].cells += 1
            current[-1].widest = max(current[-1].widest, current[-1].cells)

    def end(tag: str) -> None:
        if local[tag] == "tbl" and current:
            table = current.pop()
            if table.widest > 1:
                folded.update(table.inner)
            elif table.inner:  # it only lays out the page
                table.is_real = True
            if current and 1 in (table.rows, table.widest) and not table.is_real:
                current[-1].inner.append(table.number)
            elif current:
                current[-1].is_real = True

    walk(archive, part, start, end)
    return frozenset(folded)
