"""Which environment a directory belongs to: it says so itself, and no other one writes into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hopthu.records.given.read import identity_of, provisional_of
from hopthu.servers.directory.attributes import CSN
from hopthu.servers.directory.entry import Values
from hopthu.servers.directory.operation import Modify
from hopthu.servers.directory.session import Directory
from hopthu.servers.directory.tree import agencies_base
from hopthu.text.errors import HopthuError, Place

from . import messages

_TEXT = "description"
_MARK = "hopthu: "


def is_mark(name: str, values: Values) -> bool:
    """Whether an attribute says whose the directory is, and nothing else."""
    return name == _TEXT and all(value.startswith(_MARK.encode()) for value in values)


@dataclass(frozen=True, slots=True)
class Home:
    """An environment, and the suffix of the directory that it looks after.

    The mark is on the container of the agencies, which hopthu makes itself. An environment without
    a register is known by where its history began, until it has one.
    """

    root: Path
    suffix: str

    def require(self, directory: Directory) -> Directory:
        """The session again; raises HopthuError where the directory is another environment's."""
        mark, _ = self._read(directory)
        if mark and mark != identity_of(self.root) and mark != provisional_of(self.root):
            directory.close()
            ours = self._mine() or "–"
            values = {"theirs": mark, "ours": ours, "suffix": self.suffix, "root": self.root}
            raise HopthuError.of(messages.OTHER_ENVIRONMENT, Place(str(self.root)), **values)
        return directory

    def note(self, directory: Directory) -> None:
        """Have a directory that belongs to nobody say that it is this environment's."""
        mark, csn = self._read(directory)
        if not csn or (mark and mark == identity_of(self.root)):
            return
        mine = self._mine()
        if mine and mark != mine and mark in ("", provisional_of(self.root)):
            self._write(directory, mine, csn)

    def adopt(self, directory: Directory, theirs: str) -> str:
        """Take the directory over from the environment ``theirs``; returns what it is now."""
        mark, csn = self._read(directory)
        mine = self._mine()
        place = Place(str(self.root))
        if not mine or not csn:
            raise HopthuError.of(messages.NOTHING_TO_ADOPT, place, suffix=self.suffix)
        if mark not in (theirs, mine):
            raise HopthuError.of(messages.NOT_FROM, place, theirs=mark or "–", given=theirs)
        if mark != mine:
            self._write(directory, mine, csn)
        return mine

    def _mine(self) -> str:
        return identity_of(self.root) or provisional_of(self.root)

    def _write(self, directory: Directory, mine: str, csn: bytes) -> None:
        others = self._descriptions(directory)
        marked = (*others, f"{_MARK}{mine}".encode())
        directory.apply([Modify(agencies_base(self.suffix), {_TEXT: marked}, csn)])

    def _descriptions(self, directory: Directory) -> list[bytes]:
        found = directory.search(
            agencies_base(self.suffix), "(objectClass=*)", (_TEXT,), scope="base"
        )
        texts = [value for entry in found for value in entry.attributes.get(_TEXT, ())]
        return [value for value in texts if not value.startswith(_MARK.encode())]

    def _read(self, directory: Directory) -> tuple[str, bytes]:
        """The identity that the directory has, and the state of its entry; empty for none."""
        base = agencies_base(self.suffix)
        for entry in directory.search(base, "(objectClass=*)", (_TEXT, CSN), scope="base"):
            texts = (value.decode("utf-8", "replace") for value in entry.attributes.get(_TEXT, ()))
            mark = next((text for text in texts if text.startswith(_MARK)), "")
            return mark.removeprefix(_MARK), entry.attributes.get(CSN, (b"",))[0]
        return "", b""
