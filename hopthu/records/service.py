"""The words of the service that is shipped: its name, and how forms write that and its titles.

An environment whose agencies are of another service is read by their names alone (see
:mod:`hopthu.forms.tree`), so nothing but this data knows a service by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from hopthu.files.data import load
from hopthu.text.names import ascii_fold


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWords:
    """What ``catalogues/service.yml`` says, as its comments tell; ``office`` is a pattern."""

    name: str
    ministry: str
    office: str
    called: tuple[str, ...]
    short: tuple[str, ...]
    offices: tuple[str, ...]
    also: tuple[str, ...]
    left_out: tuple[str, ...]
    officers: tuple[str, ...]
    staff: tuple[str, ...]
    others: tuple[str, ...]
    other_bodies: tuple[str, ...]
    other_lists: tuple[str, ...]
    addresses: tuple[str, ...]
    abbreviations: Mapping[str, tuple[str, ...]]
    head: str
    title_words: Mapping[str, str]
    leading: tuple[str, ...]
    ranks: Mapping[str, str]
    posts: tuple[str, ...]

    @property
    def surely(self) -> tuple[str, ...]:
        """What names it or an agency of it wherever it stands."""
        return (*self.called, *self.offices)

    @property
    def loosely(self) -> tuple[str, ...]:
        """What names it at the beginning of a text, or behind a word that says what it is."""
        return (*self.called, *self.short)


@cache
def shipped_service() -> ServiceWords:
    """The words of the service whose catalogues are shipped."""
    # By the folder: the package of the catalogues needs what needs this.
    data = load(__package__, "catalogues/service.yml")
    told: dict[str, Any] = {
        field.name: tuple(value) if isinstance(value := data[field.name], list) else value
        for field in fields(ServiceWords)
    }
    told["ranks"] = {record["code"]: record["name"] for record in data["ranks"]}
    return ServiceWords(**told)


def any_of(words: tuple[str, ...]) -> str:
    """A part of a pattern that matches any of some words."""
    return f"(?:{'|'.join(words)})"


def plain_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without their marks, small."""
    return tuple(ascii_fold(word).lower() for word in words)
