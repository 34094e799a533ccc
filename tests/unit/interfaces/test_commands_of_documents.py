"""Every command that a document shows is one that its program takes, option by option.

They are run as well, as far as one machine can (``test_91_commands_of_pages.py`` and
``test_90_commands_told.py`` of the acceptance tests); here all of them, those for servers too, are
put before the parsers, and those that a sentence tells half of.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.told import PROJECT, in_tables, pages, refused, said, typed

# What the parsers say themselves.
PAGES = [page for page in pages() if page.parts[-2:] != ("reference", "commands.md")]
# What a sentence need not repeat.
_LEFT_OUT = re.compile(r"the following arguments are required|.*: expected [a-z ]+ argument")
_PLAYBOOK = re.compile(r"(?<![\w/.])playbooks/[\w]+\.yml")


def of_scripts(commands: list[str]) -> list[str]:
    """Those whose program has a parser of ours, after what is set for it alone."""
    found = (re.search(r"(?:^|&& |; |^(?:\w+=\S+ )+)(scripts/.*)", each) for each in commands)
    return [each[1] for each in found if each]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_the_commands_of_a_page(page: Path) -> None:
    """All that are wrong are told at once; a playbook that is named is there."""
    text = page.read_text(encoding="utf-8")
    wrong = {each: why for each in of_scripts([*typed(text)]) if (why := refused(each))}
    for command in of_scripts([*said(text), *in_tables(text)]):
        why = refused(command)
        if why and not _LEFT_OUT.match(why):
            wrong[command] = why
    assert not wrong
    assert not [name for name in set(_PLAYBOOK.findall(text)) if not (PROJECT / name).is_file()]


def test_there_are_commands() -> None:
    """A test of none would say nothing."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert len({each for text in texts for each in typed(text)}) > 100
    assert len({each for text in texts for each in said(text)}) > 60
    assert len({each for text in texts for each in in_tables(text)}) > 10


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
