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

from hopthu.text.errors import HopthuError, Place

from . import messages
from .whole import unwritable, write_whole

# Files of a change that are being moved to their places.
PENDING = Path("changes/.pending")
_MANIFEST = "manifest.json"
_FILES = "files"


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One change at a time in an environment; a second one waits."""
    folder = (root / PENDING).parent
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def put_aside(root: Path, name: str, contents: Mapping[Path, str]) -> Path:
    """Write the new contents of files (paths below ``root``) aside; returns their folder.

    Nothing is in force yet: :func:`commit` is what makes it so. ``name`` is the change's.
    """
    folder = _beside(root, "tmp")
    for leftover in (folder, _beside(root, "done")):
        shutil.rmtree(leftover, ignore_errors=True)
    files = {}
    for path, content in contents.items():
        own = path.relative_to(root)
        data = content.encode()
        write_whole(folder / _FILES / own, data)
        files[str(own)] = {"old": _digest(path), "new": hashlib.sha256(data).hexdigest()}
    write_whole(folder / _MANIFEST, json.dumps({"change": name, "files": files}, indent=1))
    return folder / _FILES


def commit(root: Path) -> list[Path]:
    """Put what is aside in force; returns the files that were replaced."""
    try:
        _beside(root, "tmp").rename(root / PENDING)
        _sync((root / PENDING).parent)
    except OSError as error:
        raise unwritable(root / PENDING, error) from error
    return resume(root)


def discard(root: Path) -> None:
    """Forget what is aside and not in force."""
    shutil.rmtree(_beside(root, "tmp"), ignore_errors=True)


def resume(root: Path) -> list[Path]:
    """Finish what :func:`commit` began; returns the files of that change, none if there is none.

    Raises HopthuError where somebody edited one of them since: it is neither as it was nor as it
    is to be, and no hand edit is overwritten.
    """
    pending = root / PENDING
    if not pending.exists():
        return []
    manifest = json.loads((pending / _MANIFEST).read_text(encoding="utf-8"))
    files = {root / own: digests for own, digests in manifest["files"].items()}
    now = {path: _digest(path) for path in files}
    edited = [path for path in files if now[path] not in files[path].values()]
    if edited:
        raise HopthuError(
            messages.EDITED_MEANWHILE.at(Place(str(path)), name=manifest["change"])
            for path in edited
        )
    for path, digests in files.items():
        if now[path] != digests["new"]:
            _move(pending / _FILES / path.relative_to(root), path)
    done = _beside(root, "done")
    pending.rename(done)
    shutil.rmtree(done, ignore_errors=True)
    return list(files)


def _move(staged: Path, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            staged.chmod(path.stat().st_mode & 0o777)
        staged.replace(path)
    except OSError as error:
        raise unwritable(path, error) from error


def _beside(root: Path, state: str) -> Path:
    pending = root / PENDING
    return pending.with_name(f"{pending.name}.{state}")


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    """Make a rename in ``folder`` last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
