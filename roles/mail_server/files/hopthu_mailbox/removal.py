"""Mailboxes whose owner the directory does not know any more, and whose letters are archived."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from . import content, doveadm
from .archive import digests, read_back
from .places import REMOVING, Box, Failed, Places, is_there, put_aside, require_no_move


def removed(box: Box, places: Places) -> dict[str, Any]:
    """Remove a mailbox, every letter of which is in its archive; else Failed, and it stays."""
    home = places.home(box.owner)
    aside, trash = places.aside(box.owner, REMOVING), places.aside(box.owner, "removed")
    if is_there(trash):
        shutil.rmtree(trash)  # of a run that was cut off after it had compared
    require_no_move(box.owner, places)
    if not (is_there(aside) or is_there(home)):
        return {"state": "none"}
    archive = places.archive_of(box.owner)
    manifest = read_back(archive) if archive else {"files": {}}
    if archive and doveadm.home_of(manifest["address"]) is not None:
        raise Failed(f"the directory still knows {manifest['address']}")
    for place in put_aside(home, aside):
        try:
            _require(place, manifest, archive)
        except (Failed, OSError) as error:
            stays = place if is_there(home) else place.rename(home)
            raise Failed(f"{stays} stays: {error}") from error
        place.rename(trash)
        shutil.rmtree(trash)
    return {"state": "removed", **({"archive": str(archive)} if archive else {})}


def _require(place: Path, manifest: dict[str, Any], archive: Path | None) -> None:
    """Refuse what has a letter that is not in the archive, or scripts where there is none."""
    if archive is None and not content.is_empty(place):
        raise Failed("it has no archive")
    more = content.digests(place) - digests(manifest)
    if more:
        raise Failed(f"{more.total()} letters are not in {archive}")
