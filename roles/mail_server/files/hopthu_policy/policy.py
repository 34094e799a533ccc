"""What Postfix is told about one recipient."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from .address import domain_of, spellings
from .connection import Unavailable
from .directory import Directory
from .entries import Mailbox, MailingList, comparable
from .room import Room, Rooms
from .settings import Settings
from .system_names import TOO_MANY, SystemNames

log = logging.getLogger(__name__)

# Postfix goes on with its other restrictions.
NO_OPINION = "DUNNO"
# SMTP carries ASCII, and the sender may be of either language.
NO_WRITER = (
    "550 5.7.2 Only some may write to this list, under their own login"
    " / Chi mot so nguoi duoc gui vao danh sach nay, va phai dang nhap"
)
FULL = {
    Room.NO: "552 5.2.2 The mailbox is full / Hop thu da day",
    Room.NOT_NOW: "452 4.2.2 The mailbox is full for now / Hop thu tam thoi bi day",
}
ALL_FULL = {
    Room.NO: "552 5.2.2 Every mailbox of the list is full / Moi hop thu trong danh sach deu da day",
    Room.NOT_NOW: "452 4.2.2 Every mailbox of the list is full for now"
    " / Moi hop thu trong danh sach deu tam thoi bi day",
}
UNCLEAR = "550 5.1.3 Write the whole address, name@domain / Hay viet day du dia chi, ten@ten-mien"
LATER = (
    "DEFER_IF_PERMIT 4.3.0 The directory cannot be asked now, try again later"
    " / Tam thoi khong tra cuu duoc danh ba, hay thu lai sau"
)


class Policy:
    """Decides; keeps nothing from one question to the next."""

    def __init__(self, settings: Settings, directory: Directory, rooms: Rooms) -> None:
        self._settings = settings
        self._directory = directory
        self._rooms = rooms
        self._anybody = comparable(settings.base)
        self._system = SystemNames(settings, rooms)

    async def decide(self, request: Mapping[str, str]) -> str:
        """Return the action for a request, in the words of Postfix's access(5)."""
        address = request.get("recipient", "")
        if request.get("protocol_state") != "RCPT" or address.lower() == "postmaster":
            return NO_OPINION
        if not domain_of(address):
            return UNCLEAR  # Postfix would complete it after we were asked
        if self._system.is_one(address):
            return await self._for_postmaster(request)
        if domain_of(address) not in self._settings.domains:
            return NO_OPINION
        try:
            return await self._decide(address, request)
        except Unavailable:
            return LATER

    async def _for_postmaster(self, request: Mapping[str, str]) -> str:
        known = bool(request.get("sasl_username"))
        if not known and self._system.too_many(request.get("client_address", "")):
            return TOO_MANY
        room = await self._system.room(request)
        return NO_OPINION if room is Room.YES else FULL[room]

    async def _decide(self, address: str, request: Mapping[str, str]) -> str:
        found = await self._directory.recipients(
            spellings(address, self._settings.recipient_delimiter)
        )
        login = request.get("sasl_username", "").lower()
        lists = [each for each in found if isinstance(each, MailingList)]
        for each in lists:
            if not await self._may_write(login, each):
                log.info("%s may not write to %s", login or "who is not logged in", each.address)
                return NO_WRITER
        if not self._settings.quota_status:
            return NO_OPINION
        room = await self._room(found, request.get("size", "0"))
        return NO_OPINION if room is Room.YES else (ALL_FULL if lists else FULL)[room]

    async def _may_write(self, login: str, to: MailingList) -> bool:
        if to.is_role or self._anybody in to.writers:
            return True
        if login and to.writers:
            async for names in self._directory.standing(login):
                if names & to.writers:
                    return True
        return False

    async def _room(self, found: list[Mailbox | MailingList], size: str) -> Room:
        try:
            return await self._rooms.behind(found, size)
        except Unavailable:  # the directory went away in the meantime
            return Room.YES
