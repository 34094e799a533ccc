"""Add a province to the hosts of an environment, at its place in the alphabet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hopthu.files.strict_yaml import Block, Value, read_yaml
from hopthu.files.whole import insert_lines, read_lines
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages


def with_hosts(path: Path, names: Iterable[str]) -> str:
    """The file with a line ``<name>:`` in ``all.children.provinces.hosts`` for each of ``names``.

    Empty if all are there.
    """
    problems: list[Problem] = []
    hosts: Value | None = read_yaml(path, str(path), problems)
    for key in ("all", "children", "provinces", "hosts"):
        hosts = hosts.values.get(key) if isinstance(hosts, Block) else None
    if problems or not isinstance(hosts, Block) or not hosts.values:
        raise HopthuError(problems or [messages.NO_PLACE.at(Place(str(path)))])
    new = [name for name in names if name not in hosts.values]
    if not new:
        return ""
    lines = read_lines(path)
    first = next(iter(hosts.key_marks.values()))
    if lines[first.line][: first.column].strip():  # {in: braces}
        raise HopthuError([messages.NO_PLACE.at(hosts.place())])
    end = _end(hosts, lines, first.column)
    places: list[tuple[int, str]] = []
    for name in new:
        later = [mark.line for key, mark in hosts.key_marks.items() if key > name]
        places.append((_start(min(later), lines) if later else end, name))
    for line, name in sorted(places, reverse=True):  # the lines before keep their numbers
        insert_lines(lines, line, [f"{' ' * first.column}{name}:"])
    return "".join(lines)


def _start(line: int, lines: list[str]) -> int:
    """The line where a host begins: with the comments right above it."""
    while lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _end(hosts: Block, lines: list[str], column: int) -> int:
    """The line after the last host and its variables."""
    end: int = max(mark.line for mark in hosts.key_marks.values()) + 1
    for number in range(end, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) <= column:
            break
        end = number + 1
    return end
