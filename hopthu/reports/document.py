"""A report of tables in both languages, and its way onto the terminal, into Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text as RichText

from hopthu.text.errors import printable
from hopthu.text.language import ENGLISH, VIETNAMESE, Text, current

_TEMPLATE = Path(__file__).with_name("document.html.j2")
_MORE = Text("… and {n} more rows", "… và {n} dòng nữa")
Cell = str | int | Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, and whether it holds numbers."""

    title: Text
    number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled table; ``alarm`` marks what has to be decided before anything is done."""

    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    note: Text | None = None
    alarm: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title, facts about it, and its sections that have rows."""

    title: Text
    facts: Sequence[tuple[Text, Cell]]
    sections: Sequence[Section] = field(default_factory=tuple)


def plain(cell: Cell, language: str = "") -> str:
    """A cell as text of one line in ``language`` (empty: the operator's)."""
    return printable(cell.render(language=language) if isinstance(cell, Text) else str(cell))


def print_document(document: Document, console: Console, most: int) -> None:
    """Print a report; of a table at most ``most`` rows."""
    console.print(RichText(plain(document.title), style="bold"))
    for name, value in document.facts:
        console.print(RichText(f"  {plain(name)}: {plain(value)}"), soft_wrap=True)
    for section in document.sections:
        console.print()
        style = "bold red" if section.alarm else "bold"
        console.print(RichText(f"{plain(section.title)} ({len(section.rows)})", style=style))
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 2))
        for column in section.columns:
            side: JustifyMethod = "right" if column.number else "left"
            table.add_column(RichText(plain(column.title)), justify=side, overflow="fold")
        for row in section.rows[:most]:
            table.add_row(*(RichText(plain(cell)) for cell in row))
        console.print(table)
        if len(section.rows) > most:
            console.print(RichText("  " + _MORE.render({"n": len(section.rows) - most})))


def as_markdown(document: Document, most: int, language: str = "") -> str:
    """The report as Markdown; of a table at most ``most`` rows: a pull request has its limit."""
    lines = [f"# {_cell(document.title, language)}", ""]
    lines += [
        f"- {_cell(name, language)}: {_cell(value, language)}" for name, value in document.facts
    ]
    for section in document.sections:
        lines += ["", f"## {_cell(section.title, language)} ({len(section.rows)})", ""]
        if section.note:
            lines += [_cell(section.note, language), ""]
        lines.append(_row((column.title for column in section.columns), language))
        marks = ("--:" if column.number else "---" for column in section.columns)
        lines.append(f"| {' | '.join(marks)} |")
        lines += [_row(row, language) for row in section.rows[:most]]
        if len(section.rows) > most:
            lines += ["", _MORE.render({"n": len(section.rows) - most}, language)]
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[Cell], language: str) -> str:
    return f"| {' | '.join(_cell(cell, language) for cell in cells)} |"


def _cell(cell: Cell, language: str) -> str:
    """A cell that Markdown shows as it is."""
    text = plain(cell, language)
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, f"\\{sign}")
    return text


def as_html(document: Document, language: str = "") -> str:
    """The report as one page without a network: both languages, for the screen and for paper."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["both"] = _both
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(document=document, language=language or current())


def _both(cell: Cell) -> Markup | str:
    """A text in both languages; the page shows the one that is chosen."""
    if not isinstance(cell, Text):
        return plain(cell)
    vietnamese, english = (escape(plain(cell, code)) for code in (VIETNAMESE, ENGLISH))
    if vietnamese == english:
        return vietnamese
    return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(vietnamese, english)
