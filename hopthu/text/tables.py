"""Texts as data: a package's ``messages.toml`` and ``words.toml``, which modules offer by name.

In ``words.toml`` a name has its text in English and in Vietnamese. In ``messages.toml`` a table is
a message: its ``code``, what is wrong (``en``, ``vi``) and what the reader can do
(``remedy.en``, ``remedy.vi``), if anything. A remedy that several share is a table of its own, and
``remedy`` its name. A file is read when the first of its names is asked for: in most runs nothing
is wrong.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from .errors import Message
from .language import NO_TEXT, Text

ValueT = TypeVar("ValueT")
Named = tuple[Callable[[str], ValueT], Callable[[], list[str]]]


def messages_of(package: str) -> Named[Message]:
    """The ``__getattr__`` and ``__dir__`` of a package's module of messages (PEP 562)."""
    return _by_name(f"{package}/messages.toml", lambda: read_messages(package))


def words_of(package: str) -> Named[Text]:
    """The same of its module of words, for the names that the module has not itself."""
    return _by_name(f"{package}/words.toml", lambda: read_words(package))


def _by_name(file: str, read: Callable[[], dict[str, ValueT]]) -> Named[ValueT]:
    def find(name: str) -> ValueT:
        if name.startswith("_") or name not in read():
            raise AttributeError(f"{file} has no {name}")
        return read()[name]

    return find, lambda: sorted(read())


@cache
def read_words(package: str) -> dict[str, Text]:
    """The words of a package by name, in the order of its file."""
    return {name: Text(*pair) for name, pair in _load(package, "words.toml").items()}


@cache
def read_messages(package: str) -> dict[str, Message]:
    """The messages of a package by name, in the order of its file."""
    tables = _load(package, "messages.toml")
    return {
        name: Message(
            table["code"], Text(table["en"], table["vi"]), _remedy(table.get("remedy"), tables)
        )
        for name, table in tables.items()
        if "code" in table
    }


def _load(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(name).read_text(encoding="utf-8"))


def _remedy(told: str | dict[str, str] | None, tables: dict[str, Any]) -> Text:
    if told is None:
        return NO_TEXT
    return Text(**(tables[told]["remedy"] if isinstance(told, str) else told))
