"""One round: every contestant does the same tasks, each on a new directory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hopthu.provision.desired.people import READ
from hopthu.servers.directory.attributes import MARK
from hopthu.servers.directory.tree import people_base
from hopthu.servers.lab.process import program

from .book import FIRST, HOPTHU, LDAPSEARCH, NOTHING, TENTH, WITH_YAML, WRITER, Book, Key
from .ground import Ground
from .measure import Sample, measure, measure_worker
from .peers import TOOLS_SAMPLE, Peers

_READS = 3  # alternations of reading in one round, where it is short

Say = Callable[[str], None]


class Contest:
    """The tasks on a country of ``people``; results go to ``book``, progress to ``say``."""

    def __init__(self, ground: Ground, book: Book, people: int, say: Say) -> None:
        self._ground = ground
        self._book = book
        self._people = people
        self._say = say
        self._roots = (ground.country(people), ground.changed(people))
        self._changes = 0
        self.peers = Peers(ground, book, people, say)

    def prepare(self) -> str:
        """Write the country and what the peers are given; returns a line that says what it is."""
        self._say(f"{self._people} people: making the country")
        folder = self._ground.folder
        made = measure_worker("country", *self._roots, self._people, folder=folder)
        sample = min(self._people, TOOLS_SAMPLE)
        files = measure_worker("ldif", *self._roots, folder, sample, folder=folder)
        self._changes = int(files.phases["all_changes"])
        self.peers.changes = (self._changes, int(files.phases["changes"]))
        return (
            f"{made.phases['people']:.0f} people in {made.phases['agencies']:.0f} agencies of "
            f"63 provinces and the centre; made in {made.phases['make']:.1f} s, "
            f"written in {made.phases['write']:.1f} s"
        )

    def hopthu(self) -> None:
        """The writer alone, then the module's work, and reading against ldapsearch."""
        self._ground.ready()
        self._say(f"{self._people} people: hopthu, the writer alone")
        sample = self._worker("writer", self._roots[0], self._directory)
        self._add(FIRST, WRITER, sample.phases["apply"], sample.peak)
        self._ground.ready()
        self._module(FIRST, self._roots[0], self._people)
        for _ in range(_READS if self._people <= TOOLS_SAMPLE else 1):
            self._search()
            self._module(NOTHING, self._roots[0], self._people)
        self._module(TENTH, self._roots[1], self._changes)

    # -- how ------------------------------------------------------------------------------

    @property
    def _directory(self) -> Path:
        return self._ground.slapd.folder

    def _worker(self, name: str, *arguments: object) -> Sample:
        return measure_worker(name, *arguments, folder=self._ground.folder)

    def _module(self, task: str, root: Path, entries: int) -> None:
        self._say(f"{self._people} people: hopthu, {task}")
        sample = self._worker("accounts", root, self._directory)
        phases = sample.phases
        without = phases["connect"] + phases["plan"] + phases["apply"]
        for who, seconds in ((HOPTHU, without), (WITH_YAML, without + phases["read"])):
            self._book.add(Key(self._people, task, who), entries, seconds, sample.peak)
        parts = json.dumps({name: round(value, 3) for name, value in phases.items()})
        self._say(f"{self._people} people: hopthu, {task}: {parts}")

    def _search(self) -> None:
        base, marks = people_base(self._ground.slapd.suffix), f"({MARK}=*)"
        command = [
            program("ldapsearch"),
            *self._ground.bind(),
            "-LLL",
            "-s",
            "one",
            "-b",
            base,
            marks,
        ]
        self._say(f"{self._people} people: ldapsearch")
        sample = measure([*command, *READ])
        self._add(NOTHING, LDAPSEARCH, sample.seconds, sample.peak)

    def _add(self, task: str, who: str, seconds: float, peak: int) -> None:
        self._book.add(Key(self._people, task, who), self._people, seconds, peak)
