"""hopthu-author started as systemd does it, beside a directory, with Postfix's side of a milter."""

from __future__ import annotations

import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hopthu.servers.lab.slapd import Slapd

from .policy_service import PYTHON, SUFFIX, account, configuration, environment, tree

PATIENCE = 20.0


@dataclass
class Said:
    """What Postfix was told of a letter: its last answer, and what was done to the letter.

    ``sender`` was put on its envelope, ``fields`` below its head.
    """

    answer: str
    sender: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Mail:
    """One letter as Postfix hands it over; ``login`` is who sends it, none on Sieve's port."""

    login: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ("ai@example.com",)
    head: list[tuple[str, bytes]] = field(default_factory=list)
    daemon: str = "mail1.moj.gov.vn"


class MilterClient:
    """One connection, by the milter protocol of sendmail, version 6."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(str(path))
        self._stream = self._socket.makefile("rwb")
        self._say("O", struct.pack("!III", 6, 0x1FF, 0x1FFFFF))
        _, chosen = self._hear()
        self._steps = struct.unpack("!III", chosen)[2]

    def close(self) -> None:
        """Say goodbye."""
        self._say("Q")
        self._stream.close()
        self._socket.close()

    def send(self, mail: Mail) -> Said:
        """Hand a letter over; the first refusal ends it."""
        macros = f"i\x004XqT\0{{auth_authen}}\0{mail.login}\0{{daemon_name}}\0{mail.daemon}\0"
        self._say("D", b"M" + macros.encode())
        steps = [("M", f"<{mail.sender}>\0".encode(), 0x4 | 0x4000)]
        steps += [("R", f"<{each}>\0".encode(), 0x8 | 0x8000) for each in mail.recipients]
        # Skipped entirely if the milter wants none, not answered if it said so.
        steps += [("L", f"{n}\0".encode() + v + b"\0", 0x20 | 0x80) for n, v in mail.head]
        for letter, data, bits in steps:
            skip, silent = self._split(bits)
            if self._steps & skip:
                continue
            self._say(letter, data)
            if not self._steps & silent:
                said = self._answer()
                if said.answer not in ("c", "a"):
                    self._say("A")
                    return said
        self._say("E")
        return self._answer()

    @staticmethod
    def _split(bits: int) -> tuple[int, int]:
        """Return SMFIP_NO… and SMFIP_NR_… of a step."""
        known = {0x4004: (0x4, 0x4000), 0x8008: (0x8, 0x8000), 0xA0: (0x20, 0x80)}
        return known[bits]

    def _answer(self) -> Said:
        sender = None
        fields: dict[str, str] = {}
        while True:
            kind, data = self._hear()
            if kind == "e":
                sender = data.split(b"\0")[0].decode()
            elif kind == "h":
                name, value = data.decode().split("\0")[:2]
                assert name not in fields
                fields[name] = value
            elif kind == "y":
                return Said(data.rstrip(b"\0").decode("ascii"), sender, fields)
            elif kind != "p":
                return Said(kind, sender, fields)

    def _say(self, kind: str, data: bytes = b"") -> None:
        self._stream.write(struct.pack("!I", len(data) + 1) + kind.encode() + data)
        self._stream.flush()

    def _hear(self) -> tuple[str, bytes]:
        (length,) = struct.unpack("!I", self._stream.read(4))
        text = self._stream.read(length)
        return text[:1].decode(), text[1:]


class Author:
    """The service."""

    def __init__(self, folder: Path, slapd: Slapd, more: str = "") -> None:
        self.slapd = slapd
        self.socket = folder / "author.socket"
        self.folder = folder
        (folder / "author.conf").write_text(author_configuration(folder, slapd) + more)
        self._log = folder / "author.log"
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [PYTHON, "-B", "-m", "hopthu_author", str(self.folder / "author.conf")],
                env=environment(),
                stderr=log,
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not self.socket.exists():
            assert process.poll() is None, self.log()
            time.sleep(0.05)
        return process

    def send(self, mail: Mail) -> Said:
        """Hand one letter over, over a connection of its own."""
        client = MilterClient(self.socket)
        try:
            return client.send(mail)
        finally:
            client.close()

    def kill(self) -> None:
        """End it as a power cut does, and start it again."""
        self._process.kill()
        self._process.wait()
        self.socket.unlink(missing_ok=True)
        self._process = self._started()

    def log(self) -> str:
        """Return what the service has logged."""
        return self._log.read_text()

    def stop(self) -> int:
        """End it as systemd does, and return its exit status."""
        self._process.terminate()
        return self._process.wait(timeout=PATIENCE)


def author_configuration(folder: Path, slapd: Slapd) -> str:
    """Return a configuration for the service and leave its password beside it."""
    shared = configuration(folder, slapd).replace("[policy]", "[author]")
    kept = [line for line in shared.splitlines() if not line.startswith(_OTHERS)]
    own = [f"socket = {folder / 'author.socket'}", f"book = {folder / 'brake.db'}"]
    limits = ["people = 100 100 500 500", "agencies = 200 200 500 500", "roles = 200 200 500 500"]
    return "\n".join([*kept, *own, *limits, "held_after = 3", "tell = postmaster@moj.gov.vn", ""])


_OTHERS = ("recipient_delimiter =", "quota_status =", "most_boxes =")


def running_author(
    folder: Path, slapd: Slapd, load: Callable[[Slapd, str], None]
) -> Iterator[Author]:
    """Yield the service, and see that it ends as it should."""
    load(slapd, account() + tree() + _minister())
    author = Author(folder, slapd)
    yield author
    assert author.stop() == 0, author.log()
    assert "Traceback" not in author.log()


def _minister() -> str:
    """Somebody whom nobody else may write as."""
    classes = ("inetOrgPerson", "mailRecipient", "hopthuManaged", "hopthuAccount")
    lines = [f"dn: uid=trung-uong-0001,ou=people,{SUFFIX}", *(f"objectClass: {c}" for c in classes)]
    lines += ["cn: Bộ trưởng", "sn: Bộ trưởng", "mail: bo.truong@moj.gov.vn", "hopthuState: active"]
    return "\n".join([*lines, "hopthuProvince: trung_uong", "hopthuAgency: bo", "", ""])
