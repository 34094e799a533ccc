"""The bench's own directory and files, which are gone when it ends, however it ends."""

from __future__ import annotations

import fcntl
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from hopthu.provision.desired.agencies import containers
from hopthu.servers.directory.operation import Add
from hopthu.servers.directory.session import Directory
from hopthu.servers.lab.config import PROJECT
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.language import Text

from .country import CENTRE

FOLDER = PROJECT / ".lab" / "bench"
_BUSY = Text(
    "Another scripts/bench is running: wait for it, or stop it.",
    "Một scripts/bench khác đang chạy: hãy đợi, hoặc dừng nó.",
)


class Ground:
    """A folder with a slapd of its own, which makes every write durable as a real one does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slapd = Slapd(folder / "directory")

    def empty(self) -> None:
        """Start a new directory that holds nothing of hopthu's."""
        self.slapd.destroy()
        self.slapd.start()

    def ready(self) -> None:
        """Start a new directory with the containers that accounts lie in."""
        self.empty()
        with Directory.connect(self.slapd.settings()) as directory:
            for container in containers(CENTRE, self.slapd.suffix):
                entry = container.entry
                directory.apply([Add(entry.dn, entry.attributes)])

    def bind(self) -> list[str]:
        """What OpenLDAP's tools need to act as the service account."""
        slapd = self.slapd
        password = str(slapd.folder / "service.password")
        return ["-x", "-H", slapd.uri, "-D", slapd.service_dn, "-y", password]

    def country(self, people: int) -> Path:
        """The environment of that many people."""
        return self.folder / f"country-{people}"

    def changed(self, people: int) -> Path:
        """The same with a tenth of the titles changed."""
        return self.folder / f"country-{people}-changed"


@contextmanager
def ground() -> Iterator[Ground]:
    """The bench's ground, new; removed at the end, on Ctrl-C and on SIGTERM too."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER.parent / "bench.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(_BUSY.render())
        previous = signal.signal(signal.SIGTERM, _stop)
        made = Ground(FOLDER)
        _remove(made)  # what a killed bench left
        FOLDER.mkdir()
        try:
            yield made
        finally:
            _remove(made)
            signal.signal(signal.SIGTERM, previous)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _remove(made: Ground) -> None:
    made.slapd.destroy()
    shutil.rmtree(made.folder, ignore_errors=True)
