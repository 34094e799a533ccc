"""Mailboxes that another host is to keep: copied, compared, and what was here kept aside."""

from __future__ import annotations

import datetime
import subprocess
from collections import Counter
from typing import Any

from . import content, doveadm
from .link import Link, digests
from .places import Box, Failed, Places

_TRIES = 3  # somebody may read or delete meanwhile


def elsewhere(box: Box, host: str, here: str, places: Places) -> bool:
    """Whether a mailbox has letters here and belongs to another ``host``."""
    home = places.home(box.owner)
    return host.lower() != here.lower() and home.exists() and not content.is_empty(home)


def copied(box: Box, link: Link, places: Places) -> dict[str, Any]:
    """Have every letter of a mailbox at its new host, which keeps what it has already.

    By what Dovecot says of each, and by every byte of it. The mailbox may be in use here and there.
    """
    home = places.home(box.owner)
    known = doveadm.home_of(box.address)
    if known != home:
        raise Failed(f"the directory has {box.address} at {known}, not at {home}")
    for _ in range(_TRIES):
        # What is here now has to be there then; what comes in meanwhile is for the next time.
        here, contents_here = _facts(doveadm.letters(box.address)), digests(home)
        doveadm.sync_to(box.address, link.command("sync", box.address))
        letters, contents_there = link.letters(box.address)
        missing = max((here - _facts(letters)).total(), (contents_here - contents_there).total())
        if not missing:
            break
    else:
        raise Failed(f"{missing} letters are not at {link.host} as they are here")
    messages, size = content.size(home)
    return {"state": "copied", "messages": messages, "bytes": size}


def moved(box: Box, link: Link, places: Places) -> dict[str, Any]:
    """Copy what is left, now that the directory names the new host; then put aside what is here."""
    # Who is reading goes on at the new host.
    subprocess.run(["doveadm", "kick", box.address], capture_output=True, check=False)
    facts = copied(box, link, places)
    home = places.home(box.owner)
    link.bring_scripts(box.address, home)
    aside = places.store / ".moved"
    aside.mkdir(mode=0o700, exist_ok=True)
    kept = aside / f"{box.owner}-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}"
    home.rename(kept)
    # A letter may have come in between the comparison and this.
    for _ in range(_TRIES):
        if not digests(kept) - link.letters(box.address)[1]:
            return {**facts, "state": "moved", "archive": str(kept)}
        doveadm.sync_to(box.address, link.command("sync", box.address), kept)
    raise Failed(f"letters in {kept} are not at {link.host}")


def _facts(letters: list[doveadm.Letter]) -> Counter[tuple[str, str, str]]:
    """What does not change when somebody reads a letter or puts it into another folder."""
    return Counter((letter.guid, letter.received, letter.size) for letter in letters)
