"""Records as YAML text, quoted so that every YAML library reads the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from hopthu.files.strict_yaml import is_plainly_text

from ..inventory.fields import Field

# A letter first, then nothing that YAML gives a meaning to.
_JSON = json.JSONEncoder(ensure_ascii=False)
_PLAIN = re.compile(r"[^\W\d_](?:[\w .,’()/-]*[\w.)])?\Z")


@lru_cache(maxsize=16384)
def scalar(text: str) -> str:
    """``text`` plain where that is safe, else in double quotes."""
    if _PLAIN.match(text) and is_plainly_text(text):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """``text`` in double quotes."""
    written = _JSON.encode(text)
    if written.isprintable():  # as nearly all are
        return written
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)


def record_lines(
    record: Mapping[str, str | tuple[str, ...]], fields: tuple[Field, ...], indent: int
) -> list[str]:
    """The lines of one list item, its dash at column ``indent``; empty values are left out."""
    lines: list[str] = []
    for field in fields:
        value = record.get(field.name)
        if value:
            text = scalar(value) if isinstance(value, str) else flow(value)
            lines.append(f"{' ' * (indent + 2)}{field.name}: {text}")
    lines[0] = f"{' ' * indent}- {lines[0].lstrip()}"
    return lines


def flow(values: tuple[str, ...]) -> str:
    """``[a, b]``."""
    return f"[{', '.join(scalar(value) for value in values)}]"


def field_lines(key: str, value: str | tuple[str | Mapping[str, str], ...]) -> list[str]:
    """The lines of one field at column 0: a text, ``[a, b]``, or records of an item each.

    Without a ``key`` a list is always written an item a line, under an empty first line.
    """
    if isinstance(value, str):
        return [f"{key}: {scalar(value)}"]
    texts = [item for item in value if isinstance(item, str)]
    if texts and key:
        return [f"{key}: {flow(tuple(texts))}"]
    lines = [f"{key}:"]
    lines += [f"  - {scalar(text)}" for text in texts]
    for item in value:
        if not isinstance(item, str):
            pairs = [f"{name}: {scalar(text)}" for name, text in item.items() if text]
            lines += as_item(pairs)
    return lines


def as_item(lines: list[str]) -> list[str]:
    """The lines of a record as an item of a list, two columns further in."""
    return [f"  {'  ' if number else '- '}{line}" for number, line in enumerate(lines)]
