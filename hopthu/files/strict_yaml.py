"""A strict reader for the YAML of the inventory, with the place of every key and value.

PyYAML's C parser gives the events; what is built from them is ours, because YAML libraries
disagree on what a plain scalar means (``000017``, ``no``, ``1:30``): such scalars stay marked as
:class:`Ambiguous` and the caller refuses them. One pass, O(bytes); 0.07 ms a record of 8 keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from hopthu.text.errors import HopthuError, Place, Problem

from . import messages

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]  # alike

# What YAML 1.1 or YAML 1.2 or any well-known library takes for something that is no string.
_NOT_PLAINLY_TEXT = re.compile(
    r"""(?ix:
        [-+]?[0-9][0-9_,.:e+-]*             # numbers, dates, times, leading zeros
      | [0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:t|[ \t]+)[0-9:.]+[ \t]*(?:z|[-+][0-9:]+)?
      | [-+]_[0-9_,.:e+-]* | [-+]?\.[0-9_][0-9_e+-]*
      | [-+]?0x[0-9a-f_]+ | [-+]?0o[0-7_]+ | [-+]?0b[01_]+
      | [-+]?\.inf | \.nan
      | ~ | null | y | n | yes | no | on | off | true | false | = | << |
    )\Z""",
    re.VERBOSE,
)


# What such scalars begin with; most others are told by their first letter.
_BEGINS = frozenset("0123456789-+.~=<yYnNoOtTfF")


class Ambiguous(str):
    """A scalar without quotes that not every YAML library reads as this text."""

    __slots__ = ()


@dataclass(slots=True)
class Block:
    """A mapping of a file: its values by key, and where each key and each value stands."""

    file: str
    mark: Any
    values: dict[str, Value] = field(default_factory=dict)
    key_marks: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)

    def place(self, key: str = "") -> Place:
        """Where the value of ``key`` begins, or the mapping itself."""
        return _place(self.file, self.marks.get(key, self.mark))

    def key_place(self, key: str) -> Place:
        """Where ``key`` itself stands."""
        return _place(self.file, self.key_marks.get(key, self.mark))


@dataclass(slots=True)
class Items:
    """A sequence of a file: its values, and where each stands."""

    file: str
    mark: Any
    values: list[Value] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)

    def place(self, index: int = -1) -> Place:
        """Where the value at ``index`` begins, or (-1) the sequence itself."""
        return _place(self.file, self.mark if index < 0 else self.marks[index])


Value: TypeAlias = "str | Block | Items"


def is_plainly_text(text: str) -> bool:
    """Whether every YAML library reads ``text``, written without quotes, as that very text."""
    return _NOT_PLAINLY_TEXT.match(text) is None


def read_yaml(path: Path, name: str, problems: list[Problem]) -> Value | None:
    """Read one file; ``name`` is what messages call it. Mistakes go to ``problems``.

    Returns the root value, or None where there is nothing to go on with.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        problems.append(messages.NOT_UTF8.at(Place(name)))
        return None
    except OSError as error:
        problems.append(messages.UNREADABLE.at(Place(name), reason=error.strerror or error))
        return None
    return parse_yaml(text, name, problems)


def parse_yaml(text: str, name: str, problems: list[Problem]) -> Value | None:
    """The same for a text that is no file yet."""
    try:
        return _Builder(text, name, problems).document()
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(error, name, text))
    except HopthuError as error:
        problems.extend(error.problems)
    return None


def _syntax_problem(error: yaml.YAMLError, name: str, text: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        place = _place(name, error.problem_mark)
        return messages.NOT_YAML.at(place, reason=error.problem)
    # A character that YAML forbids: the parser knows where only as a number of bytes.
    found = _FORBIDDEN.search(text)
    start = found.start() if found else 0
    line_start = text.rfind("\n", 0, start) + 1
    place = Place(name, line=text.count("\n", 0, start) + 1, column=start - line_start + 1)
    return messages.NOT_YAML.at(place, reason=getattr(error, "reason", "") or str(error))


class _Builder:
    """Builds values from the parser's events, without recursion on scalars."""

    def __init__(self, text: str, name: str, problems: list[Problem]) -> None:
        self._name = name
        self._problems = problems
        # Some stubs of PyYAML have it, others not.
        self._next = _Loader(text).get_event  # type: ignore[attr-defined, unused-ignore]

    def document(self) -> Value | None:
        """Build the only document of the stream."""
        root: Value | None = None
        while (event := self._next()) is not None:
            kind = type(event)
            if kind is yaml.DocumentStartEvent:
                if root is not None:
                    raise HopthuError.of(
                        messages.NOT_YAML, self._place(event), reason="a second document"
                    )
            elif kind not in _OUTSIDE:
                root = self._value(event, 0)
        return root

    def _place(self, event: Any) -> Place:
        return _place(self._name, event.start_mark)

    def _value(self, event: Any, depth: int) -> Value:
        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise HopthuError.of(messages.NO_ANCHORS, self._place(event))
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > _DEEPEST:
            raise HopthuError.of(messages.TOO_DEEP, self._place(event))
        if kind is yaml.MappingStartEvent:
            return self._block(event, depth)
        return self._items(event, depth)

    def _scalar(self, event: Any) -> str:
        text: str = event.value
        is_plain = event.implicit[0] and (not text or text[0] in _BEGINS)
        if is_plain and _NOT_PLAINLY_TEXT.match(text):
            return Ambiguous(text)
        return text

    def _block(self, event: Any, depth: int) -> Block:
        block = Block(self._name, event.start_mark)
        while type(key := self._next()) is not yaml.MappingEndEvent:
            if type(key) is not yaml.ScalarEvent:
                raise HopthuError.of(
                    messages.NOT_YAML, self._place(key), reason="a key must be a word"
                )
            if key.anchor is not None or key.tag is not None:
                raise HopthuError.of(messages.NO_ANCHORS, self._place(key))
            name = key.value
            if name in block.values:
                place = self._place(key)
                self._problems.append(messages.DUPLICATE_KEY.at(place, key=name))
            event = self._next()
            block.key_marks[name] = key.start_mark
            block.marks[name] = event.start_mark
            block.values[name] = self._value(event, depth + 1)
        return block

    def _items(self, event: Any, depth: int) -> Items:
        items = Items(self._name, event.start_mark)
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.marks.append(event.start_mark)
            items.values.append(self._value(event, depth + 1))
        return items


def _place(file: str, mark: Any) -> Place:
    return Place(file, line=mark.line + 1, column=mark.column + 1)


_OUTSIDE = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)
_DEEPEST = 16  # no record nests deeper than 4; a bomb of brackets ends here
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
