"""An owner's Sieve scripts, from the mailbox to its copy."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
from pathlib import Path

from hopthu_mailbox.link import unpack_scripts
from hopthu_mailbox.places import is_there

from .seen import ACTIVE, SCRIPTS

_COMING = ".scripts-coming"


def packed(home: Path) -> bytes:
    """The scripts, and which of them is used; nothing where there are none."""
    if not is_there(home / SCRIPTS):
        return b""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for name in (SCRIPTS, ACTIVE):
            if os.path.lexists(home / name):
                tar.add(home / name, name)
    return whole.getvalue()


def put(given: bytes, place: Path, owner: os.stat_result) -> None:
    """Let the copy at ``place`` have these scripts and no others."""
    coming = place / _COMING
    if is_there(coming):
        shutil.rmtree(coming)  # of a round that was cut off
    if given:
        coming.mkdir(mode=0o700)
        unpack_scripts(given, coming)
        for path in coming.rglob("*"):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    for name in (ACTIVE, SCRIPTS):
        if is_link_or_file(place / name):
            (place / name).unlink()
        elif is_there(place / name):
            shutil.rmtree(place / name)
        if given and os.path.lexists(coming / name):
            (coming / name).rename(place / name)
    if given:
        shutil.rmtree(coming)


def is_link_or_file(path: Path) -> bool:
    """Whether there is something that is no folder."""
    return os.path.lexists(path) and (path.is_symlink() or not path.is_dir())
