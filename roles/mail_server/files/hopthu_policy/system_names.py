"""Postmaster, abuse and their like: always taken, without the directory, but not without end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping

from .entries import Mailbox
from .room import Room, Rooms
from .settings import Settings

_HOUR = 3600.0
_ALL = 10  # times as many as from one address
# From here the host itself writes, and whoever logged in is known.
_OWN = ("127.", "::1")

TOO_MANY = (
    "450 4.7.28 Too many letters to the postmaster for now, try again later"
    " / Tam thoi qua nhieu thu gui postmaster, hay thu lai sau"
)


class SystemNames:
    """Counts in memory: after a restart everybody may write again."""

    def __init__(
        self, settings: Settings, rooms: Rooms, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._rooms, self._now = settings, rooms, now
        self._count: Counter[str] = Counter()
        self._began = now()

    def is_one(self, address: str) -> bool:
        """Say whether an address, as Postfix has it, is among them."""
        return address.lower().rstrip(".") in self._settings.system_names

    def too_many(self, client: str) -> bool:
        """Count a letter from an address of the network; True if there were enough this hour."""
        if client.startswith(_OWN):
            return False
        if self._now() - self._began >= _HOUR:
            self._count.clear()
            self._began = self._now()
        most = self._settings.system_rate
        # What is put off is not counted, so that the names of senders do not fill the memory.
        if self._count[client] >= most or self._count.total() >= _ALL * most:
            return True
        self._count[client] += 1
        return False

    async def room(self, request: Mapping[str, str]) -> Room:
        """Return what their mailbox has to offer."""
        if not self._settings.quota_status:
            return Room.YES
        box = Mailbox(self._settings.system_box, "")
        return await self._rooms.behind([box], request.get("size", "0"))
