"""Edits of inventory files by line: what nobody asked to change stays to the byte.

A YAML library that writes the whole file again would reflow hand edits and lose comments;
the strict reader knows where everything stands, so a few lines are enough.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from ..errors import HopthuError, Message, Place, Problem
from ..inventory.strict_yaml import Block, Items, read_yaml
from ..language import Text
from .yaml_text import flow, scalar

_UNEDITABLE = Message(
    "edit.uneditable",
    Text("this file is not written one value a line", "tệp này không viết mỗi dòng một giá trị"),
    Text(
        "write the list as “- id: …” lines, as the other provinces' files are",
        "viết danh sách thành các dòng “- id: …” như tệp của tỉnh khác",
    ),
)
_UNWRITABLE = Message(
    "edit.unwritable",
    Text("the file cannot be written: {reason}", "không ghi được tệp: {reason}"),
    Text(
        "check the disk and the permissions; nothing was changed",
        "kiểm tra đĩa và quyền ghi; chưa thay đổi gì",
    ),
)
_DASH = 2  # a record's keys stand two columns right of its dash


class RecordFile:
    """A file with one list of records under ``key``; edits are kept until :meth:`save`."""

    def __init__(self, path: Path, key: str, heading: str) -> None:
        self._path = path
        self._key = key
        text = (
            path.read_text(encoding="utf-8") if path.exists() else f"---\n# {heading}\n{key}: []\n"
        )
        self._before = text if path.exists() else ""
        self._lines = text.splitlines()
        self._insertions: list[tuple[int, str]] = []
        self._appended: list[str] = []
        self._items = self._parse() if path.exists() else None

    def _parse(self) -> Items:
        problems: list[Problem] = []
        root = read_yaml(self._path, str(self._path), problems)
        items = root.values.get(self._key) if isinstance(root, Block) else None
        if problems or not isinstance(items, Items):
            raise HopthuError(problems or [self._uneditable()])
        if items.values and not self._is_block_style(items):
            raise HopthuError([self._uneditable()])
        return items

    def _uneditable(self) -> Problem:
        return Problem(_UNEDITABLE, Place(str(self._path)))

    def _is_block_style(self, items: Items) -> bool:
        first = items.values[0]
        line = self._lines[items.marks[0].line]
        return isinstance(first, Block) and line.lstrip().startswith("- ")

    @property
    def indent(self) -> int:
        """Column of the dashes, as the file has it."""
        if self._items is None or not self._items.values:
            return 2
        return int(self._items.marks[0].column) - _DASH

    def append(self, lines: list[str]) -> None:
        """Add a record after the last one."""
        self._appended += lines

    def add_to_list(self, record_id: str, key: str, values: tuple[str, ...]) -> None:
        """Add ``values`` to the list ``key`` of the record with that id."""
        record = self._record(record_id)
        present = record.values.get(key)
        if not isinstance(present, Items):
            line = 1 + max(
                record.marks[name].line for name in ("id", "kind") if name in record.marks
            )
            self._insertions.append((line, f"{' ' * record.mark.column}{key}: {flow(values)}"))
        elif self._lines[present.mark.line][present.mark.column : present.mark.column + 1] == "[":
            self._extend_flow(present.mark, values)
        else:
            last = present.marks[-1]
            pad = " " * (last.column - _DASH)
            self._insertions += [(last.line + 1, f"{pad}- {scalar(value)}") for value in values]

    def _record(self, record_id: str) -> Block:
        for value in self._items.values if self._items else ():
            if isinstance(value, Block) and value.values.get("id") == record_id:
                return value
        raise KeyError(record_id)

    def _extend_flow(self, mark: Any, values: tuple[str, ...]) -> None:
        line = self._lines[mark.line]
        head, bracket, tail = line[mark.column :].partition("]")
        if not bracket:
            raise HopthuError([self._uneditable()])
        comma = "" if head.strip() == "[" else ", "
        added = ", ".join(scalar(value) for value in values)
        self._lines[mark.line] = f"{line[: mark.column]}{head.rstrip()}{comma}{added}]{tail}"

    def text(self) -> str:
        """The file as it will be."""
        lines = list(self._lines)
        for line, added in sorted(self._insertions, reverse=True, key=lambda pair: pair[0]):
            lines.insert(line, added)
        if self._appended:
            lines = [
                f"{self._key}:" if line.strip() == f"{self._key}: []" else line for line in lines
            ]
        return "\n".join([*lines, *self._appended, ""])

    def save(self) -> bool:
        """Write the file whole or not at all; False where nothing changed."""
        text = self.text()
        if text == self._before:
            return False
        write_whole(self._path, text)
        return True


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that a crash or a full disk leaves the old one."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=".", delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise HopthuError.of(_UNWRITABLE, Place(str(path)), reason=error.strerror) from error
