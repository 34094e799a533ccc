"""Several files replaced as one: all of them or none, though the machine stops in the middle.

New contents are first put aside, whole and checked, under ``changes/.pending``; that folder gets
its name in one step, and from then on the files are only moved to their places. A run that was
killed before that step wrote nothing; one killed after it is finished by :func:`resume`. While the
folder is there no reader takes the inventory for whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hopthu.text.errors import HopthuError, Place, Problem

from . import messages
from .whole import remove_leftovers, sync_folder, unwritable, write_whole

# Files of a change that are being moved to their places.
PENDING = Path("changes/.pending")
_MANIFEST = "manifest.json"
_FILES = "files"
_LEFTOVERS = (".", "changes", "given", "provinces", "provinces/*")


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One writer at a time in an environment; a second one waits.

    What killed runs left behind without putting it in force is removed: it holds names.
    """
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise unwritable(root, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _tidy(root)
        yield
    finally:
        os.close(handle)


def write_set(root: Path, name: str, contents: Mapping[Path, str]) -> list[Path]:
    """Replace several files as one; returns them. ``name`` is what is told of it if it is cut off.

    To be called by whoever holds the lock of :func:`locked`.
    """
    if not contents:
        return []
    put_aside(root, name, contents)
    return commit(root)


def put_aside(root: Path, name: str, contents: Mapping[Path, str]) -> Path:
    """Write the new contents of files (paths below ``root``) aside; returns their folder.

    Nothing is in force yet: :func:`commit` is what makes it so. ``name`` is the change's.
    """
    folder = _beside(root, "tmp")
    for leftover in (folder, _beside(root, "done")):
        shutil.rmtree(leftover, ignore_errors=True)
    _write_aside(root, {"change": name, "files": {}}, contents)
    return folder / _FILES


def add_aside(root: Path, contents: Mapping[Path, str]) -> None:
    """Write more files aside, to come into force with those that are there."""
    manifest = _beside(root, "tmp") / _MANIFEST
    _write_aside(root, json.loads(manifest.read_text(encoding="utf-8")), contents)


def _write_aside(root: Path, manifest: dict[str, Any], contents: Mapping[Path, str]) -> None:
    """Write files that need not outlive this run yet: most of the time would go into that."""
    folder = _beside(root, "tmp")
    path = folder
    try:
        for path, content in contents.items():
            own = path.relative_to(root)
            data = content.encode()
            staged = folder / _FILES / own
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(data)
            digests = {"old": _digest(path), "new": hashlib.sha256(data).hexdigest()}
            manifest["files"][str(own)] = digests
        (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error


def commit(root: Path) -> list[Path]:
    """Put what is aside in force; returns the files that were replaced."""
    try:
        _sync_tree(_beside(root, "tmp"))
        _beside(root, "tmp").rename(root / PENDING)
        sync_folder((root / PENDING).parent)
    except OSError as error:
        raise unwritable(root / PENDING, error) from error
    return resume(root)


def discard(root: Path) -> None:
    """Forget what is aside and not in force."""
    shutil.rmtree(_beside(root, "tmp"), ignore_errors=True)


def resume(root: Path) -> list[Path]:
    """Finish what :func:`commit` began; returns the files of that change, none if there is none.

    Raises HopthuError where somebody edited one of them since: it is neither as it was nor as it
    is to be, and no hand edit is overwritten. Nor is anything put in its place that is not what
    was put aside.
    """
    pending = root / PENDING
    if not pending.exists():
        return []
    name, files = _manifest(root)
    now = {path: _digest(path) for path in files}
    edited = [path for path in files if now[path] not in files[path].values()]
    staged = {path: pending / _FILES / path.relative_to(root) for path in files}
    damaged = [
        staged[path]
        for path in files
        if now[path] != files[path]["new"] and _digest(staged[path]) != files[path]["new"]
    ]
    if edited or damaged:
        told = [messages.EDITED_MEANWHILE.at(Place(str(path)), name=name) for path in edited]
        raise HopthuError([*told, *(_damaged(path, root) for path in damaged)])
    for path in files:
        if now[path] != files[path]["new"]:
            _put(staged[path], path)
    try:
        for folder in {path.resolve().parent for path in files}:
            sync_folder(folder)
        done = _beside(root, "done")
        shutil.rmtree(done, ignore_errors=True)
        pending.rename(done)
        sync_folder(pending.parent)
    except OSError as error:
        raise unwritable(pending, error) from error
    shutil.rmtree(done, ignore_errors=True)
    return list(files)


def _manifest(root: Path) -> tuple[str, dict[Path, dict[str, str | None]]]:
    """What is pending: its name, and of each file the digests of before and after."""
    path = root / PENDING / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = {
            root / own: {"old": each["old"], "new": each["new"]}
            for own, each in manifest["files"].items()
        }
        return str(manifest["change"]), files
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HopthuError([_damaged(path, root)]) from error


def _damaged(path: Path, root: Path) -> Problem:
    return messages.DAMAGED_ASIDE.at(Place(str(path)), folder=root / PENDING)


def _put(staged: Path, path: Path) -> None:
    """Put a file at its place; what is staged stays until all are, whatever happens between."""
    try:
        data = staged.read_bytes()
    except OSError as error:
        raise unwritable(path, error) from error
    write_whole(path, data, sync_name=False)


def _sync_tree(top: Path) -> None:
    """Have all files below a folder survive a power failure, each once, and their names."""
    for folder, _, names in os.walk(top):
        for name in names:
            with open(Path(folder, name), "rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(folder))


def _tidy(root: Path) -> None:
    """Remove what killed runs left: half a set that was never in force, a set that is done."""
    for state in ("tmp", "done"):
        shutil.rmtree(_beside(root, state), ignore_errors=True)
    for pattern in _LEFTOVERS:
        for folder in root.glob(pattern) if "*" in pattern else (root / pattern,):
            remove_leftovers(folder)


def _beside(root: Path, state: str) -> Path:
    pending = root / PENDING
    return pending.with_name(f"{pending.name}.{state}")


def _digest(path: Path) -> str | None:
    """The digest of a file; None where there is none, raises HopthuError where it is unreadable."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise HopthuError.of(messages.UNREADABLE, Place(str(path)), reason=reason) from error
