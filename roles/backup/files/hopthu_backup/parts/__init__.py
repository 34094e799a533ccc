"""What a host keeps, part by part: how each is copied, tried out and brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..fetching import Copy
from ..settings import Settings
from . import directory, mail, web


@dataclass(frozen=True, slots=True)
class Part:
    """Mail, the directory, or the webmail.

    ``staged``: make it stay as it is while it is copied; return the paths.
    ``tried``: fetch some of it into a folder; return facts, and say what is not as it should be.
    ``looked``: what a copy has of it and what is there now; ``restored``: bring it back, and return
    what only then is known. Both are given the same folder to fetch into, so what the one fetched
    the other has.
    ``used``: which of those facts, unless it is 0, says that bringing it back replaces something.
    """

    staged: Callable[[Settings], list[Path]]
    tried: Callable[[Copy, Path], tuple[dict[str, Any], Iterable[str]]]
    looked: Callable[[Copy, Path], dict[str, Any]]
    restored: Callable[[Copy, Path], dict[str, Any]]
    used: str = ""


PARTS = {
    "mail": Part(mail.staged, mail.tried, mail.looked, mail.restored),
    "directory": Part(
        directory.staged, directory.tried, directory.looked, directory.restored, "accounts_there"
    ),
    "web": Part(web.staged, web.tried, web.looked, web.restored, "users_there"),
}
