"""The configuration file: the directory, and the socket."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hopthu_policy.settings import DIRECTORY_READERS, DirectorySettings, domains, read_section

_SECTION = "author"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorSettings(DirectorySettings):
    """What an administrator may choose; ``socket`` is where Postfix finds us."""

    domains: frozenset[str]
    socket: str


def read_settings(file: Path) -> AuthorSettings:
    """Return what ``file`` says; Unusable names everything that is wrong with it."""
    return AuthorSettings(**read_section(file, _SECTION, _READERS, _REQUIRED))


def _socket(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError("must be the path of a socket")
    return text


_READERS = {**DIRECTORY_READERS, "domains": domains, "socket": _socket}
_REQUIRED = ("uri", "base", "bind_dn", "password_file", "domains", "socket")
