"""The book as a table, plain or Markdown, and what it says of the targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .book import (
    EMPTY,
    FIRST,
    HOPTHU,
    LDAPADD_WHOLE,
    LDAPMODIFY,
    LDAPMODIFY_WHOLE,
    LDAPSEARCH,
    NOTHING,
    PLAY,
    PLAY_ONE,
    SLAPADD,
    TENTH,
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
    return value <= limit if sign == "≤" else value < limit


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


# What must be reached: the task, who, against whom, and how many times their time at most.
_AGAINST = (
    (FIRST, HOPTHU, LDAPADD_WHOLE, 0.65),
    (FIRST, WRITER, LDAPADD_WHOLE, 0.40),
    (FIRST, WRITER, SLAPADD, 1.5),
    (TENTH, HOPTHU, LDAPMODIFY_WHOLE, 1.0),
    (TENTH, HOPTHU, LDAPMODIFY, 0.8),
    (NOTHING, HOPTHU, LDAPSEARCH, 3.0),
)


def _targets(book: Book) -> Iterator[tuple[str, float, str, float]]:
    """Name, measured value, how it is compared, and the limit."""
    size = 10_000
    for task, who, peer, limit in _AGAINST:
        own, other = book.get(size, task, who), book.get(size, task, peer)
        if own and other:
            name = f"{task}, 10 000: {who}, times the time of {peer}"
            yield name, own.median / other.median, "≤", limit
    yield from _memory(book)
    empty = book.get(size, NOTHING, EMPTY)
    for who, limit in ((PLAY, 4.0), (PLAY_ONE, 2.6)):
        play = book.get(size, NOTHING, who)
        if play and empty:
            yield f"{NOTHING}: {who}, times an empty play", play.median / empty.median, "≤", limit


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
