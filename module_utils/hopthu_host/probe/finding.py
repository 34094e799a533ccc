"""A mailbox as a mail server must know it, and what is found to be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Mailbox:
    """``aliases`` are its other addresses; ``quota`` is in bytes, None where nothing is set."""

    address: str
    aliases: tuple[str, ...] = ()
    quota: int | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Mailbox:
        """The mailbox of a module's argument."""
        return cls(data["address"], tuple(data["aliases"] or ()), data["quota"])


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` as in hopthu/provision/probe/messages.toml, which has the words for it.

    ``layer`` is who was asked; ``address`` the mailbox, empty where it is about the whole server;
    ``values``: what the words name beside the server and the address.
    """

    code: str
    layer: str
    address: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """The finding as plain values, for a module's result."""
        return asdict(self)


class CannotAsk(Exception):
    """A server that cannot be asked at all: a finding's ``code`` and ``values``."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values
