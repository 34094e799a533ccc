"""Postfix's policy delegation protocol: lines ``name=value``, and an empty one at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

# Postfix sends some 30 attributes; more is no request. A line is limited by the reader (64 KiB).
_MOST_LINES = 200


class Malformed(Exception):
    """What arrived is neither a request nor an answer."""


async def read_attributes(reader: asyncio.StreamReader) -> dict[str, str] | None:
    """Return the next request or answer; None when the other side has closed before it."""
    attributes: dict[str, str] = {}
    for _ in range(_MOST_LINES):
        try:
            line = await reader.readline()
        except ValueError as error:  # a line over the limit
            raise Malformed(str(error)) from error
        if line == b"\n":
            return attributes
        if not line and not attributes:
            return None
        name, equals, value = line.decode("utf-8", "replace").rstrip("\n").partition("=")
        if not equals or not line.endswith(b"\n"):
            raise Malformed(f"not a line name=value: {line[:80]!r}")
        attributes[name] = value
    raise Malformed(f"more than {_MOST_LINES} lines")


def attributes(values: Mapping[str, str]) -> bytes:
    """Return a request or an answer as it is sent; no value may hold an end of line."""
    return "".join(f"{name}={value}\n" for name, value in values.items()).encode() + b"\n"
