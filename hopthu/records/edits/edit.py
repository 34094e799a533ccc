"""Edits of inventory files by line: what nobody asked to change stays to the byte.

A YAML library that writes the whole file again would reflow hand edits and lose comments;
the strict reader knows where everything stands, so a few lines are enough.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from hopthu.files.strict_yaml import Block, Items, parse_yaml, read_yaml
from hopthu.files.whole import insert_lines, read_lines, write_whole
from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .yaml_text import flow, scalar


class RecordFile:
    """A file with one list of records under ``key``; edits are kept until :meth:`save`.

    Where there is a ``text``, that is what the file is to hold before these edits.
    """

    def __init__(self, path: Path, key: str, heading: str, text: str | None = None) -> None:
        self._path = path
        self._key = key
        self._insertions: list[tuple[int, str]] = []
        self._appended: list[str] = []
        self._changed = False
        if text is not None or path.exists():
            self._items: Items | None = self._parse(text)
        else:
            self._items = None
            self._lines = ["---\n", f"# {heading}\n", f"{key}:\n"]

    def _parse(self, text: str | None) -> Items:
        problems: list[Problem] = []
        name = str(self._path)
        if text is None:
            root = read_yaml(self._path, name, problems)
        else:
            root = parse_yaml(text, name, problems)
        items = root.values.get(self._key) if isinstance(root, Block) else None
        if problems or not isinstance(items, Items):
            raise HopthuError(problems or [messages.UNEDITABLE.at(Place(str(self._path)))])
        self._lines = read_lines(self._path) if text is None else text.splitlines(keepends=True)
        for value, mark in zip(items.values, items.marks, strict=True):
            if not isinstance(value, Block) or self._dash(mark) < 0:
                raise self._uneditable(mark)
        return items

    def _uneditable(self, mark: Any) -> HopthuError:
        place = Place(str(self._path), line=mark.line + 1, column=mark.column + 1)
        return HopthuError([messages.UNEDITABLE.at(place)])

    def _dash(self, mark: Any) -> int:
        """The column of the dash before a list's value, or -1: it has no line of its own."""
        line = self._lines[mark.line]
        before = line[: mark.column]
        alone = before.strip() == "-" and line[mark.column] not in "{["
        return before.index("-") if alone else -1

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @property
    def indent(self) -> int:
        """Column of the dashes, as the file has it."""
        if self._items is None or not self._items.values:
            return 2
        return self._dash(self._items.marks[0])

    def append(self, lines: list[str]) -> None:
        """Add a record after the last one."""
        if not self._appended and self._items is not None and not self._items.values:
            self._open_empty(self._items.mark)
        self._appended += lines

    def _open_empty(self, mark: Any) -> None:
        """Take away the brackets of ``key: []``."""
        line = self._lines[mark.line]
        head, bracket, tail = line[mark.column :].partition("]")
        if head.strip() != "[" or not bracket:
            raise self._uneditable(mark)
        self._lines[mark.line] = line[: mark.column].rstrip() + tail

    def add_to_list(self, record_id: str, key: str, values: tuple[str, ...]) -> None:
        """Add ``values`` to the list ``key`` of the record with that id."""
        record = self._record(record_id)
        present = record.values.get(key)
        self._changed = True
        if not isinstance(present, Items):
            line = 1 + max(
                record.marks[name].line for name in ("id", "kind") if name in record.marks
            )
            self._insertions.append((line, f"{' ' * record.mark.column}{key}: {flow(values)}"))
        elif self._lines[present.mark.line][present.mark.column] == "[":
            self._extend_flow(present.mark, values)
        else:
            last = present.marks[-1]
            dash = self._dash(last)
            if dash < 0:
                raise self._uneditable(last)
            pad = " " * dash
            self._insertions += [(last.line + 1, f"{pad}- {scalar(value)}") for value in values]

    def set_value(self, line: int, key: str, value: str) -> None:
        """Give ``key`` of the record that begins in ``line`` (from 1) another value."""
        record = next(
            block
            for block in (self._items.values if self._items else ())
            if isinstance(block, Block) and block.mark.line + 1 == line
        )
        mark, old = record.marks[key], record.values[key]
        text = self._lines[mark.line]
        head, tail = text[: mark.column], text[mark.column :]
        quote = tail[0] if tail[0] in "\"'" else ""
        written = f"{quote}{old}{quote}"
        if not tail.startswith(written):
            raise self._uneditable(mark)
        self._lines[mark.line] = head + scalar(value) + tail.removeprefix(written)
        self._changed = True

    def _record(self, record_id: str) -> Block:
        for value in self._items.values if self._items else ():
            if isinstance(value, Block) and value.values.get("id") == record_id:
                return value
        raise HopthuError.of(messages.NO_RECORD, Place(str(self._path)), id=record_id)

    def _extend_flow(self, mark: Any, values: tuple[str, ...]) -> None:
        line = self._lines[mark.line]
        head, bracket, tail = line[mark.column :].partition("]")
        if not bracket or "#" in head:
            raise self._uneditable(mark)
        head = head.rstrip(" ,")
        comma = "" if head == "[" else ", "
        added = ", ".join(scalar(value) for value in values)
        self._lines[mark.line] = f"{line[: mark.column]}{head}{comma}{added}]{tail}"

    def text(self) -> str:
        """The file as it will be."""
        lines = list(self._lines)
        ends = [number for number, line in enumerate(lines) if line.rstrip() == "..."]
        end = ends[0] if ends else len(lines)
        added: dict[int, list[str]] = defaultdict(list)
        for number, line in self._insertions:
            added[number].append(line)
        added[end] += self._appended
        # From the end, so that the numbers of the lines before stay right.
        for number in sorted(added, reverse=True):
            insert_lines(lines, number, added[number])
        return "".join(lines)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._appended) or self._changed

    def save(self) -> bool:
        """Write the file whole or not at all; False where nothing changed."""
        if not self.changed:
            return False
        write_whole(self._path, self.text())
        return True
