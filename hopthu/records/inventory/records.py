"""From a file's values to records: every key known, every value of its type, all mistakes told."""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import Path
from typing import Any

from hopthu.files.strict_yaml import Ambiguous, Block, Items, Value, read_yaml
from hopthu.text.errors import Message, Place, Problem
from hopthu.text.language import Text, current

from ..handover_keys import is_secret
from . import messages, words
from .fields import PATTERNS, Field


def read_records(
    path: Path, name: str, key: str, fields: tuple[Field, ...], problems: list[Problem]
) -> list[dict[str, Any]]:
    """Read the list ``key`` of a file into dictionaries ready for the model's constructors.

    Each bears ``place``. Records with a mistake are left out; the mistake is in ``problems``.
    """
    root = read_yaml(path, name, problems)
    if root is None:
        if not any(problem.place.file == name for problem in problems):
            problems.append(messages.NO_LIST.at(Place(name), key=key))
        return []
    items = root.values.get(key) if isinstance(root, Block) else None
    if isinstance(root, Block):
        problems.extend(unknown_key(other, root, (key,)) for other in root.values if other != key)
    if not isinstance(items, Items):
        problems.append(messages.NO_LIST.at(Place(name, line=1), key=key))
        return []
    reader = RecordReader(fields, problems)
    records = (reader.record(items.values[i], items.place(i)) for i in range(len(items.values)))
    return [record for record in records if record is not None]


def unknown_key(key: str, block: Block, known: tuple[str, ...]) -> Problem:
    """The problem of a key that no table has, with the one that was probably meant."""
    close = difflib.get_close_matches(key, known, n=1)
    hint = Text(f"did you mean {close[0]}?", f"có phải là {close[0]}?") if close else words.KNOWN
    return messages.UNKNOWN_KEY.at(
        block.key_place(key), key=key, hint=hint.render({"known": ", ".join(known)})
    )


def _pattern(field: Field) -> re.Pattern[str]:
    return PATTERNS.get(field.pattern) or re.compile(rf"(?:{field.pattern})\Z")


class RecordReader:
    """Reads blocks by a table of fields."""

    def __init__(self, fields: tuple[Field, ...], problems: list[Problem]) -> None:
        self._fields = {field.name: (field, _pattern(field)) for field in fields}
        self._names = tuple(self._fields)
        self._required = [field.name for field in fields if field.required]
        self._problems = problems

    def record(self, value: Value, place: Place) -> dict[str, Any] | None:
        """Return the record, or None where something in it is wrong."""
        before = len(self._problems)
        if not isinstance(value, Block):
            self._add(messages.WRONG_TYPE, place, key="-", expected=words.RECORD.render())
            return None
        record: dict[str, Any] = {"place": place}
        for key, inner in value.values.items():
            if key not in self._fields:
                self._problems.append(unknown_key(key, value, self._names))
            else:
                record[key] = self._field(key, inner, value)
        for key in self._required:
            if key not in record:
                self._add(messages.MISSING_KEY, place, key=key)
        return record if len(self._problems) == before else None

    def _field(self, key: str, value: Value, block: Block) -> object:
        field, pattern = self._fields[key]
        if not field.many:
            # The common case inline: a text that fits its pattern.
            if type(value) is str and pattern.match(value):
                if value.isascii() or unicodedata.is_normalized("NFC", value):
                    text = value
                else:
                    text = unicodedata.normalize("NFC", value)
                if field.check(text):
                    return text
            return self._wrong(field, value, block.place(key))
        if not isinstance(value, Items):
            self._add(messages.WRONG_TYPE, block.place(key), key=key, expected=words.LIST.render())
            return ()
        if field.of:
            inner = RecordReader(field.of, self._problems)
            found = [
                inner.record(value.values[i], value.place(i)) for i in range(len(value.values))
            ]
            return tuple(record for record in found if record is not None)
        for index, item in enumerate(value.values):
            fits = type(item) is str and pattern.match(item)
            if not fits or not field.check(str(item)):
                self._wrong(field, item, value.place(index))
        return tuple(value.values)

    def _wrong(self, field: Field, value: Value, place: Place) -> str:
        if isinstance(value, str) and is_secret(value):
            self._add(messages.SECRET_KEY, place, key=field.name)
        elif isinstance(value, Ambiguous) and value:
            self._add(messages.AMBIGUOUS, place, value=value)
        elif isinstance(value, (Block, Items)):
            self._add(messages.WRONG_TYPE, place, key=field.name, expected=words.TEXT.render())
        elif not value:
            self._add(messages.EMPTY_VALUE, place, key=field.name)
        else:
            expected = field.expected.render(language=current())
            self._add(
                messages.BAD_VALUE, place, key=field.name, value=value[:80], expected=expected
            )
        return ""

    def _add(self, message: Message, place: Place, **values: object) -> None:
        self._problems.append(message.at(place, **values))
