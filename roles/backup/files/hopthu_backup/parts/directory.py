"""The directory: all its entries, as LDIF."""

from __future__ import annotations

import datetime
import gzip
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hopthu_host.placing import settle

from ..fetching import Copy
from ..problem import Problem
from ..settings import Settings

_DUMP = "directory.ldif"
_EMPTY = 3  # what hopthu-directory-backup ends with where there are no entries
_CONFIGURATION = Path("/etc/ldap/hopthu")
DUMPS = Path("/var/lib/hopthu-backup")


def staged(settings: Settings) -> list[Path]:
    """Write all entries, not packed, so that what did not change is not copied again."""
    target = settings.staged / _DUMP
    done = _dumping(target)
    if done.returncode:
        raise Problem("unreadable", reason=_said(done))
    return [target, *(path for path in [_CONFIGURATION] if path.is_dir())]


def tried(copy: Copy, folder: Path) -> tuple[dict[str, Any], Iterable[str]]:
    """How many entries a copy has."""
    entries = _count(_fetched(copy, folder / "directory"), rb"dn:")
    return {"entries": entries}, [] if entries else ["the copy has no directory"]


def looked(copy: Copy, folder: Path) -> dict[str, Any]:
    """How many accounts a copy has, and how many there are."""
    dump = _fetched(copy, folder)
    if not dump.exists():
        raise Problem("not_in_copy", what=_DUMP, at=copy.time)
    return {"accounts": _accounts(dump), "accounts_there": _accounts(_now(folder / "now"))}


def restored(copy: Copy, folder: Path) -> dict[str, Any]:
    """Put a copy in the place of the directory, which goes aside whole."""
    packed = _kept(_fetched(copy, folder))
    done = _called("hopthu-directory-restore", packed)
    if done.returncode:
        raise Problem("directory", reason=_said(done))
    return {}


def _fetched(copy: Copy, folder: Path) -> Path:
    return copy.fetched(copy.settings.staged / _DUMP, folder)


def _kept(dump: Path) -> Path:
    """The dump beside those of every day, from where it can be restored once more."""
    DUMPS.mkdir(mode=0o700, exist_ok=True)
    packed = DUMPS / f"directory-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}.ldif.gz"
    new = packed.with_name(f"{packed.name}.new")
    with open(dump, "rb") as plain, open(new, "wb") as file:
        with gzip.open(file, "wb") as packing:
            shutil.copyfileobj(plain, packing)
        file.flush()
        os.fsync(file.fileno())
    new.replace(packed)
    settle(DUMPS)
    return packed


def _now(target: Path) -> Path:
    """What the directory holds; Problem where it does not say, for then it may hold anything."""
    done = _dumping(target)
    if done.returncode == _EMPTY:
        target.touch()
    elif done.returncode:
        raise Problem("unknown_there", what="directory", reason=_said(done))
    return target


def _dumping(target: Path) -> subprocess.CompletedProcess[str]:
    return _called("hopthu-directory-backup", target)


def _called(program: str, file: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [program, file], capture_output=True, text=True, errors="replace", check=False
        )
    except FileNotFoundError as error:
        raise Problem("no_program", name=program) from error


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return done.stderr.strip()[-400:]


def _accounts(dump: Path) -> int:
    return _count(dump, rb"dn: uid=")


def _count(dump: Path, beginning: bytes) -> int:
    if not dump.exists():
        return 0
    with open(dump, "rb") as file:
        return sum(bool(re.match(beginning, line, re.IGNORECASE)) for line in file)
