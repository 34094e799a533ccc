"""What the ministry's policy says about first passwords."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``recovery_key`` may be empty; a first password holds ``days``.

    Of a password of one's own the directory server asks at least ``shortest`` signs, and that it is
    none of the last ``remembered``. ``webmail`` and ``help`` are printed on slips.
    """

    recovery_key: str
    days: int
    shortest: int
    remembered: int
    webmail: str
    help: str
