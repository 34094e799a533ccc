"""Mailboxes whose owner the directory does not know any more, and whose letters are archived."""

from __future__ import annotations

import shutil
from typing import Any

from . import content, doveadm
from .archive import digests, read_back
from .places import Box, Failed, Places

_GONE = ".removed-"


def removed(box: Box, places: Places) -> dict[str, Any]:
    """Remove a mailbox, every letter of which is in its archive; else Failed, and it stays."""
    home = places.home(box.owner)
    # Renamed by a run that was cut off, which had looked at all of it.
    trash = home.with_name(_GONE + home.name)
    shutil.rmtree(trash, ignore_errors=True)
    if not home.exists():
        return {"state": "none"}
    archive = places.archive_of(box.owner)
    if archive is None:
        if not content.is_empty(home):
            raise Failed(f"{home} has no archive")
        shutil.rmtree(home)
        return {"state": "removed"}
    manifest = read_back(archive)
    if doveadm.home_of(manifest["address"]) is not None:
        raise Failed(f"the directory still knows {manifest['address']}")
    more = content.digests(home) - digests(manifest)
    if more:
        raise Failed(f"{home}: {more.total()} letters are not in {archive}")
    home.rename(trash)
    shutil.rmtree(trash)
    return {"state": "removed", "archive": str(archive)}
