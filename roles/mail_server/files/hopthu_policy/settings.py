"""The configuration file: read strictly, all mistakes at once."""

from __future__ import annotations

import configparser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SECTION = "policy"


class Unusable(Exception):
    """The service cannot start; ``args`` are the reasons, one for each mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectorySettings:
    """Where the directory is; ``timeout`` (seconds) is the longest that an answer may take."""

    uri: str
    base: str
    bind_dn: str
    password_file: Path
    ca_file: str = ""
    timeout: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(DirectorySettings):
    """What an administrator may choose.

    ``timeout`` is Dovecot's too.
    ``quota_status`` is a path or ``host:port``; empty, and nobody is asked about room.
    ``host`` is the name of this mail host: about mailboxes of another ``mailHost`` that one is
    asked, at ``quota_port``; nobody where it is 0.
    ``system_names`` are addresses that are always taken, for ``system_box``, of whoever is no user:
    ``system_rate`` letters an hour from one address of the network, and ten times as many in all.
    ``most_boxes`` is the number of mailboxes behind a list up to which their room is looked at.
    """

    domains: frozenset[str]
    host: str
    recipient_delimiter: str = ""
    quota_status: str = ""
    quota_port: int = 0
    system_names: frozenset[str] = frozenset()
    system_box: str = ""
    system_rate: int = 30
    most_boxes: int = 200


def read_settings(file: Path) -> Settings:
    """Return what ``file`` says; Unusable names everything that is wrong with it."""
    return Settings(**read_section(file, _SECTION, _READERS, _REQUIRED))


def read_section(
    file: Path, section: str, readers: Mapping[str, Callable[[str], Any]], required: Iterable[str]
) -> dict[str, Any]:
    """Return the values of the one section of ``file``; Unusable names everything wrong with it.

    ``readers`` say of each name how its text becomes a value, or raise ValueError with the reason.
    """
    parser = configparser.ConfigParser(interpolation=None, default_section="")
    try:
        parser.read_string(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file}: cannot be read: {error}") from error
    except configparser.Error as error:
        raise Unusable(f"{file}: write lines `name = value` below [{section}]: {error}") from error
    if parser.sections() != [section]:
        raise Unusable(f"{file}: must have the section [{section}] and no other")
    found: dict[str, Any] = {}
    problems = []
    for name, text in parser[section].items():
        if name not in readers:
            problems.append(f"{name} is not known; known are {', '.join(readers)}")
            continue
        try:
            found[name] = readers[name](text)
        except ValueError as error:
            problems.append(f"{name} = {text}: {error}")
    problems += [f"{name} is missing" for name in required if not parser[section].get(name)]
    if problems:
        raise Unusable(*(f"{file}: {problem}" for problem in problems))
    return found


def _uri(text: str) -> str:
    for each in text.split():
        if each.partition("://")[0] not in ("ldap", "ldaps", "ldapi"):
            raise ValueError("must be addresses that begin with ldaps://, ldap:// or ldapi://")
    return text


def _password_file(text: str) -> Path:
    path = Path(text)
    try:
        path.read_bytes()
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    return path


def _quota_status(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if text and not text.startswith("/") and not (host and colon and port.isdecimal()):
        raise ValueError("must be the path of a socket, or host:port")
    return text


def domains(text: str) -> frozenset[str]:
    """Read names with spaces between."""
    return frozenset(text.lower().split())


def _timeout(text: str) -> float:
    seconds = float(text) if text.replace(".", "", 1).isdecimal() else 0
    if not 0.1 <= seconds <= 20:
        raise ValueError("must be seconds, from 0.1 to 20")
    return seconds


def _delimiter(text: str) -> str:
    if any(mark.isalnum() or mark in "@. " for mark in text):
        raise ValueError("must be the marks of Postfix's recipient_delimiter, such as +")
    return text


def _quota_port(text: str) -> int:
    if not (text.isdecimal() and 0 <= int(text) < 2**16):
        raise ValueError("must be the number of a port, or 0")
    return int(text)


def number(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a number of that range."""

    def read(text: str) -> int:
        if not (text.isdecimal() and least <= int(text) <= most):
            raise ValueError(f"must be a number from {least} to {most}")
        return int(text)

    return read


DIRECTORY_READERS: Mapping[str, Callable[[str], Any]] = {
    "uri": _uri,
    "base": str,
    "bind_dn": str,
    "password_file": _password_file,
    "ca_file": str,
    "timeout": _timeout,
}
_READERS: Mapping[str, Callable[[str], Any]] = {
    **DIRECTORY_READERS,
    "domains": domains,
    "host": str.lower,
    "recipient_delimiter": _delimiter,
    "quota_status": _quota_status,
    "quota_port": _quota_port,
    "system_names": domains,
    "system_box": str.lower,
    "system_rate": number(1, 1_000_000),
    "most_boxes": number(0, 10_000),
}
_REQUIRED = ("uri", "base", "bind_dn", "password_file", "domains", "host")
