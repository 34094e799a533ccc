"""What others need for the same tasks, each on a new directory and with the best of its options."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from hopthu.provision.desired.people import READ
from hopthu.servers.directory.attributes import MARK
from hopthu.servers.directory.tree import people_base
from hopthu.servers.lab.process import program

from .book import (
    BONSAI,
    FIRST,
    LDAP3,
    LDAPADD,
    LDAPADD_WHOLE,
    LDAPMODIFY,
    LDAPMODIFY_WHOLE,
    NOTHING,
    PYTHON_LDAP,
    PYTHON_LDAP_WHOLE,
    SLAPADD,
    TENTH,
    Book,
    Key,
)
from .ground import Ground
from .measure import Sample, measure, measure_worker

# Peers that need longer than is worth waiting for do so many accounts; the rest is extrapolated.
LDAP3_SAMPLE = 1000
TOOLS_SAMPLE = 10_000
_EXISTS = 68
_WHOLE = ("-E", "!txn=commit")
# Debian's packages of python-ldap and bonsai are for Debian's Python.
_PYTHON = "/usr/bin/python3"
_NATIVE = Path(__file__).with_name("peer_native.py")
# Their modules; the packages are python3-ldap and python3-bonsai.
_MODULES = {"python-ldap": "ldap", "python-ldap-txn": "ldap", "bonsai": "bonsai"}
_NAMES = {"python-ldap": PYTHON_LDAP, "python-ldap-txn": PYTHON_LDAP_WHOLE, "bonsai": BONSAI}

Say = Callable[[str], None]


class Peers:
    """The contestants but hopthu, on a country of ``people``.

    ``changes`` are how many accounts change, and how many of them the LDIF has.
    """

    def __init__(self, ground: Ground, book: Book, people: int, say: Say) -> None:
        self._ground = ground
        self._book = book
        self._people = people
        self._say = say
        self._sample = min(people, TOOLS_SAMPLE)
        self.changes = (0, 0)

    def openldap(self) -> None:
        """ldapadd, the same once more, ldapmodify; one connection, one operation after another."""
        self._ground.ready()
        add = [program("ldapadd"), *self._ground.bind(), "-f", self._file("add.ldif")]
        self._tool(FIRST, LDAPADD, add)
        self._tool(NOTHING, f"{LDAPADD} -c", [*add, "-c"], good=(_EXISTS,))
        modify = [program("ldapmodify"), *self._ground.bind(), "-f", self._file("modify.ldif")]
        self._tool(TENTH, LDAPMODIFY, modify)

    def transactions(self) -> None:
        """The same tools in one transaction each, the fastest that they know."""
        self._ground.ready()
        bind = self._ground.bind()
        add = [program("ldapadd"), *bind, *_WHOLE, "-f", self._file("add.ldif")]
        self._tool(FIRST, LDAPADD_WHOLE, add)
        modify = [program("ldapmodify"), *bind, *_WHOLE, "-f", self._file("modify.ldif")]
        self._tool(TENTH, LDAPMODIFY_WHOLE, modify)

    def offline(self) -> None:
        """Slapadd on the files of a directory whose server stands still: what the disk allows."""
        self._ground.ready()
        slapd = self._ground.slapd
        slapd.stop()
        try:
            load = [program("slapadd"), "-q", "-F", str(slapd.folder / "config")]
            self._tool(FIRST, SLAPADD, [*load, "-b", slapd.suffix, "-l", self._file("add.ldif")])
        finally:
            slapd.start()

    def native(self) -> None:
        """python-ldap with all requests under way, and in transactions; bonsai."""
        search = {
            "base": people_base(self._ground.slapd.suffix),
            "filter": f"({MARK}=*)",
            "attributes": list(READ),
        }
        Path(self._file("search.json")).write_text(json.dumps(search), encoding="utf-8")
        for peer, module in _MODULES.items():
            if not _has(module):
                self._say(f"{peer} is left out: Debian's python3-{module} is not installed")
                continue
            self._ground.ready()
            self._native(FIRST, peer, "add", "add.ldif")
            if peer != "python-ldap-txn":
                self._native(NOTHING, peer, "read", "search.json", more=", reading")
            self._native(TENTH, peer, "modify", "modify.ldif")

    def ldap3(self) -> None:
        """ldap3's own calls, one after the other, on a sample; it reads what it has added."""
        self._ground.ready()
        sample = min(self._people, LDAP3_SAMPLE)
        self._say(f"{self._people} people: plain ldap3, {sample} of them")
        root, changed = self._ground.country(self._people), self._ground.changed(self._people)
        directory = self._ground.slapd.folder
        added = self._worker("ldap3_add", root, directory, sample)
        self._add(FIRST, LDAP3, added.phases["apply"], added.peak, sample)
        read = self._worker("ldap3_read", directory)
        self._add(NOTHING, f"{LDAP3}, reading", read.phases["read"], read.peak, sample)
        modified = self._worker("ldap3_modify", root, changed, directory, sample)
        number = int(modified.phases["entries"])
        self._add(TENTH, LDAP3, modified.phases["apply"], modified.peak, number)

    # -- how ------------------------------------------------------------------------------

    def _file(self, name: str) -> str:
        return str(self._ground.folder / name)

    def _worker(self, name: str, *arguments: object) -> Sample:
        return measure_worker(name, *arguments, folder=self._ground.folder)

    def _tool(self, task: str, who: str, command: list[str], good: tuple[int, ...] = (0,)) -> None:
        self._say(f"{self._people} people: {who}, {task}")
        sample = measure(command, good=good)
        self._add(task, who, sample.seconds, sample.peak, self._sampled(task))

    def _native(self, task: str, peer: str, doing: str, file: str, more: str = "") -> None:
        who = _NAMES[peer] + more
        self._say(f"{self._people} people: {who}, {task}")
        slapd, output = self._ground.slapd, self._ground.folder / "native.json"
        secret = str(slapd.folder / "service.password")
        bind = (slapd.uri, slapd.service_dn, secret)
        command = [_PYTHON, str(_NATIVE), peer, doing, *bind, self._file(file)]
        sample = measure(command, output=output)
        told = json.loads(output.read_text(encoding="utf-8"))
        self._add(task, who, told["apply"], sample.peak, self._sampled(task))

    def _sampled(self, task: str) -> int:
        return self.changes[1] if task == TENTH else self._sample

    def _add(self, task: str, who: str, seconds: float, peak: int, sample: int) -> None:
        entries = self.changes[0] if task == TENTH else self._people
        self._book.add(Key(self._people, task, who), entries, seconds, peak, sample=sample)


def _has(module: str) -> bool:
    """Whether Debian's Python has a module."""
    asked = [_PYTHON, "-c", f"import {module}"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0
