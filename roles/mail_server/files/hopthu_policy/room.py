"""Whether there is room for a letter in one of the mailboxes behind an address."""

from __future__ import annotations

import asyncio
import enum
import logging
from collections.abc import AsyncIterator, Iterable

from . import protocol
from .address import domain_of
from .directory import Directory
from .entries import Mailbox, MailingList
from .settings import Settings

log = logging.getLogger(__name__)

# Each question occupies a process of quota-status.
_AT_ONCE = 8


class Room(enum.IntEnum):
    """What a mailbox has to offer, best first."""

    YES = 0  # or nobody knows: LMTP has the last word
    NOT_NOW = 1
    NO = 2


class Rooms:
    """Asks Dovecot's quota-status, which speaks Postfix's policy protocol."""

    def __init__(self, settings: Settings, directory: Directory) -> None:
        self._settings = settings
        self._directory = directory
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def behind(self, found: Iterable[Mailbox | MailingList], size: str) -> Room:
        """Return the best that the mailboxes behind ``found`` offer a letter of ``size`` bytes.

        That is YES, too, when none is known, when they are more than ``most_boxes``, and when one
        is kept elsewhere: with another provider, or on a mail host that cannot be asked.
        """
        best, count = Room.NO, 0
        async for boxes in self._boxes(found):
            count += len(boxes)
            if count > self._settings.most_boxes or not all(map(self._whom, boxes)):
                return Room.YES
            for start in range(0, len(boxes), _AT_ONCE):
                some = boxes[start : start + _AT_ONCE]
                best = min(best, *await asyncio.gather(*(self._of(box, size) for box in some)))
                if best is Room.YES:
                    return best
        return best if count else Room.YES

    async def _boxes(self, found: Iterable[Mailbox | MailingList]) -> AsyncIterator[list[Mailbox]]:
        """Yield the mailboxes of lists and of the lists in them, each once, some at a time."""
        seen: set[str] = set()
        waiting: list[str] = []
        while found or waiting:
            new = {each.address: each for each in found if each.address not in seen}
            seen.update(new)
            yield [each for each in new.values() if isinstance(each, Mailbox)]
            for each in new.values():
                if isinstance(each, MailingList):
                    waiting += each.members
            some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
            ours = [one for one in some if domain_of(one) in self._settings.domains]
            found = [Mailbox(one, domain_of(one)) for one in some if one not in ours]
            found += await self._directory.recipients(ours)

    def _whom(self, box: Mailbox) -> str:
        """Where to ask about a mailbox, as ``quota_status`` has it; empty where nobody can be."""
        if box.host in ("", self._settings.host):
            return self._settings.quota_status
        if self._settings.quota_port and domain_of(box.address) in self._settings.domains:
            return f"{box.host}:{self._settings.quota_port}"
        return ""

    async def _of(self, box: Mailbox, size: str) -> Room:
        """Ask about one mailbox; whatever goes wrong counts as room."""
        try:
            async with self._slots, asyncio.timeout(self._settings.timeout):
                action = await self._ask(box, size)
        except (OSError, TimeoutError, protocol.Malformed) as error:
            where = self._whom(box)
            log.error("quota-status (%s) does not answer for %s: %r", where, box.address, error)
            return Room.YES
        if action.startswith("5") or action.upper().startswith("REJECT"):
            return Room.NO
        return Room.NOT_NOW if action.startswith("4") else Room.YES

    async def _ask(self, box: Mailbox, size: str) -> str:
        reader, writer = await self._connect(self._whom(box))
        try:
            question = {
                "request": "smtpd_access_policy",
                "protocol_state": "RCPT",
                "recipient": box.address,
                "size": size,
            }
            writer.write(protocol.attributes(question))
            answer = await protocol.read_attributes(reader)
        finally:
            writer.close()
        return (answer or {}).get("action", "")

    @staticmethod
    async def _connect(where: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if where.startswith("/"):
            return await asyncio.open_unix_connection(where)
        host, _, port = where.rpartition(":")
        return await asyncio.open_connection(host, int(port))
