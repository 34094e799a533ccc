"""Read and write the register's files: ``<root>/given/<folder of provinces>.txt``."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from hopthu.files import messages as file_messages
from hopthu.files.git import messages as git_messages
from hopthu.files.git.memory import Memory, memory_of, recall
from hopthu.text.errors import HopthuError, Place, Problem

from ..register import GivenLine, Read, Register, new_file, read_text, sealed
from . import messages

FOLDER = "given"
IDENTITY = Path(FOLDER) / "environment"


def file_of(root: Path, folder: str) -> Path:
    """The register of a folder of ``provinces/``."""
    return root / FOLDER / f"{folder}.txt"


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """The files of the register that are there, with the folders that they are about.

    Raises HopthuError where the folder is there and cannot be read: it would look empty.
    """
    folder = root / FOLDER
    try:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
    except OSError as error:
        reason = error.strerror or str(error)
        raise HopthuError.of(file_messages.UNREADABLE, Place(str(folder)), reason=reason) from error
    for name in names:
        if name.endswith(".txt") and not name.startswith("."):
            yield name.removesuffix(".txt"), folder / name


def identity_of(root: Path) -> str:
    """What tells an environment from every other: its name as it began, and a number."""
    try:
        return " ".join((root / IDENTITY).read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError):
        return ""


def provisional_of(root: Path) -> str:
    """What tells an environment without a register from others: where its history, or it, began.

    The first commit and the folder in the repository are the same in every clone; outside of git
    there is the folder on this machine. Empty where a clone has not its whole history, or there is
    no commit yet: it would be somebody else later.
    """
    memory = memory_of(root)
    if memory in (Memory.EMPTY, Memory.CUT):
        return ""
    if memory is Memory.NONE:
        began = f"{socket.gethostname()} {root.resolve()}"
    else:
        prefix = recall(root, "rev-parse", "--show-prefix").strip("\n")
        first = recall(root, "rev-list", "--max-parents=0", "HEAD").split()
        began = f"{first[-1]} {prefix}"
    return f"{root.resolve().name} {hashlib.sha256(began.encode()).hexdigest()[:16]} (no register)"


def read_register(root: Path, problems: list[Problem]) -> Register:
    """Read the register of an environment; a file that cannot be read goes to ``problems``."""
    files: dict[str, tuple[GivenLine, ...]] = {}
    wrong: list[Problem] = []
    for folder, path in files_of(root):
        found = read_file(path, problems)
        wrong += [
            messages.EDITED.at(Place(str(path), line=number), root=root) for number in found.wrong
        ]
        files[folder] = found.lines
    there = (root / FOLDER).is_dir()
    if there and not identity_of(root):
        wrong.append(messages.NO_IDENTITY.at(Place(str(root / IDENTITY)), root=root))
    return Register(files, exists=there, wrong=tuple(wrong))


def read_file(path: Path, problems: list[Problem]) -> Read:
    """Read one file of the register, as far as it is legible."""
    try:
        return read_text(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Read((), "", ())
    except OSError as error:
        reason = error.strerror or str(error)
        problems.append(file_messages.UNREADABLE.at(Place(str(path)), reason=reason))
    except UnicodeDecodeError:
        problems.append(file_messages.NOT_UTF8.at(Place(str(path))))
    return Read((), "", ())


def new_contents(root: Path, before: Register, after: Register) -> dict[Path, str]:
    """The files that the lines change which ``after`` has beyond ``before``, as they will be."""
    contents: dict[Path, str] = {}
    if after.exists and not identity_of(root):
        contents[root / IDENTITY] = _identity(root, after)
    for folder, lines in after.files.items():
        added = lines[len(before.files.get(folder, ())) :]
        if added:
            path = file_of(root, folder)
            contents[path] = _longer(path, added) if path.exists() else new_file(added)
    return contents


def rewritten(root: Path, files: Mapping[str, tuple[GivenLine, ...]]) -> dict[Path, str]:
    """The contents of files that are written anew, sealed once."""
    return {file_of(root, folder): new_file(lines) for folder, lines in files.items()}


def was_lost(root: Path) -> bool:
    """Whether there is no register although git knows of one."""
    if (root / FOLDER).is_dir():
        return False
    return memory_of(root).has_commits and bool(
        recall(root, "log", "-1", "--format=%H", "--", FOLDER).strip()
    )


def _identity(root: Path, register: Register) -> str:
    """A new identity, or the one that git knows; the same again while nothing was given since."""
    if memory_of(root).has_commits:
        asked = ("-1", "--diff-filter=d", "--format=%H")
        if known := recall(root, "log", *asked, "--", str(IDENTITY)).strip():
            return recall(root, "show", f"{known}:./{IDENTITY}")
    lines = "".join(line.text() for each in register.files.values() for line in each)
    name = root.resolve().name
    return f"{name} {hashlib.sha256(f'{name} {lines}'.encode()).hexdigest()[:16]}\n"


def _longer(path: Path, added: tuple[GivenLine, ...]) -> str:
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        text += "\n"
    return text + sealed(added, read_text(text).seal)


def require_register(root: Path) -> None:
    """Raise HopthuError where the register was lost: nothing may be given without it."""
    if was_lost(root):
        raise HopthuError.of(messages.LOST, Place(str(root / FOLDER)), root=root)


def require_history(root: Path) -> None:
    """Raise HopthuError in a clone without its history: a register is not begun or mended there.

    But for an environment that git has nothing of yet: that is new.
    """
    tracked = ("ls-tree", "--name-only", "HEAD", "--", "provinces", FOLDER)
    if memory_of(root) is Memory.CUT and recall(root, *tracked).strip():
        raise HopthuError.of(git_messages.CUT, Place(str(root)))
