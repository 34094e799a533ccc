"""The configuration file: the directory, and the socket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hopthu_policy.settings import (
    DIRECTORY_READERS,
    DirectorySettings,
    domains,
    number,
    read_section,
)

from .brake import KINDS, Limits

_MOST = 1_000_000
_SECTION = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorSettings(DirectorySettings):
    """What an administrator may choose.

    ``socket`` is where Postfix finds us, ``book`` where is kept what was sent. The limits are for
    letters from the address of a person, of an agency and of a role; a login that was put off
    ``held_after`` times in a day is held, and ``tell`` is the address that hears of it.
    ``host`` is the name of this mail host.
    """

    domains: frozenset[str]
    socket: str
    book: Path
    people: Limits
    agencies: Limits
    roles: Limits
    held_after: int
    tell: str
    host: str


def read_settings(file: Path) -> AuthorSettings:
    """Return what ``file`` says; Unusable names everything that is wrong with it."""
    return AuthorSettings(**read_section(file, _SECTION, _READERS, _REQUIRED))


def _socket(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError("must be a path that begins with /")
    return text


def _book(text: str) -> Path:
    return Path(_socket(text))


def _limits(text: str) -> Limits:
    numbers = [int(each) for each in text.split() if each.isdecimal() and 1 <= int(each) <= _MOST]
    if len(numbers) != 4 or len(text.split()) != 4:
        raise ValueError(
            "must be four numbers: letters and recipients in an hour, then both in a day"
        )
    return Limits(*numbers)


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not (local and at and domain):
        raise ValueError("must be an address")
    return text.lower()


_READERS = {
    **DIRECTORY_READERS,
    "domains": domains,
    "socket": _socket,
    "book": _book,
    **dict.fromkeys(KINDS, _limits),
    "held_after": number(1, _MOST),
    "tell": _address,
    "host": str.lower,
}
_REQUIRED = (
    *("uri", "base", "bind_dn", "password_file", "domains", "socket", "book"),
    *(*KINDS, "held_after", "tell", "host"),
)
