"""Lines of the register that git has seen and that are gone, with a file or with a revert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from hopthu.files.git.memory import memory_of, recall
from hopthu.text.errors import HopthuError, Place, Problem

from ..register import GivenLine, Register, line_of
from . import messages
from .read import FOLDER, file_of

_ASKED = (
    *("-p", "-U0", "--no-renames", "--relative", "--no-color"),
    *("--text", "--no-ext-diff", "--no-textconv"),  # whatever .gitattributes say of it
)
_NAMED = 5
_HEAD = "--- a/"


def forgotten(root: Path, register: Register) -> Iterator[Problem]:
    """Yield a problem for each file that lacks what it once had: it could be given again.

    Lines that say the same elsewhere are no loss: a merge or ``scripts/register`` puts them there.
    Without git there is nothing to compare with.
    """
    lost: dict[str, dict[str, None]] = defaultdict(dict)
    for folder, line in _removed(root):
        for each in _lacking(line, register):
            lost[folder].setdefault(each)
    for folder, given in lost.items():
        names, more = list(given)[:_NAMED], len(given) - _NAMED
        named = ", ".join(names) + (f" … +{more}" if more > 0 else "")
        place = Place(str(file_of(root, folder)))
        yield messages.FORGOTTEN.at(place, n=len(given), names=named, root=root)


def require_memory(root: Path, register: Register) -> None:
    """Raise HopthuError where the register lacks what git has seen in it."""
    problems = list(forgotten(root, register))
    if problems:
        raise HopthuError(problems)


def _lacking(line: GivenLine, register: Register) -> Iterator[str]:
    """What of a line nobody has in the register as it is."""
    owner = line.owner
    if owner not in register.owners and not line.state:
        yield owner.id
    yield from (address for address in line.addresses if address not in register.holder)


def _removed(root: Path) -> Iterator[tuple[str, GivenLine]]:
    """The lines that some commit took out of a file, and those that the working copy lacks."""
    if not memory_of(root).has_commits:
        return
    # Of a merge what it has not of either side; of new files nothing.
    past = recall(root, "log", "--format=", "-m", "--diff-filter=MD", *_ASKED, "--", FOLDER)
    now = recall(root, "diff", "HEAD", "--diff-filter=MD", *_ASKED, "--", FOLDER)
    folder = ""
    for row in (*past.splitlines(), *now.splitlines()):
        if row.startswith(_HEAD):
            path = Path(row.removeprefix(_HEAD))
            folder = path.stem if path.suffix == ".txt" else ""
        elif row.startswith("-") and folder:
            line = line_of(row[1:].rstrip("\r"))
            if line is not None:
                yield folder, line
