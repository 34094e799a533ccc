"""The terminal: reports with colours and folded columns, or as plain lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text as RichText

from ..language import Text
from .model import ALL, Column, Document, plain
from .words import MORE

_WIDTH = 160  # signs, where no terminal says how wide it is


def wide_console() -> Console:
    """The terminal; a file or a pipe has no width, and at 80 columns a table would lose some."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH)


def print_document(document: Document, console: Console, most: int) -> None:
    """Print a report; of a table at most ``most`` rows."""
    console.print(RichText(plain(document.title), style="bold"))
    for name, value in document.facts:
        console.print(RichText(f"  {plain(name)}: {plain(value)}"), soft_wrap=True)
    for section in document.sections:
        console.print()
        style = "bold red" if section.alarm else "bold"
        console.print(RichText(f"{plain(section.title)} ({len(section.rows)})", style=style))
        for told in section.told():
            console.print(RichText(f"  {told}"), soft_wrap=True)
        table = grid(section.columns, header_style="dim", padding=(0, 2, 0, 2))
        for row in section.rows[:most]:
            table.add_row(*(RichText(plain(cell)) for cell in row))
        console.print(table)
        if (more := len(section.rows) - most) > 0:
            console.print(RichText("  " + MORE.render({"n": more})))


def grid(columns: Iterable[Column], *, whole: bool = False, **looks: Any) -> Table:
    """An empty table without lines; ``whole`` numbers are never broken."""
    table = Table(box=None, pad_edge=False, **looks)
    for column in columns:
        side: JustifyMethod = "right" if column.number else "left"
        title, no_wrap = RichText(plain(column.title)), whole and column.number
        table.add_column(title, justify=side, overflow="fold", no_wrap=no_wrap)
    return table


def plain_lines(
    document: Document, language: str = "", most: int = ALL, more: Text = MORE
) -> list[str]:
    """The sections as lines for a terminal or a log, a blank one between two of them."""
    lines: list[str] = []
    for section in document.sections:
        indent = "  " if section.title else ""
        lines += [""] if lines else []
        lines += [plain(section.title, language)] if section.title else []
        lines += [indent + told for told in section.told(language)]
        if section.rows:
            sides = [column.number for column in section.columns]
            rows = [[plain(cell, language) for cell in row] for row in section.table(most)]
            lines += [indent + line for line in _aligned(rows, sides)]
        if (left := len(section.rows) - most) > 0:
            lines.append(indent + more.render({"n": left}, language))
    return lines


def _aligned(rows: list[list[str]], right: Sequence[bool]) -> Iterator[str]:
    """Rows under each other: words to the left, numbers to the right."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            (" " * (width - cell_len(text))).join(("", text) if number else (text, ""))
            for text, width, number in zip(row, widths, right, strict=True)
        )
        yield "  ".join(cells).rstrip()
