"""One round: every contestant does the same tasks, each on a new directory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hopthu.provision.desired.people import READ
from hopthu.servers.directory.attributes import MARK
from hopthu.servers.directory.tree import people_base
from hopthu.servers.lab.process import program

from .book import (
    FIRST,
    HOPTHU,
    LDAP3,
    LDAPADD,
    LDAPMODIFY,
    LDAPSEARCH,
    NOTHING,
    TENTH,
    WITH_YAML,
    WRITER,
    Book,
    Key,
)
from .ground import Ground
from .measure import Sample, measure, measure_worker

# Peers that need longer than is worth waiting for do so many accounts; the rest is extrapolated.
LDAP3_SAMPLE = 1000
TOOLS_SAMPLE = 10_000
_EXISTS = 68
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
        self._tools_sample = min(people, TOOLS_SAMPLE)
        self._changes = 0
        self._sampled_changes = 0

    def prepare(self) -> str:
        """Write the country and what the peers are given; returns a line that says what it is."""
        self._say(f"{self._people} people: making the country")
        folder = self._ground.folder
        made = measure_worker("country", *self._roots, self._people, folder=folder)
        files = measure_worker("ldif", *self._roots, folder, self._tools_sample, folder=folder)
        self._changes = int(files.phases["all_changes"])
        self._sampled_changes = int(files.phases["changes"])
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

    def openldap(self) -> None:
        """ldapadd, the same once more, ldapmodify; one connection each."""
        self._ground.ready()
        add = [program("ldapadd"), *self._bind(), "-f", str(self._ground.folder / "add.ldif")]
        self._tool(FIRST, LDAPADD, add)
        self._tool(NOTHING, f"{LDAPADD} -c", [*add, "-c"], good=(_EXISTS,))
        changes = str(self._ground.folder / "modify.ldif")
        modify = [program("ldapmodify"), *self._bind(), "-f", changes]
        self._tool(TENTH, LDAPMODIFY, modify, self._changes, self._sampled_changes)

    def ldap3(self) -> None:
        """ldap3's own calls, one after the other, on a sample; it reads what it has added."""
        self._ground.ready()
        sample = min(self._people, LDAP3_SAMPLE)
        self._say(f"{self._people} people: plain ldap3, {sample} of them")
        added = self._worker("ldap3_add", self._roots[0], self._directory, sample)
        self._add(FIRST, LDAP3, added.phases["apply"], added.peak, sample=sample)
        read = self._worker("ldap3_read", self._directory)
        self._add(NOTHING, f"{LDAP3}, reading", read.phases["read"], read.peak, sample=sample)
        changed = self._worker("ldap3_modify", *self._roots, self._directory, sample)
        key = Key(self._people, TENTH, LDAP3)
        number, seconds = int(changed.phases["entries"]), changed.phases["apply"]
        self._book.add(key, self._changes, seconds, changed.peak, sample=number)

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
        command = [program("ldapsearch"), *self._bind(), "-LLL", "-s", "one", "-b", base, marks]
        self._say(f"{self._people} people: ldapsearch")
        sample = measure([*command, *READ])
        self._add(NOTHING, LDAPSEARCH, sample.seconds, sample.peak)

    def _tool(
        self,
        task: str,
        who: str,
        command: list[str],
        entries: int = 0,
        sampled: int = 0,
        good: tuple[int, ...] = (0,),
    ) -> None:
        entries, sampled = entries or self._people, sampled or self._tools_sample
        self._say(f"{self._people} people: {who}, {task}, {sampled} entries")
        sample = measure(command, good=good)
        self._book.add(
            Key(self._people, task, who), entries, sample.seconds, sample.peak, sample=sampled
        )

    def _add(self, task: str, who: str, seconds: float, peak: int, *, sample: int = 0) -> None:
        self._book.add(Key(self._people, task, who), self._people, seconds, peak, sample=sample)

    def _bind(self) -> list[str]:
        slapd = self._ground.slapd
        password = str(slapd.folder / "service.password")
        return ["-x", "-H", slapd.uri, "-D", slapd.service_dn, "-y", password]
