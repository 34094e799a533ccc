"""Vietnamese says one thing by one word: texts, pages, documents, by a list of terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
import yaml

from hopthu.text.errors import Message

from .test_messages import ROOT, said

PROJECT = ROOT.parent
TERMS = yaml.safe_load(Path(__file__).with_name("terms.yml").read_text(encoding="utf-8"))
PAGES = [
    *sorted((PROJECT / "docs" / "vi").rglob("*.md")),
    *sorted((PROJECT / "roles").glob("*/templates/*.html.j2")),
    *sorted(ROOT.rglob("*.html.j2")),
    *sorted((PROJECT / "scripts").glob("*")),
    *sorted((PROJECT / "scripts" / "lib").glob("*.sh")),
]


def texts() -> Iterator[tuple[str, str]]:
    """Every Vietnamese text with its place; of pages each line, and how the next one begins."""
    for each in said():
        message = each.value
        parts = (message.text, message.remedy) if isinstance(message, Message) else (message,)
        for part in parts:
            yield f"{each.module.__name__}.{each.name}", part.vi
    for page in PAGES:
        if page.is_file():
            lines = page.read_text(encoding="utf-8").splitlines()
            for number, (line, after) in enumerate(zip_longest(lines, lines[1:], fillvalue=""), 1):
                begins = " ".join(after.split()[:3])
                yield f"{page.relative_to(PROJECT)}:{number}", f"{line} {begins}"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: str(term["say"]))
def test_a_term_is_the_one_that_was_chosen(term: dict[str, str]) -> None:
    """All places at once, with what is to be said there."""
    wrong, right = re.compile(term["not"]), re.compile(term.get("unless", r"\Z\A"))
    found = {
        place: text for place, text in texts() if wrong.search(text) and not right.search(text)
    }
    assert not found, term["say"]
