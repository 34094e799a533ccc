"""The templates of Dovecot's settings: what is said twice counts only once, and nothing says so."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "roles" / "mail_server" / "templates"
JINJA = re.compile(r"(?s)\{% set \w+ %\}.*?\{% endset %\}|\{%.*?%\}|\{\{.*?\}\}")
OPENS = re.compile(r"\s*([^#=]*?)\s*\{\s*$")
SETS = re.compile(r"\s*([\w/@]+)\s*=(?!.*\$)")
# Sections without a name are each its own, but for this one.
ONE = "plugin"


def said(text: str) -> Counter[tuple[str, ...]]:
    """How often each setting is given, with the sections that it is in."""
    sections: list[str] = []
    found: Counter[tuple[str, ...]] = Counter()
    for number, line in enumerate(JINJA.sub("", text).splitlines()):
        if opened := OPENS.match(line):
            name = opened[1]
            sections.append(name if " " in name or name == ONE else f"{name} {number}")
        elif line.strip() == "}":
            sections.pop()
        elif given := SETS.match(line):
            found[*sections, given[1]] += 1
    assert not sections
    return found


@pytest.mark.parametrize("version", ["2.3", "2.4"])
def test_nothing_is_said_twice(version: str) -> None:
    """Of two quota rules under one name Dovecot keeps the last."""
    text = (TEMPLATES / f"dovecot-{version}.conf.j2").read_text(encoding="utf-8")
    assert [setting for setting, count in said(text).items() if count > 1] == []
