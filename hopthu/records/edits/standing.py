"""Which mail host stands in for which, in the policy's own file: one line of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hopthu.files.strict_yaml import Block, Value, parse_yaml, read_yaml
from hopthu.files.whole import end_of, insert_lines, read_lines
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages

_KEY = "standing_in"
_ABOVE = ("hopthu_policy", "mail_hosts")


def with_standing_in(path: Path, wanted: Mapping[str, str]) -> str:
    """The policy's file with ``mail_hosts.standing_in`` as it is ``wanted``; empty if it is so.

    Nothing else of the file changes. HopthuError where the line cannot be written into it, which
    names the line.
    """
    problems: list[Problem] = []
    hosts = _hosts(read_yaml(path, str(path), problems))
    line = f"{_KEY}: {_flow(wanted)}"
    if problems or hosts is None or not hosts.values:
        raise HopthuError(problems or [messages.NO_MAIL_HOSTS.at(Place(str(path)), line=line)])
    if _said(hosts) == dict(wanted):
        return ""
    lines = read_lines(path)
    first = min(hosts.key_marks.values(), key=lambda mark: mark.line)
    indent = " " * first.column
    if _KEY in hosts.values:
        at = hosts.key_marks[_KEY].line
        lines[at] = f"{indent}{line}{end_of(lines[at])}"
    else:
        insert_lines(lines, first.line, [f"{indent}{line}"])
    text = "".join(lines)
    if not _is_right(text, path, hosts, wanted):
        raise HopthuError([messages.NO_MAIL_HOSTS.at(hosts.place(), line=line)])
    return text


def _hosts(value: Value | None) -> Block | None:
    for key in _ABOVE:
        value = value.values.get(key) if isinstance(value, Block) else None
    return value if isinstance(value, Block) else None


def _said(hosts: Block) -> dict[str, object]:
    said = hosts.values.get(_KEY)
    return dict(said.values) if isinstance(said, Block) else {}


def _is_right(text: str, path: Path, before: Block, wanted: Mapping[str, str]) -> bool:
    """Whether the new text says what is wanted, and all else as before."""
    problems: list[Problem] = []
    after = _hosts(parse_yaml(text, str(path), problems))
    if problems or after is None or _said(after) != dict(wanted):
        return False
    others = [key for key in before.values if key != _KEY]
    return others == [key for key in after.values if key != _KEY]


def _flow(wanted: Mapping[str, str]) -> str:
    """On one line; names of hosts need no quotes."""
    return "{" + ", ".join(f"{name}: {host}" for name, host in sorted(wanted.items())) + "}"
