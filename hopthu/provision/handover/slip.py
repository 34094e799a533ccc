"""What one person is handed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """An address and its first password, which no ``repr`` (and so no traceback) shows."""

    id: str
    name: str
    title: str
    agency: str
    address: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What all slips of a ministry tell beside that: an ISO date, an address to open, whom to ask.

    ``shortest`` is the number of signs that a password of one's own must have.
    """

    webmail: str
    help: str
    valid_until: str
    shortest: int
