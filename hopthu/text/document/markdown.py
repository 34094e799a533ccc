"""Markdown: reports, and text that every forge shows as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import printable
from .model import MORE, Cell, Document, Section, plain

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


def as_markdown(document: Document, most: int | None = None, language: str = "") -> str:
    """The report as Markdown; of a table at most ``most`` rows: a pull request has its limit."""
    blocks = [[f"# {_cell(document.title, language)}"]]
    facts = document.facts
    if facts:
        blocks.append(
            [f"- {_cell(name, language)}: {_cell(fact, language)}" for name, fact in facts]
        )
    for section in document.sections:
        blocks += _blocks(section, most, language, brief=document.brief)
    return "\n\n".join(map("\n".join, blocks)) + "\n"


def _blocks(
    section: Section, most: int | None, language: str, *, brief: bool
) -> Iterator[list[str]]:
    """What blank lines part: title, note, list, table, and how many rows are left out."""
    if section.title:
        count = "" if brief else f" ({len(section.rows)})"
        yield [f"## {_cell(section.title, language)}{count}"]
    if section.note:
        yield [_cell(section.note, language)]
    if section.items:
        yield [f"- {_cell(item, language)}" for item in section.items]
    if section.rows:
        head, *rows = (_row(map(escaped, row)) for row in section.texts(most, language))
        marks = ["--:" if column.number else "---" for column in section.columns]
        yield [head, f"|{'|'.join(marks)}|" if brief else _row(marks), *rows]
    if more := section.more(most):
        yield [MORE.render({"n": more}, language)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, language: str) -> str:
    return escaped(plain(cell, language))
