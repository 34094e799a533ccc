"""Read the policy strictly: what is missing or wrong is told, and so is what nobody asked for."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hopthu.text.errors import Message, Place, Problem
from hopthu.text.sizes import parse_size

from ..handover_keys import PATTERN, is_public_key
from . import messages


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count``, or ``share`` percent of what is there, whichever is more."""

    count: int
    share: float

    def allowed(self, existing: int) -> int:
        """How many of ``existing`` may be touched."""
        return max(self.count, int(existing * self.share / 100))


class PolicyReader:
    """Looks keys up by their path; remembers which are wrong, and which nobody asked for.

    ``limits.suspend.run`` is a path, and so is ``quotas.people.classes.0``, the first of a list.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._asked: set[str] = set()
        self._wrong: set[str] = set()
        self._said: list[tuple[Message, dict[str, object]]] = []

    def wrong(self, path: str) -> None:
        """Remember that what is at ``path`` cannot be."""
        self._wrong.add(path)

    def say(self, message: Message, **values: object) -> None:
        """Remember a problem that has words of its own."""
        self._said.append((message, values))

    def problems(self, place: Place) -> Iterator[Problem]:
        """Yield what is missing or wrong, then what the policy does not have."""
        for key in sorted(self._wrong):
            yield messages.WRONG.at(place, key=key)
        for message, values in self._said:
            yield message.at(place, **values)
        for key in sorted(self._unknown(self._data, "")):
            close = difflib.get_close_matches(key, self._asked, n=1, cutoff=0)
            yield messages.UNKNOWN.at(place, key=key, close=close[0])

    def _unknown(self, data: Mapping[Any, Any], above: str) -> Iterator[str]:
        for name, value in data.items():
            path = f"{above}{name}"
            within = any(asked.startswith(f"{path}.") for asked in self._asked)
            if not within and path not in self._asked:
                yield path
            elif within and isinstance(value, Mapping):
                yield from self._unknown(value, f"{path}.")
            elif within and isinstance(value, list):
                yield from self._unknown(dict(enumerate(value)), f"{path}.")

    def has(self, path: str) -> bool:
        """Whether anything is there: for what a policy may leave out."""
        self._asked.add(path)
        return self._value(path) is not None

    def _value(self, path: str) -> Any:
        value: Any = self._data
        for part in path.split("."):
            if isinstance(value, list) and part.isdecimal():
                value = value[int(part)] if int(part) < len(value) else None
            else:
                value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def get(self, path: str, kind: type | tuple[type, ...]) -> Any:
        """Return the value at ``path``; where it is not of that ``kind``, an empty one."""
        self._asked.add(path)
        value = self._value(path)
        if not isinstance(value, kind) or isinstance(value, bool):
            self.wrong(path)
            return {str: "", int: 0, list: []}.get(kind, 0) if isinstance(kind, type) else 0
        return value

    def choice(self, path: str, choices: tuple[str, ...]) -> str:
        """Return one of ``choices``."""
        value: str = self.get(path, str)
        if value not in choices:
            self.wrong(path)
        return value

    def positive(self, path: str) -> int:
        """Return a number from 1."""
        value: int = self.get(path, int)
        if value < 1:
            self.wrong(path)
        return value

    def key(self, path: str) -> str:
        """Return a public key, or nothing."""
        value: str = self.get(path, str)
        if value and not (re.fullmatch(PATTERN, value) and is_public_key(value)):
            self.wrong(path)
        return value

    def names(self, path: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts, of those ``known`` where some are."""
        values = self.get(path, list)
        if all(isinstance(value, str) and (not known or value in known) for value in values):
            return tuple(values)
        self.wrong(path)
        return ()

    def day(self, path: str) -> datetime.date | None:
        """Return a day written as ``"2008-11-20"``; None for ``""``, which leaves it open."""
        text = self.get(path, str)
        try:
            return datetime.date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(path)
            return None

    def zone(self, path: str) -> ZoneInfo:
        """Return a time zone by its name of the IANA: Asia/Ho_Chi_Minh."""
        name = self.get(path, str)
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            self.wrong(path)
            return ZoneInfo("UTC")

    def size(self, path: str) -> int:
        """Return the bytes of a size such as 2G."""
        text = self.get(path, str)
        try:
            return parse_size(text)
        except ValueError:
            self.wrong(path)
            return 0

    def limit(self, path: str) -> Limit:
        """Return a count with its share."""
        return Limit(self.get(f"{path}.count", int), self.get(f"{path}.share", (int, float)))
