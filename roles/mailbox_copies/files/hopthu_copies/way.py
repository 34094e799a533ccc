"""The way to the host of the copies: ssh, with a key that may do nothing but this.

One connection lasts for a round, so that a mailbox does not cost a handshake.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from hopthu_mailbox import doveadm
from hopthu_mailbox.link import Link
from hopthu_mailbox.places import Box, Failed

from .settings import Spots

_LONGEST = 1800  # seconds that one mailbox may take
_CONNECTING = 60


@dataclass(frozen=True, slots=True)
class Way:
    """To the host called ``to``."""

    to: str
    spots: Spots

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the connection that all the others go over meanwhile; Failed where there is none.

        It is opened by itself: one that a first request opened would hold that one's output.
        """
        self._control("-O", "exit")  # of a round that was cut off
        self._control("-M", "-N", "-f")
        try:
            self._ask("ready")  # without the connection it goes by itself, or says why it cannot
            yield
        finally:
            self._control("-O", "exit")

    def copy(self, box: Box, guid: str, upcoming: int) -> None:
        """Make the copy what the mailbox is, which has an inbox of that GUID and next UID."""
        command = self._command(f"copy {guid} {upcoming} {box.address}")
        doveadm.backup_to(box.address, command, _LONGEST)

    def scripts(self, box: Box, packed: bytes) -> None:
        """Let the owner's Sieve scripts be these."""
        self._ask(f"scripts {box.address}", packed)

    def compare(self, digests: Mapping[Box, str]) -> set[str]:
        """The owners whose copies are what their mailboxes were; the copies then bear it."""
        if not digests:
            return set()
        asked = [
            {"id": box.owner, "address": box.address, "digest": digest}
            for box, digest in digests.items()
        ]
        return set(json.loads(self._ask("compare", json.dumps(asked).encode()))["same"])

    def tell(self, note: str) -> None:
        """Let the other host know how far the copies are."""
        self._ask("note", note.encode())

    def _command(self, request: str, *options: str) -> list[str]:
        more = {"ControlPath": self.spots.sockets / "%C", "ServerAliveInterval": 10}
        command = Link(self.to, self.spots.keys, tuple(more.items())).asking(request)
        return [command[0], *options, *command[1:]]

    def _control(self, *options: str) -> None:
        """Have ssh do something about the connection, for as long as it wants."""
        quiet = subprocess.DEVNULL
        command = self._command("", *options)[:-1]
        subprocess.run(
            command, stdin=quiet, stdout=quiet, stderr=quiet, check=False, timeout=_CONNECTING
        )

    def _ask(self, request: str, given: bytes = b"") -> bytes:
        done = subprocess.run(
            self._command(request), input=given, capture_output=True, check=False, timeout=_LONGEST
        )
        if done.returncode != 0:
            told = done.stderr.decode(errors="replace").strip().splitlines()
            raise Failed(f"{self.to}: {told[-1] if told else done.returncode}")
        return done.stdout
