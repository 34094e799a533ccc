"""The book as a table, plain or Markdown, and what it says of the targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .book import (
    EMPTY,
    FIRST,
    HOPTHU,
    LDAP3,
    LDAPADD,
    LDAPSEARCH,
    NOTHING,
    PLAY,
    PLAY_ONE,
    WITH_YAML,
    WRITER,
    Book,
    Row,
)

_HEAD = ("people", "task", "who", "seconds", "runs", "entries/s", "peak MB", "× hopthu")
_TARGET_HEAD = ("target", "measured", "limit", "reached")
_RIGHT = {"people", "seconds", "runs", "entries/s", "peak MB", "× hopthu", "measured", "limit"}
_MEGABYTE = 1_000_000


def results(book: Book, *, markdown: bool) -> str:
    """Every row; a star marks what is extrapolated from a sample."""
    cells = [_cells(book, row) for row in book]
    notes = sorted({row.sample for row in book if row.sample})
    text = table(_HEAD, cells, markdown=markdown)
    if notes:
        sizes = ", ".join(f"{size:,}".replace(",", " ") for size in notes)
        text += f"\n* extrapolated from a sample of {sizes}\n"
    return text


def targets(book: Book, *, markdown: bool) -> str:
    """What must be reached, as far as this bench measured it; empty if it measured none."""
    rows = [
        (name, f"{value:.3g}", f"{sign} {limit:g}", "yes" if _holds(value, sign, limit) else "NO")
        for name, value, sign, limit in _targets(book)
    ]
    return table(_TARGET_HEAD, rows, markdown=markdown) if rows else ""


def _holds(value: float, sign: str, limit: float) -> bool:
    return value >= limit if sign == "≥" else value < limit


def _cells(book: Book, row: Row) -> tuple[str, ...]:
    ratio = book.ratio(row)
    return (
        f"{row.key.people}",
        row.key.task,
        row.key.who + (" *" if row.sample else ""),
        f"{row.median:.2f}" if row.median < 100 else f"{row.median:.0f}",
        f"{len(row.seconds)}",
        f"{row.rate:.0f}" if row.rate >= 10 else f"{row.rate:.1f}",
        f"{row.peak / _MEGABYTE:.0f}" if row.peak else "",
        f"{ratio:.2g}" if ratio is not None and ratio < 10 else f"{ratio:.0f}" if ratio else "",
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> str:
    """Rows under a head, their columns as wide as need be."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for name, cell, width in zip(head, cells, widths, strict=True)
        ]
        return f"| {' | '.join(padded)} |" if markdown else "  ".join(padded).rstrip()

    rule = [
        ("-" * (width - 1) + ":" if name in _RIGHT and markdown else "-" * width)
        for name, width in zip(head, widths, strict=True)
    ]
    between = f"| {' | '.join(rule)} |" if markdown else "  ".join(rule)
    return "\n".join([line(head), between, *map(line, rows), ""])


def _targets(book: Book) -> Iterator[tuple[str, float, str, float]]:
    """Name, measured value, ``≥`` or ``<``, and the limit."""
    size = 10_000
    for who in (WRITER, HOPTHU):
        for peer, least in ((LDAPADD, 8), (LDAP3, 25)):
            rows = book.get(size, FIRST, who), book.get(size, FIRST, peer)
            if rows[0] and rows[1]:
                name = f"first load of 10 000: {who}, times as fast as {peer}"
                yield name, rows[1].median / rows[0].median, "≥", least
    own, search = book.get(size, NOTHING, HOPTHU), book.get(size, NOTHING, LDAPSEARCH)
    if own and search:
        name = "read and compare 10 000: times the time of ldapsearch > /dev/null"
        yield name, own.median / search.median, "<", 5
    yield from _memory(book)
    one, empty = book.get(size, NOTHING, PLAY_ONE), book.get(size, NOTHING, EMPTY)
    if one and empty:
        name = "playbook, one province, nothing to do: seconds more than an empty play"
        yield name, one.median - empty.median, "<", 3
    for task, most in ((FIRST, 60), (NOTHING, 15)):
        whole = book.get(size, task, PLAY)
        if whole:
            yield f"playbook, whole country of 10 000, {task}: seconds", whole.median, "<", most


def _memory(book: Book) -> Iterator[tuple[str, float, str, float]]:
    peaks = {}
    for size in book.sizes():
        found = [
            row.peak
            for task in (FIRST, NOTHING)
            if (row := book.get(size, task, WITH_YAML)) is not None
        ]
        if found:
            peaks[size] = max(found)
    if 10_000 in peaks:
        yield "memory of the module at 10 000: MB", peaks[10_000] / _MEGABYTE, "<", 150
    if peaks.keys() >= {1_000, 10_000, 100_000}:
        lower = (peaks[10_000] - peaks[1_000]) / 9_000
        upper = (peaks[100_000] - peaks[10_000]) / 90_000
        name = "memory an account from 10 000 to 100 000, times that from 1 000 to 10 000"
        yield name, upper / lower, "<", 1.5
