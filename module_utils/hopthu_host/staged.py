"""A configuration that is staged, tried, and taken back when the servers do not work with it.

A program is a :class:`Configuration` of one or more :class:`Server`, and :func:`main`. Whenever a
run ends or is cut off, one of two is on the disk: what ran before, whole, in its place or kept as
``former``; or the new one, with which all servers have answered.
"""

from __future__ import annotations

import json
import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .commands import Wrong
from .placing import clear, copy, digest, is_there, put, remove, settle

_LIST = "list"
_PAUSE = 0.3  # seconds between two times that servers are asked


class Server(ABC):
    """What reads a configuration of its own; ``name`` tells it from the others of the host."""

    name: str

    @abstractmethod
    def sources(self) -> Iterable[Path]:
        """The files and folders by which its configuration is told from any other."""

    @abstractmethod
    def places(self) -> Mapping[Path, Path]:
        """What is staged, by the place where it goes: single files, or a folder as a whole."""

    @abstractmethod
    def runs(self) -> bool:
        """Whether it runs."""

    @abstractmethod
    def reread(self) -> None:
        """Let it run with what is in its place; Wrong if it does not."""

    def held(self) -> str:
        """What is in its place now, which somebody may have mended by hand."""
        return digest(self.places())

    def facts(self) -> str:
        """What tells the configuration that is staged, and that in its place, from any others."""
        return f"{digest(self.sources())}\n{self.held()}\n"


class Configuration(ABC):
    """What servers run with. Of several, one whose configuration is the same goes on undisturbed.

    ``state`` is a folder that is the program's own, ``patience`` the seconds that servers have to
    answer.
    """

    state: Path
    servers: Sequence[Server]
    patience = 15.0

    @abstractmethod
    def check(self) -> None:
        """Raise Wrong for what a server would refuse, while they go on with what they have.

        What is staged may be made of its sources here.
        """

    @abstractmethod
    def ask(self) -> None:
        """Raise unless all servers answer as they should; asked again while there is patience."""

    def differing(self) -> list[Server]:
        """The servers that do not run, or not with what is staged and known to work."""
        if is_there(self._former):
            return list(self.servers)
        return [
            server
            for server in self.servers
            if not self._record(server).is_file()
            or self._record(server).read_text() != server.facts()
            or not server.runs()
        ]

    def activate(self) -> bool:
        """Make what is staged that which runs, and say whether it was not; Wrong says why not."""
        if is_there(self._former):
            taken = self._take_back()
            if is_there(self._former):
                raise Wrong(f"A run before this one was cut off; {taken}.")
        servers = self.differing()
        if not servers:
            return False
        try:
            self.check()
        except (OSError, Wrong) as error:
            refused = f"The new configuration is refused, nothing was changed. {error}"
            raise Wrong(refused) from error
        staged = {at: new for server in servers for at, new in server.places().items()}
        self._keep_former(servers, sorted(staged))
        try:
            self._put_and_ask(servers, staged)
        except Exception as error:  # whatever it is: it does not work
            reason = str(error) if isinstance(error, Wrong) else f"{type(error).__name__}: {error}"
            taken = self._take_back()
            raise Wrong(f"The new configuration does not work; {taken}. {reason}") from error
        self._let_former_go()
        for server in servers:
            self._record(server).write_text(server.facts())
        return True

    @property
    def _former(self) -> Path:
        """What ran before, complete: there from before the first change until all have answered."""
        return self.state / "former"

    def _record(self, server: Server) -> Path:
        """The facts of what a server is known to work with."""
        return self.state / f"{server.name}.works"

    def _keep_former(self, servers: Sequence[Server], places: Sequence[Path]) -> None:
        """Keep what is about to be replaced; from then on nothing is known to work."""
        self.state.mkdir(mode=0o700, exist_ok=True)
        coming = self.state / "former.coming"
        remove(coming)
        coming.mkdir(mode=0o700)
        kept = {str(number): str(place) for number, place in enumerate(places)}
        records = {self._record(server).name: str(self._record(server)) for server in servers}
        for name, place in {**kept, **records}.items():
            if is_there(Path(place)):
                copy(Path(place), coming / name)
        names = [server.name for server in servers]
        told = {"servers": names, "places": kept, "records": records}
        (coming / _LIST).write_text(json.dumps(told))
        settle(coming / _LIST)
        settle(coming)
        coming.rename(self._former)
        settle(self.state)
        for place in records.values():
            remove(Path(place))

    def _put_and_ask(self, servers: Sequence[Server], staged: Mapping[Path, Path]) -> None:
        for place, source in staged.items():
            put(source, place)
        for server in servers:
            server.reread()
        end = time.monotonic() + self.patience
        while True:
            try:
                self.ask()
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _take_back(self) -> str:
        """Make the former files those that run, what is new goes; say how that went.

        Where they cannot be put back they stay kept, for the next run.
        """
        told = json.loads((self._former / _LIST).read_text())
        taken = "the one before is back"
        if not any(is_there(self._former / name) for name in told["places"]):
            taken = "there was none before"  # better a new one that is found wanting than none
        else:
            try:
                self._put_back(told["places"])
            except (OSError, Wrong) as error:
                return f"nor can the one before be put back from {self._former} ({error})"
            try:
                for server in self.servers:
                    if server.name in told["servers"]:
                        server.reread()
                self._put_back(told["records"])
            except (OSError, Wrong) as error:
                taken = f"nor does the one before ({error})"
        self._let_former_go()
        return taken

    def _put_back(self, kept: Mapping[str, str]) -> None:
        """Put the kept files in their place; what had none there is cleared away."""
        for name, place in kept.items():
            if is_there(self._former / name):
                put(self._former / name, Path(place))
            else:
                clear(Path(place))

    def _let_former_go(self) -> None:
        gone = self.state / "former.gone"
        remove(gone)
        self._former.rename(gone)
        settle(self.state)
        remove(gone)


def main(configuration: Configuration) -> int:
    """Print "changed" or "unchanged" (with ``--check``: what it would print) and return 0, or 1.

    ``PATIENCE`` in the environment is taken for the configuration's own.
    """
    configuration.patience = float(os.environ.get("PATIENCE", configuration.patience))
    try:
        check = sys.argv[1:] == ["--check"]
        changed = bool(configuration.differing()) if check else configuration.activate()
    except (OSError, Wrong) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    print("changed" if changed else "unchanged")
    return 0
