"""Markdown: reports, and text that every forge shows as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..errors import printable
from .model import ALL, Cell, Document, Section, plain
from .words import MORE

# Forges make links, mentions, pictures and formulas of some words. They look for them in the text
# that Markdown has become, where a backslash or an entity is gone already; only code they let be.
# Code also leaves an address whole, to be read, searched and copied in the file itself, which a
# comment or an unseen sign inside it would not.
_ACTS = re.compile(
    r"@|://|\bwww\.|\bGH-\d|[#!%]\d|\$|:(?:[a-z+-][\w+-]*|100|1234):|\[\[", re.IGNORECASE
)
_PART = re.compile(r"""(?:[^\s`|\\()<>\[\]{}"'“”‘’,;]|\[\[+)+|[`|\\<>\[\]]""")  # a word, a sign
_SIGNS = re.compile(r"[\\`*_\[\]<>|#&~]")
_LIST = re.compile(r"(?=[-+](?:[\s-]|$))|\d{1,9}(?=[.)](?:\s|$))")  # what begins one, or a rule


def escaped(text: str) -> str:
    """A text as one line that Markdown shows as it is: no markup, link, mention, HTML or cell."""
    line = _PART.sub(_shown, printable(text).strip())
    begins = _LIST.match(line)
    return f"{begins[0]}\\{line[begins.end() :]}" if begins else line


def _shown(part: re.Match[str]) -> str:
    word = part[0]
    if not _ACTS.search(word):
        return _SIGNS.sub(r"\\\g<0>", word)
    kept = word.rstrip(".:!?")
    return f"`{kept}`{word[len(kept) :]}"


class Markdown(str):
    """What is Markdown already, in a report that is nothing else."""

    __slots__ = ()


def as_markdown(document: Document, most: int = ALL, language: str = "") -> str:
    """The report as Markdown; of a table at most ``most`` rows: a pull request has its limit."""
    parts = [f"# {_cell(document.title, language)}"]
    facts = [f"- {_cell(name, language)}: {_cell(it, language)}" for name, it in document.facts]
    parts.append("\n".join(facts))
    brief = document.brief
    parts += [section_markdown(each, most, language, brief=brief) for each in document.sections]
    return "\n\n".join(filter(None, parts)) + "\n"


def section_markdown(
    section: Section, most: int = ALL, language: str = "", *, brief: bool = True
) -> str:
    """A section of a report, without a line break at its end."""
    blocks = _blocks(section, most, language, brief=brief)
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _blocks(section: Section, most: int, language: str, *, brief: bool) -> Iterator[list[str]]:
    """The lines of what blank lines part."""
    if section.title:
        count = "" if brief else f" ({len(section.rows)})"
        yield [f"## {_cell(section.title, language)}{count}"]
    if section.note:
        yield [_cell(section.note, language)]
    listed = [f"- {_cell(item, language)}" for item in section.items]
    yield [*listed, *_fenced(section.lines)] if section.lines is not None else listed
    if section.rows:
        head, *rows = (_row(row, language) for row in section.table(most))
        yield [head, _marks(section, brief), *rows]
    if (more := len(section.rows) - most) > 0:
        yield [MORE.render({"n": more}, language)]


def _fenced(lines: Sequence[str]) -> list[str]:
    fence = "````" if any("```" in line for line in lines) else "```"
    return [f"{fence}diff", *lines, fence]


def _marks(section: Section, brief: bool) -> str:
    """The line below the head of a table, which says what goes to the right."""
    marks = ["--:" if column.number else "---" for column in section.columns]
    return f"|{'|'.join(marks)}|" if brief else f"| {' | '.join(marks)} |"


def _row(cells: Iterable[Cell], language: str) -> str:
    return f"| {' | '.join(_cell(cell, language) for cell in cells)} |"


def _cell(cell: Cell, language: str) -> str:
    return cell if isinstance(cell, Markdown) else escaped(plain(cell, language))
