"""The ready pipelines call the commands that there are (their form is checked by scripts/lint)."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.commands.ci import parser

PROJECT = Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((PROJECT / "workflows").glob("*.yml"))


def texts(node: Any) -> Iterator[str]:
    """Every string of a YAML document."""
    match node:
        case str():
            yield node
        case dict():
            for value in node.values():
                yield from texts(value)
        case list():
            for value in node:
                yield from texts(value)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_commands_are_understood(path: Path) -> None:
    """Each plans, applies what was planned, and looks for drift, with options that exist."""
    text = "\n".join(texts(yaml.safe_load(path.read_text(encoding="utf-8"))))
    calls = re.findall(r"^ *scripts/ci (.*?)(?: \|\| .*)?$", text, re.MULTILINE)
    asked = [parser().parse_args(shlex.split(call)) for call in calls]
    assert {options.action for options in asked} == {"plan", "apply", "drift"}
    (applied,) = (options for options in asked if options.action == "apply")
    planned = next(options for options in asked if options.action == "plan")
    assert applied.plan == planned.into / "plan.json"
    assert applied.into != planned.into


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_the_vault_password_comes_from_the_store(path: Path) -> None:
    """By the script that reads it from the environment; no secret stands in a command."""
    text = path.read_text(encoding="utf-8")
    (script,) = re.findall(r"ANSIBLE_VAULT_PASSWORD_FILE: (\S+)", text)
    assert (PROJECT / script).stat().st_mode & 0o111
    for line in text.splitlines():
        if "secrets." in line:
            assert re.fullmatch(r" +[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}", line), line
