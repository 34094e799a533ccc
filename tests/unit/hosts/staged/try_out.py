"""A configuration of two servers in a folder, as the hosts' programs are: hooks, and commands.

A server reads the folder ``etc/<name>`` into ``running/<name>``. It does not read what says
``unreadable`` anywhere, nor anything while there is a file ``dead``; a file ``blocks`` makes it
lose its folder. With ``mute`` in what was read nobody answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hopthu_host.commands import Wrong, must
from hopthu_host.placing import remove
from hopthu_host.staged import Configuration, Server


@dataclass
class Reader(Server):
    """One that reads single files of its folder, or the folder as a ``whole``."""

    root: Path
    name: str
    whole: bool = False

    def sources(self) -> Iterable[Path]:
        """What is staged for it."""
        return [self.root / "staged" / self.name]

    def places(self) -> Mapping[Path, Path]:
        """Its folder, or the files in it."""
        staged, live = self.root / "staged" / self.name, self.root / "etc" / self.name
        if self.whole:
            return {live: staged}
        files = [path for path in sorted(staged.rglob("*")) if path.is_file()]
        return {live / path.relative_to(staged): path for path in files}

    def runs(self) -> bool:
        """Whether it has read anything."""
        return (self.root / "running" / self.name).is_dir()

    def reread(self) -> None:
        """Read what is in its place."""
        live, running = self.root / "etc" / self.name, self.root / "running" / self.name
        must("rm", "-rf", running)
        if (live / "blocks").exists():
            remove(live)
            live.write_text("")
            raise Wrong(f"{self.name} has lost its folder")
        if (self.root / "dead").exists() or says("unreadable", live):
            raise Wrong(f"{self.name} does not read it")
        must("cp", "-r", live, running)


class TryOut(Configuration):
    """A server of files and one of a folder."""

    patience = 0.0

    def __init__(self, root: Path) -> None:
        self.state = root / "state"
        self.servers = (Reader(root, "files"), Reader(root, "folder", whole=True))
        self._root = root

    def check(self) -> None:
        """Refuse what says that it is wrong."""
        if says("wrong", self._root / "staged"):
            raise Wrong("something is wrong")

    def ask(self) -> None:
        """They do not answer with what is mute."""
        if says("mute", self._root / "running"):
            raise Wrong("nobody answers")


def says(word: str, place: Path) -> bool:
    """Whether a file there says it."""
    return any(path.is_file() and word in path.read_text() for path in place.rglob("*"))
