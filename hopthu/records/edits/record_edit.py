"""Changes of records that are there, by line: values set and taken away, records moved.

A value keeps its line and the comment behind it; of a list written one item a line, the items
that stay keep theirs. What cannot be told apart by lines is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from hopthu.files.strict_yaml import Block, Items, Value
from hopthu.files.whole import end_of
from hopthu.text.errors import HopthuError, Place

from ..inventory.fields import Field
from . import messages
from .edit import RecordFile
from .yaml_text import field_lines, scalar

# What a field may be given: a text, a list of texts, a list of records; empty takes it away.
NewList: TypeAlias = "tuple[str | Mapping[str, str], ...]"
NewValue: TypeAlias = "str | NewList"
_SCALAR = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?!\s#).)*?(?=\s*\Z|\s+#)""")
_FLOW = re.compile(r"\[[^\[\]{}#\"']*\]")


class RecordEdits(RecordFile):
    """Edits of the records of one file, by their ids; kept until :meth:`text`."""

    def __init__(self, path: Path, key: str, heading: str, fields: tuple[Field, ...]) -> None:
        super().__init__(path, key, heading)
        self._order = [field.name for field in fields]
        self._values: dict[str, dict[str, NewValue]] = {}
        self._cut: set[str] = set()
        self._records = [
            (block, int(mark.line))
            for block, mark in zip(
                self._items.values if self._items else (),
                self._items.marks if self._items else (),
                strict=True,
            )
            if isinstance(block, Block)  # all of them: the base class refuses a file else
        ]
        self._index = {
            str(block.values.get("id")): number for number, (block, _) in enumerate(self._records)
        }

    def put(self, record_id: str, key: str, value: NewValue) -> None:
        """Give ``key`` of a record another value; an empty one takes the line away."""
        self._number(record_id)
        self._values.setdefault(record_id, {})[key] = value

    def cut(self, record_id: str) -> list[str]:
        """Take a record out, with the comments right above it; returns its lines, edited.

        The lines are without line ends and begin at column 0.
        """
        number = self._number(record_id)
        self._cut.add(record_id)
        above = self._lines[self._with_comments(number) : self._start(number)]
        column = self.indent
        return [line.rstrip("\r\n")[column:] for line in (*above, *self._edited(record_id))]

    def paste(self, lines: Iterable[str]) -> None:
        """Add a record that was cut elsewhere after the last one."""
        pad = " " * self.indent
        self.append([f"{pad}{line}".rstrip() for line in lines])

    def text(self) -> str:
        """The file as it will be."""
        edits: list[tuple[int, int, list[str]]] = []
        for record_id in self._values.keys() | self._cut:
            number = self._index[record_id]
            if record_id in self._cut:
                edits.append((self._with_comments(number), self._stop(number), []))
            else:
                lines = self._edited(record_id)
                edits.append((self._start(number), self._stop(number), lines))
        # From the end, so that the numbers of the lines before stay right.
        for start, stop, lines in sorted(edits, reverse=True):
            self._lines[start:stop] = lines
        if self._cut and len(self._cut) == len(self._records) and not self._appended:
            self._close_empty()
        self._values, self._cut = {}, set()
        return super().text()

    def _close_empty(self) -> None:
        """Write ``key: []`` where the last record went."""
        for number, line in enumerate(self._lines):
            if line.startswith(f"{self._key}:"):
                head, end = line.rstrip("\r\n"), line[len(line.rstrip("\r\n")) :]
                self._lines[number] = head.replace(":", ": []", 1) + end
                return

    def _number(self, record_id: str) -> int:
        if record_id not in self._index:
            raise HopthuError.of(messages.NO_RECORD, Place(str(self._path)), id=record_id)
        return self._index[record_id]

    def _start(self, number: int) -> int:
        return self._records[number][1]

    def _with_comments(self, number: int) -> int:
        """Where a record begins with its comments; those above the first are the file's."""
        start = self._start(number)
        while number and self._lines[start - 1].lstrip().startswith("#"):
            start -= 1
        return start

    def _stop(self, number: int) -> int:
        """The line after a record; comments and blank lines below it are the next one's."""
        if number + 1 < len(self._records):
            return self._trimmed(self._start(number), self._start(number + 1))
        ends = [n for n, line in enumerate(self._lines) if line.rstrip() == "..."]
        last = min(end for end in [*ends, len(self._lines)] if end > self._start(number))
        return self._trimmed(self._start(number), last)

    def _trimmed(self, start: int, stop: int) -> int:
        while stop > start + 1:
            line = self._lines[stop - 1].strip()
            if line and not line.startswith("#"):
                break
            stop -= 1
        return stop

    def _edited(self, record_id: str) -> list[str]:
        """The lines of one record with its new values."""
        number = self._index[record_id]
        block, start = self._records[number]
        values = self._values.get(record_id, {})
        return _Record(self, block, start, self._stop(number)).edited(values)

    def rank(self, item: tuple[str, NewValue]) -> int:
        """Where a key and its value stand in a record that is written anew."""
        return self._order.index(item[0])

    def before(self, key: str) -> list[str]:
        """The keys that stand before ``key`` in a record that is written anew."""
        return self._order[: self._order.index(key)]

    def lines(self, start: int, stop: int) -> list[str]:
        """Lines of the file as they are."""
        return self._lines[start:stop]

    def refuse(self, line: int) -> HopthuError:
        """The error of a line that cannot be edited; ``line`` counts from 0."""
        return HopthuError([messages.UNEDITABLE.at(Place(str(self._path), line=line + 1))])


