"""Every command that a document shows is one that its program takes, option by option.

What README, the tutorial and the demo say is run whole (``test_90_commands_told.py``); here all
commands of all pages are put before the parsers, as far as one gets without their servers.
"""

from __future__ import annotations

import importlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hopthu.interfaces.commands.helping import Parser

PROJECT = Path(__file__).parents[3]
PAGES = [
    PROJECT / "README.md",
    PROJECT / "CONTRIBUTING.md",
    *sorted(
        page
        for page in (PROJECT / "docs").rglob("*.md")
        if page.parts[-2:] != ("reference", "commands.md")  # what the parsers say themselves
    ),
]
_SCRIPT = r"scripts/[a-z-]+"
# What a sentence need not repeat.
_LEFT_OUT = re.compile(r"the following arguments are required|.*: expected [a-z ]+ argument")
_PLAYBOOK = re.compile(r"(?<![\w/.])playbooks/[\w]+\.yml")


class _Parsed(Exception):
    """The parser took it."""


class _Refused(Exception):
    """The parser did not, for this reason."""


def in_blocks(text: str) -> Iterator[str]:
    """Commands to be typed as they stand: by themselves, behind a $ or after another."""
    for block in re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in re.sub(r" \\\n +", " ", block).splitlines():
            found = re.search(rf"(?:^|\$ |&& |; |^\w+=\S+ )({_SCRIPT}.*)", line.strip())
            if found:
                yield found[1]


def in_sentences(text: str) -> Iterator[str]:
    """Commands that are told of, with what matters of them; a script alone is named, not called."""
    outside = re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(rf"`({_SCRIPT} [^`…]+)`", outside)


def words_of(command: str) -> list[str]:
    """The words of the first command of a line, its remark and what its output goes to left out."""
    words = []
    named = re.sub(r"<[^<>]*>", "NAME", command)  # what stands for a name of the reader's
    for word in shlex.split(named, comments=True):
        if word in ("|", ">", ">>", "&&", ";", "||", "2>&1"):
            break
        words.append(word)
    return words


def refused(command: str) -> str:
    """Nothing where the program takes it, else why not."""
    script, *arguments = words_of(command)
    path = PROJECT / script
    if not path.is_file():
        return "there is no such script"
    source = path.read_text(encoding="utf-8")
    module = re.search(r'lib/run" ([\w.]+)|hopthu.interfaces.commands.(\w+) import main', source)
    if module is None:  # no parser of Python's
        page = (PROJECT / "docs/en/reference/commands.md").read_text(encoding="utf-8")
        told = page.partition(f"\n## {path.name}\n")[2].partition("\n## ")[0]
        options = [each.partition("=")[0] for each in arguments if each.startswith("--")]
        return ", ".join(each for each in options if each not in told)
    package = importlib.import_module(f"hopthu.interfaces.commands.{module[1] or module[2]}")
    if hasattr(package, "__path__"):
        package = importlib.import_module(f"{package.__name__}.__main__")
    sys.argv = [script, *arguments]
    try:
        package.main()
    except _Parsed:
        return ""
    except _Refused as error:
        return str(error)
    return "nothing was parsed"


@pytest.fixture
def _only_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands end where they would begin to do something."""

    def parse(self: Parser, *_arguments: object) -> None:
        super(Parser, self).parse_args()
        raise _Parsed

    def error(_self: Parser, message: str) -> None:
        raise _Refused(message)

    monkeypatch.setattr(Parser, "parse_args", parse)
    monkeypatch.setattr(Parser, "error", error)
    monkeypatch.setattr(sys, "argv", [])


@pytest.mark.usefixtures("_only_parsed")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_the_commands_of_a_page(page: Path) -> None:
    """All that are wrong are told at once; a playbook that is named is there."""
    text = page.read_text(encoding="utf-8")
    wrong = {command: why for command in in_blocks(text) if (why := refused(command))}
    for command in in_sentences(text):
        why = refused(command)
        if why and not _LEFT_OUT.match(why):
            wrong[command] = why
    assert not wrong
    assert not [name for name in set(_PLAYBOOK.findall(text)) if not (PROJECT / name).is_file()]


def test_there_are_commands() -> None:
    """A test of none would say nothing."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert len({each for text in texts for each in in_blocks(text)}) > 60
    assert len({each for text in texts for each in in_sentences(text)}) > 60


@pytest.mark.usefixtures("_only_parsed")
@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("scripts/nothing now", "no such script"),
        ("scripts/demo --fast", "--fast"),
        ("scripts/environment new x --catalog thads-2025 --color", "--color"),
        ("scripts/ci fly", "invalid choice"),
        ("scripts/change transfer a-0001 --reason x", "--to"),
    ],
)
def test_what_would_be_wrong(command: str, why: str) -> None:
    """A script, an option, a word, an argument that is not there."""
    assert why in refused(command)
