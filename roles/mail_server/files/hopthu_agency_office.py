"""The folders of an agency's mailbox, shown to all who manage it: Sent, Trash, and later ones.

Mail programs show what is subscribed, and what one manager makes the others should find. Which
folders and managers were served is kept beside the mailboxes, so that a run without a change reads
one file and the names of folders, and so that what a manager unsubscribed stays so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = ".offices"
_LETTERS = ("cur", "new", "tmp")

Doveadm = Callable[..., tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class _Served:
    """Whom an office was shown to: ``places`` on the disk, and what they are called."""

    managers: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class Office:
    """One agency's mailbox, by its address and its id.

    ``doveadm`` runs a command and returns whether it worked, and what it printed; ``seen_as`` is
    the folder in which its managers see the mailbox, ``own`` are the folders that it has to have.
    """

    def __init__(
        self, store: Path, mailbox: str, agency: str, seen_as: str, doveadm: Doveadm
    ) -> None:
        self._folders = store / agency / "folders"
        self._state = store / KNOWN / f"{agency}.json"
        self._mailbox, self._seen_as, self._doveadm = mailbox, seen_as, doveadm

    def keep(self, managers: Iterable[str], own: Sequence[str]) -> bool:
        """Make what lacks and show what is new; False if something did not work.

        Whatever is cut off is done again by the next run: what was served is noted at the end.
        """
        people = sorted(managers)
        before = self._served()
        well = True
        if people:
            for name in sorted(set(own) - set(self._places())):
                well &= self._doveadm("mailbox", "create", "-u", self._mailbox, name)[0]
        places = self._places()
        if not well or (before.managers, before.places) == (people, places):
            return well
        worked, names = self._names()
        if not worked:
            return False
        for person in people:
            seen = before.names if person in before.managers else []
            well &= self._subscribe(person, "subscribe", set(names) - set(seen))
            well &= self._subscribe(person, "unsubscribe", set(seen) - set(names))
        for person in set(before.managers) - set(people):
            # Who has gone from the directory has nothing to unsubscribe.
            if self._doveadm("user", person)[0]:
                well &= self._subscribe(person, "unsubscribe", before.names)
        if well:
            self._note(_Served(people, places, names))
        return well

    def _places(self) -> list[str]:
        """The folders that hold letters, as they are called on the disk."""
        found = []
        for folder, inner, _ in os.walk(self._folders):
            if "cur" in inner and Path(folder) != self._folders:
                found.append(str(Path(folder).relative_to(self._folders)))
            inner[:] = [name for name in inner if name not in _LETTERS]
        return sorted(found)

    def _names(self) -> tuple[bool, list[str]]:
        """What Dovecot calls them; not those of others that an agency could be shown."""
        worked, printed = self._doveadm("mailbox", "list", "-u", self._mailbox)
        foreign = self._seen_as.partition("/")[0]
        names = {name for name in printed.splitlines() if name and name != "INBOX"}
        return worked, sorted(name for name in names if name.partition("/")[0] != foreign)

    def _subscribe(self, person: str, how: str, names: Iterable[str]) -> bool:
        folders = [f"{self._seen_as}/{name}" for name in sorted(names)]
        return not folders or self._doveadm("mailbox", how, "-u", person, *folders)[0]

    def _served(self) -> _Served:
        try:
            return _Served(**json.loads(self._state.read_text()))
        except (FileNotFoundError, ValueError, TypeError):
            return _Served()

    def _note(self, served: _Served) -> None:
        self._state.parent.mkdir(mode=0o700, exist_ok=True)
        new = self._state.with_suffix(".new")
        noted = {"managers": served.managers, "places": served.places, "names": served.names}
        new.write_text(json.dumps(noted, ensure_ascii=False))
        new.replace(self._state)
