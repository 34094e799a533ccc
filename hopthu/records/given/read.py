"""Read and write the register's files: ``<root>/given/<folder of provinces>.txt``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from hopthu.files import messages as file_messages
from hopthu.files.git.call import GitFailed, git
from hopthu.text.errors import HopthuError, Place, Problem

from ..register import GivenLine, Read, Register, new_file, read_text, sealed
from . import messages

FOLDER = "given"


def file_of(root: Path, folder: str) -> Path:
    """The register of a folder of ``provinces/``."""
    return root / FOLDER / f"{folder}.txt"


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """The files of the register that are there, with the folders that they are about."""
    for path in sorted((root / FOLDER).glob("[!.]*.txt")):
        yield path.stem, path


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
    return Register(files, exists=(root / FOLDER).is_dir(), wrong=tuple(wrong))


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
    try:
        return bool(git(root, "log", "-1", "--format=%H", "--", FOLDER).strip())
    except GitFailed:
        return False


def _longer(path: Path, added: tuple[GivenLine, ...]) -> str:
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        text += "\n"
    return text + sealed(added, read_text(text).seal)


def require_register(root: Path) -> None:
    """Raise HopthuError where the register was lost: nothing may be given without it."""
    if was_lost(root):
        raise HopthuError.of(messages.LOST, Place(str(root / FOLDER)), root=root)
