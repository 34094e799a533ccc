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


@pytest.mark.parametrize("version", ["2.3", "2.4"])
def test_a_hold_names_what_is_there(version: str) -> None:
    """The setting that a hold takes the place of is one of the mailbox of what was deleted.

    An unknown one of the directory's is taken for another plug-in's, and nothing says so.
    """
    conf = (TEMPLATES / f"dovecot-{version}.conf.j2").read_text(encoding="utf-8")
    asked = conf if version == "2.4" else read("dovecot-ldap.conf.ext.j2")
    (path,) = re.findall(r"(namespace/\w+/mailbox/\w+)/autoexpunge\s*=", asked)
    _, namespace, _, mailbox = path.split("/")
    given = said(conf)
    assert given[f"namespace {namespace}", f"mailbox {mailbox}", "autoexpunge"] == 1
    assert re.search(rf"\.EXPUNGED/{mailbox} owner lr$", read("dovecot-held.j2"), re.MULTILINE)
    assert f".EXPUNGED/{mailbox}" in conf


def read(name: str) -> str:
    """A template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")
