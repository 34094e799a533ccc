"""Texts as data: a package's ``messages.toml``, which ``messages.py`` beside it offers by name.

A table is a message: its ``code``, what is wrong (``en``, ``vi``) and what the reader can do
(``remedy.en``, ``remedy.vi``), if anything. A remedy that several share is a table of its own, and
``remedy`` its name. The file is read when the first of its messages is asked for: in most runs
nothing is wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any

from .errors import Message
from .language import NO_TEXT, Text


def messages_of(package: str) -> tuple[Callable[[str], Message], Callable[[], list[str]]]:
    """The ``__getattr__`` and ``__dir__`` of a package's module of messages (PEP 562)."""

    def find(name: str) -> Message:
        if name.startswith("_") or name not in read_messages(package):
            raise AttributeError(f"{package}/messages.toml has no {name}")
        return read_messages(package)[name]

    return find, lambda: sorted(read_messages(package))


@cache
def read_messages(package: str) -> dict[str, Message]:
    """The messages of a package by name, in the order of its file."""
    text = resources.files(package).joinpath("messages.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {
        name: Message(
            table["code"], Text(table["en"], table["vi"]), _remedy(table.get("remedy"), tables)
        )
        for name, table in tables.items()
        if "code" in table
    }


def _remedy(told: str | dict[str, str] | None, tables: dict[str, dict[str, Any]]) -> Text:
    if told is None:
        return NO_TEXT
    return Text(**(tables[told]["remedy"] if isinstance(told, str) else told))
