"""When people logged in last, as Dovecot's plugin ``last_login`` notes it in their mailboxes."""

from __future__ import annotations

import os
from typing import Any

from .places import Places

NOTE = "last-login"
_LONGEST = 4096  # bytes; a note is a name and a number


def noted(places: Places) -> dict[str, Any]:
    """``logins``: the last login of each owner, in seconds since 1970; ``unread``: odd notes.

    Who never logged in is in neither. OSError where the store itself cannot be read.
    """
    logins: dict[str, int] = {}
    unread: list[str] = []
    with os.scandir(places.store) as homes:
        owners = sorted(home.name for home in homes if home.is_dir(follow_symlinks=False))
    for owner in owners:
        if owner.startswith("."):  # on its way elsewhere, or shared
            continue
        try:
            logins[owner] = _seconds(str(places.store / owner / NOTE))
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            unread.append(owner)
    return {"logins": logins, "unread": unread}


def _seconds(path: str) -> int:
    """The last line of a note. The owner's programs write it: root follows no link there."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(file, "rb") as note:
        text = note.read(_LONGEST).decode("ascii")
    return int(text.splitlines()[-1] if text else "")
