"""Two directories that hold the same, and the lines between them, which can be cut."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hopthu.servers.directory.attributes import CONTEXT
from hopthu.servers.directory.operation import Modify
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.lab.config import Replication
from hopthu.servers.lab.slapd import Slapd

_PATIENCE = 60.0  # seconds until they have to be equal


class Line:
    """A socket that leads to another one, as long as it is not cut."""

    def __init__(self, at: Path) -> None:
        self.uri = "ldapi://" + quote(str(at), safe="")
        self.target = ""
        self._open: list[socket.socket] = []
        self.is_cut = False
        self._threads = [threading.Thread(target=self._accept)]
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(at))
        self._listening.listen()
        self._threads[0].start()

    def cut(self) -> None:
        """Let nothing through any more."""
        self.is_cut = True
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let through what comes now."""
        self.is_cut = False

    def close(self) -> None:
        """For good."""
        self.cut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listening.close()
        for each in self._threads[1:]:
            each.join()

    def _accept(self) -> None:
        while True:
            try:
                coming, _ = self._listening.accept()
            except OSError:
                return
            going = socket.socket(socket.AF_UNIX)
            try:
                if self.is_cut:
                    raise ConnectionRefusedError
                going.connect(self.target)
            except OSError:
                coming.close()
                going.close()
                continue
            self._open += [coming, going]
            self._threads.append(threading.Thread(target=_between, args=(coming, going)))
            self._threads[-1].start()


def _between(one: socket.socket, other: socket.socket) -> None:
    back = threading.Thread(target=_pass_on, args=(other, one))
    back.start()
    _pass_on(one, other)
    back.join()
    one.close()
    other.close()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


class Twins:
    """``first`` and ``second``, started and equal; ``folder`` has a short path, as sockets need."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        # What the first one asks the second one by, and the other way round.
        self.lines = (Line(folder / "12"), Line(folder / "21"))
        self.first, self.second = (
            Slapd(
                folder / str(number),
                replication=Replication(number, (line.uri,), "r" * 32, new=number == 2),
            )
            for number, line in enumerate(self.lines, 1)
        )
        self.lines[0].target = str(folder / "2" / "run" / "ldapi")
        self.lines[1].target = str(folder / "1" / "run" / "ldapi")
        self.first.start()
        secret = (self.first.folder / "service.password").read_bytes()
        self.second.folder.mkdir(mode=0o700)
        (self.second.folder / "service.password").write_bytes(secret)
        self.second.start()
        self.settle()

    @property
    def both(self) -> tuple[Slapd, Slapd]:
        """In the order in which they are written to."""
        return self.first, self.second

    def settings(self) -> Settings:
        """Of both, as hopthu is told of them."""
        return Settings(
            f"{self.first.uri} {self.second.uri}",
            self.first.service_dn,
            self.first.service_password,
            timeout=5.0,
        )

    def cut(self) -> None:
        """Neither hears of the other."""
        for line in self.lines:
            line.cut()

    def mend(self) -> None:
        """They hear of each other again."""
        for line in self.lines:
            line.mend()

    def revive(self, slapd: Slapd) -> None:
        """Start one that was killed as its unit does: out of sight first."""
        line = self.lines[self.both.index(slapd) - 1]  # what the other one asks it by
        before = line.is_cut
        line.cut()
        _show_last_changes(slapd)
        slapd.start()
        if not before:
            line.mend()

    def settle(self) -> None:
        """Wait until both say that they have come equally far."""
        end = time.monotonic() + _PATIENCE
        while len({context(each) for each in self.both}) != 1 or not context(self.first):
            assert time.monotonic() < end, [sorted(context(each)) for each in self.both]
            time.sleep(0.05)

    def destroy(self) -> None:
        """Both, and the lines."""
        for line in self.lines:
            line.close()
        for each in self.both:
            each.destroy()


def _show_last_changes(slapd: Slapd) -> None:
    """Write something out of sight, as hopthu-directory-peers does; it says why."""
    slapd.start()
    with Directory.connect(Settings(slapd.uri)) as directory:
        dn = f"cn=replicator,ou=services,{slapd.suffix}"
        directory.apply([Modify(dn, {"description": (slapd.folder.name.encode(),)})])
    slapd.stop()


def kill(slapd: Slapd) -> None:
    """As a power failure does."""
    pid = slapd.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    slapd.stop()


def context(slapd: Slapd) -> frozenset[bytes]:
    """Its contextCSN; nothing where it holds nothing yet."""
    found: set[bytes] = set()
    for entry in everything(slapd, scope="base"):
        found.update(entry[1].get(CONTEXT, ()))
    return frozenset(found)


def everything(
    slapd: Slapd, scope: str = "subtree"
) -> Iterator[tuple[str, dict[str, tuple[bytes, ...]]]]:
    """All entries of a directory with all attributes, in the order of their names."""
    settings = Settings(slapd.uri)  # as its owner
    with Directory.connect(settings) as directory:
        found = list(directory.search(slapd.suffix, "(objectClass=*)", ("*", "+"), scope=scope))
    for entry in sorted(found, key=lambda each: each.dn):
        yield entry.dn, {k: tuple(sorted(v)) for k, v in entry.attributes.items()}
