"""Add a province to the hosts of an environment, at its place in the alphabet."""

from __future__ import annotations

from pathlib import Path

from ..errors import HopthuError, Message, Place, Problem
from ..inventory.strict_yaml import Block, Value, read_yaml
from ..language import Text
from .edit import write_whole

_NO_PLACE = Message(
    "hosts.no-place",
    Text(
        "there is no all: children: provinces: hosts: with a host in it",
        "không có all: children: provinces: hosts: với ít nhất một máy",
    ),
    Text("compare with inventory/lab/hosts.yml", "so với inventory/lab/hosts.yml"),
)


def add_host(path: Path, name: str) -> bool:
    """Insert the line ``<name>:`` into ``all.children.provinces.hosts``; False if it is there."""
    problems: list[Problem] = []
    hosts: Value | None = read_yaml(path, str(path), problems)
    for key in ("all", "children", "provinces", "hosts"):
        hosts = hosts.values.get(key) if isinstance(hosts, Block) else None
    if problems or not isinstance(hosts, Block) or not hosts.values:
        raise HopthuError(problems or [Problem(_NO_PLACE, Place(str(path)))])
    if name in hosts.values:
        return False
    lines = path.read_text(encoding="utf-8").splitlines()
    later = [mark for key, mark in hosts.key_marks.items() if key > name]
    column = next(iter(hosts.key_marks.values())).column
    line = min(mark.line for mark in later) if later else _end(hosts, lines, column)
    lines.insert(line, f"{' ' * column}{name}:")
    write_whole(path, "\n".join([*lines, ""]))
    return True


def _end(hosts: Block, lines: list[str], column: int) -> int:
    """The line after the last host and its variables."""
    line: int = max(mark.line for mark in hosts.key_marks.values()) + 1
    while (
        line < len(lines)
        and lines[line].strip()
        and len(lines[line]) - len(lines[line].lstrip()) > column
    ):
        line += 1
    return line