class _Record:
    """One record's lines while it is edited, from the last key to the first."""

    def __init__(self, file: RecordEdits, block: Block, start: int, stop: int) -> None:
        self._file = file
        self._block = block
        self._start = start
        self._lines = file.lines(start, stop)
        self._end = end_of(self._lines[0]) or "\n"
        if not end_of(self._lines[-1]):
            self._lines[-1] += self._end
        keys = sorted(block.key_marks, key=lambda name: int(block.key_marks[name].line))
        starts = [int(block.key_marks[name].line) - start for name in keys]
        stops = [*starts[1:], len(self._lines)]
        self._ranges = {
            key: (begin, self._trimmed(begin, end))
            for key, begin, end in zip(keys, starts, stops, strict=True)
        }

    def _trimmed(self, start: int, stop: int) -> int:
        while stop > start + 1 and self._lines[stop - 1].strip()[:1] in {"", "#"}:
            stop -= 1
        return stop

    def edited(self, values: Mapping[str, NewValue]) -> list[str]:
        """Apply all values; from the end, so that the lines before keep their numbers."""
        present = self._ranges
        edits: list[tuple[int, int, list[str]]] = []
        # New keys that go to one place are put there from the last to the first, too.
        for key, value in sorted(values.items(), key=self._file.rank, reverse=True):
            if key in present:
                begin, end = present[key]
                edits.append((begin, end, self._replaced(key, value, begin, end)))
            elif value:
                stops = [present[name][1] for name in self._file.before(key) if name in present]
                after = max(stops, default=1)
                edits.append((after, after, self._fresh(key, value)))
        for begin, end, lines in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            self._lines[begin:end] = lines
        return self._lines

    def _fresh(self, key: str, value: NewValue) -> list[str]:
        pad = " " * self._block.mark.column
        return [f"{pad}{line}{self._end}" for line in field_lines(key, value)]

    def _replaced(self, key: str, value: NewValue, begin: int, end: int) -> list[str]:
        if begin == 0 and (not value or end != 1):  # it shares its line with the dash
            raise self._file.refuse(self._start + begin)
        if not value:
            return []
        old = self._block.values[key]
        if isinstance(value, str) and isinstance(old, str):
            return [self._scalar(key, value, begin, end)]
        if isinstance(old, Items) and not isinstance(value, str):
            return self._list(key, old, value, begin, end)
        raise self._file.refuse(self._start + begin)

    def _scalar(self, key: str, value: str, begin: int, end: int) -> str:
        mark = self._block.marks[key]
        line = self._lines[begin]
        if end != begin + 1 or mark.line != self._start + begin or line[mark.column] in "|>":
            raise self._file.refuse(self._start + begin)
        found = _SCALAR.match(line.rstrip("\r\n"), mark.column)
        rest = line[found.end() :] if found else self._end  # its last branch matches anything
        return line[: mark.column] + scalar(value) + rest

    def _list(self, key: str, old: Items, value: NewList, begin: int, end: int) -> list[str]:
        line = self._lines[begin]
        flow = _FLOW.match(line, old.mark.column) if old.mark.line == self._start + begin else None
        if flow:  # [a, b]  # and a comment
            (written,) = field_lines(key, value) if isinstance(value[0], str) else ("",)
            if written:
                text = written.partition(": ")[2]
                return [line[: old.mark.column] + text + line[flow.end() :]]
        elif old.mark.line > self._start + begin:
            kept = self._kept_items(old, value, end)
            if kept is not None:
                return [*self._lines[begin : old.mark.line - self._start], *kept]
        return self._fresh(key, value)

    def _kept_items(self, old: Items, value: NewList, end: int) -> list[str] | None:
        """The lines of a list of an item a line: those that stay as they are, then new ones.

        None where the order changed, so that the list has to be written anew.
        """
        starts = [mark.line - self._start for mark in old.marks]
        ranges = list(zip(starts, [*starts[1:], end], strict=True))
        plain = [_plain(item) for item in old.values]
        kept = [item for item in plain if item in value]
        if list(value[: len(kept)]) != kept or len(set(starts)) != len(starts) or not kept:
            return None
        found: list[str] = []
        for item, (begin, stop) in zip(plain, ranges, strict=True):
            if item in value:
                found += self._lines[begin:stop]
        column = self._lines[starts[0]].index("-")
        for lines in (field_lines("", (item,)) for item in value[len(kept) :]):
            found += [f"{' ' * column}{line[2:]}{self._end}" for line in lines[1:]]
        return found


def _plain(value: Value) -> str | dict[str, str]:
    """A value of the file as the model's: text, or a flat record."""
    if isinstance(value, Block):
        return {key: str(inner) for key, inner in value.values.items()}
    return str(value)
