"""A mailbox as a mail server must know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mailbox:
    """``aliases`` are its other addresses; ``quota`` is in bytes, None where nothing is set.

    ``host`` is the mail host that keeps it, by full name; empty where there is only one.
    """

    address: str
    aliases: tuple[str, ...] = ()
    quota: int | None = None
    host: str = ""

    def data(self) -> dict[str, Any]:
        """The mailbox as plain values, for a module's argument."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Mailbox:
        """The mailbox of such values."""
        aliases = tuple(data["aliases"] or ())
        return cls(data["address"], aliases, data["quota"], data.get("host") or "")
