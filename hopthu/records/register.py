"""The register as a value: who was ever given which id and addresses, and in whose file it stands.

One file a province, ``given/<folder>.txt``; lines are added and never changed. Each block of lines
ends with a seal: a digest of the block and of the seal before it, so that a line which was
changed or lost is noticed. Two branches that add to one file are merged by keeping both blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hopthu.text.errors import Problem
from hopthu.text.names import match_key

PERSON, AGENCY, LIST, MADE = KINDS = ("person", "agency", "list", "made")
"""What a register knows: people, agencies, lists of files, lists that follow from the tree."""

GONE, BACK = "gone", "back"
_NOTHING = "-"
_SEAL = "="
_HEADER = """\
# Every id and address that was ever given here, so that none is given again. hopthu adds to this
# file; a line of it is never changed or removed. See scripts/register --help.
"""


class GivenTo(NamedTuple):
    """Whom or what something was given to: kind and id."""

    kind: str
    id: str


class GivenLine(NamedTuple):
    """One line: what was given to an owner, or that the owner is gone or back (and why).

    ``name`` and ``born`` say which person it is: a hash of the name, the record's hash of the day.
    """

    owner: GivenTo
    addresses: tuple[str, ...] = ()
    name: str = ""
    born: str = ""
    state: str = ""
    why: str = ""

    def text(self) -> str:
        """The line as the file has it."""
        kind, own_id = self.owner
        if self.state:
            return f"{self.state} {kind} {own_id} {self.why}".rstrip()
        words = [kind, own_id, ",".join(self.addresses) or _NOTHING, self.name, self.born]
        return " ".join(word for word in words if word)


def line_of(text: str) -> GivenLine | None:
    """The line that a text of the file is; None where it is none."""
    words = text.split(" ")
    if words[0] in (GONE, BACK):
        if len(words) < 4 or words[1] not in KINDS:
            return None
        return GivenLine(GivenTo(words[1], words[2]), state=words[0], why=" ".join(words[3:]))
    if words[0] not in KINDS or not 3 <= len(words) <= 5 or "" in words:
        return None
    addresses = () if words[2] == _NOTHING else tuple(words[2].split(","))
    name, born = [*words[3:], "", ""][:2]
    return GivenLine(GivenTo(words[0], words[1]), addresses, name, born)


@dataclass(frozen=True, slots=True)
class Register:
    """What was given, all files together; ``files`` are their lines, by the name of the folder.

    ``owners``: the last line with what an owner is; ``holder``: of an address the one who got it
    last; ``gone``: who is declared to have no record any more. ``exists``: whether the environment
    has a register at all; one without is not checked. ``wrong``: lines that somebody edited.
    """

    files: Mapping[str, tuple[GivenLine, ...]] = field(default_factory=dict)
    exists: bool = False
    wrong: tuple[Problem, ...] = ()
    owners: dict[GivenTo, GivenLine] = field(init=False, default_factory=dict)
    holder: dict[str, GivenTo] = field(init=False, default_factory=dict)
    gone: dict[GivenTo, str] = field(init=False, default_factory=dict)
    home: dict[GivenTo, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Make the indexes; O(lines)."""
        for folder, lines in self.files.items():
            for line in lines:
                self.note(folder, line)

    def note(self, folder: str, line: GivenLine) -> None:
        """Take a line into the indexes alone; for who goes over many lines without a file."""
        owner = line.owner
        if line.state == GONE:
            self.gone[owner] = line.why
        elif line.state == BACK:
            self.gone.pop(owner, None)
        else:
            self.owners[owner] = line
        self.home.setdefault(owner, folder)
        for address in line.addresses:
            self.holder[address] = owner

    def with_lines(self, added: Mapping[str, Iterable[GivenLine]]) -> Register:
        """The register with more lines, by folder."""
        files = {folder: tuple(lines) for folder, lines in self.files.items()}
        for folder, lines in added.items():
            files[folder] = (*files.get(folder, ()), *lines)
        return replace(self, files=files, exists=True)

    def ids(self, kind: str) -> Iterator[str]:
        """Every id of a kind that was ever given."""
        return (owner.id for owner in self.owners if owner.kind == kind)


def name_hash(name: str) -> str:
    """Eight digits that tell one person's name from another's, however it is written."""
    return hashlib.sha256(match_key(name).encode()).hexdigest()[:8]


def sealed(lines: Iterable[GivenLine], before: str) -> str:
    """A block of lines as text, with its seal; ``before`` is the last seal of the file, if any."""
    body = "".join(f"{line.text()}\n" for line in lines)
    before = before or _NOTHING
    return f"{body}{_SEAL} {_digest(body, before)} {before}\n"


def new_file(lines: Iterable[GivenLine]) -> str:
    """A file of one block."""
    return _HEADER + sealed(lines, "")


class Read(NamedTuple):
    """A file as it was read: its lines, its last seal, and the numbers of lines that are wrong."""

    lines: tuple[GivenLine, ...]
    seal: str
    wrong: tuple[int, ...]


def read_text(text: str) -> Read:
    """Read a file; what is not legible, or not as it was sealed, is told by its line."""
    lines: list[GivenLine] = []
    wrong: list[int] = []
    body: list[str] = []
    seals = {_NOTHING}
    last, number = "", 0
    for number, written in enumerate(text.splitlines(), start=1):
        if written.startswith("#"):
            continue
        if written.startswith(f"{_SEAL} "):
            _, seal, before = [*written.split(" "), "", ""][:3]
            if before not in seals or seal != _digest("".join(body), before):
                wrong.append(number)
            seals.add(seal)
            body, last = [], seal
            continue
        line = line_of(written)
        if line is None:
            wrong.append(number)
        else:
            lines.append(line)
        body.append(f"{written}\n")
    if body:
        wrong.append(number)
    return Read(tuple(lines), last, tuple(wrong))


def _digest(body: str, before: str) -> str:
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()[:12]
