"""An archive back into a mailbox."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from . import doveadm
from .archive import read_back, unpack
from .places import Failed, Places, is_there


def restored(archive: Path, address: str, below: str, places: Places) -> dict[str, Any]:
    """Put all letters of an archive into the mailbox of ``address``, and see that they are there.

    Folders, flags and dates come back as they were, to their places, or below the folder
    ``below``. What the mailbox has stays; to its places a letter comes once, however often it is
    asked for.
    """
    manifest = read_back(archive)
    home = doveadm.home_of(address)
    if home is None:
        raise Failed(f"the directory knows no mailbox {address}: run playbooks/provision.yml first")
    is_there(home)  # Failed for a symlink
    folder = places.archives / f".restore-{home.name}"
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was cut off
    folder.mkdir(mode=0o700)
    owner = places.store.stat()
    unpack(archive, folder)
    # Its last owner only now: while it is written to, nobody else may put anything there.
    for path in (*folder.rglob("*"), folder):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    if below:
        doveadm.import_from(address, folder / "mail", below)
    else:
        doveadm.merge_from(address, folder / "mail")
    _require(manifest, doveadm.letters(address), below)
    if not below:
        _bring_scripts(folder / "home", home, owner)
    shutil.rmtree(folder)
    return {"archive": str(archive), "address": address, "messages": len(manifest["letters"])}


def _require(manifest: dict[str, Any], letters: list[doveadm.Letter], below: str) -> None:
    """Refuse what is not all there."""
    there = {(letter.folder, letter.size, letter.received) for letter in letters}
    prefix = f"{below}/" if below else ""
    missing = [
        each
        for each in manifest["letters"]
        if (prefix + each["folder"], each["size"], each["received"]) not in there
    ]
    if missing:
        raise Failed(
            f"{len(missing)} of {len(manifest['letters'])} letters did not come back, perhaps "
            "because they were deleted in this mailbox: restore them --below a folder"
        )


def _bring_scripts(scripts: Path, home: Path, owner: os.stat_result) -> None:
    """The owner's Sieve scripts, unless there are some by now."""
    for path in scripts.iterdir() if scripts.is_dir() else ():
        if not os.path.lexists(home / path.name):
            shutil.copytree(path, home / path.name, symlinks=True)
            for each in (home / path.name, *(home / path.name).rglob("*")):
                os.chown(each, owner.st_uid, owner.st_gid, follow_symlinks=False)
