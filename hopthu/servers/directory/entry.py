"""An entry of the directory."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

Values = tuple[bytes, ...]
"""All values of one attribute, as the directory holds them (text is UTF-8)."""


@dataclass(slots=True)
class Entry:
    """A DN and its attributes; the names are spelled as the schema spells them."""

    dn: str
    attributes: dict[str, Values]


def values_to_json(values: Collection[bytes]) -> list[str | dict[str, str]]:
    """All values of an attribute: text as text, anything else as ``{"base64": …}``."""
    try:
        return [value.decode() for value in values]
    except UnicodeDecodeError:
        return [_to_json(value) for value in values]


def values_from_json(values: Iterable[Any]) -> Values:
    """What :func:`values_to_json` was given; ValueError, TypeError or KeyError for others."""
    return tuple(_from_json(value) for value in values)


def _to_json(value: bytes) -> str | dict[str, str]:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode("ascii")}


def _from_json(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return base64.b64decode(value["base64"], validate=True)
