"""The service: what it compares, what it does, what it notes."""

from __future__ import annotations

import json
import time
from pathlib import Path

from . import ending
from .directory import Watched
from .known import Ends, Known, ends, load, save

# At most so long nobody sees that an entry is gone altogether; a change is seen at the next look.
_WHOLE = 60.0


class Service:
    """Looks at the directory and ends what has to end on this host."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self._settings = settings
        self._store = Path(settings["store"])
        self._note, self._held = folder / "known.json", folder / "held.json"
        self._known = load(self._note)
        self._server: Watched | None = None
        self._version: frozenset[str] = frozenset()
        self._looked_whole = 0.0
        self._gone_unseen = False

    def look(self) -> None:
        """Look once. ``ldap.LDAPError`` leaves all as it was, for the next look."""
        try:
            self._look(self._server or Watched(self._settings))
        except BaseException:
            self._server = None
            raise

    def _look(self, server: Watched) -> None:
        is_new, self._server = self._server is None, server
        version = server.version()
        if version != self._version and self._version and not is_new:
            self._gone_unseen = True
            before = self._known or Known()
            self._take(before.with_changes(server.between(self._version, version)))
        if is_new or (self._gone_unseen and time.monotonic() > self._looked_whole + _WHOLE):
            self._take(server.everything())
            self._looked_whole, self._gone_unseen = time.monotonic(), False
        self._version = version

    def _take(self, now: Known) -> None:
        """Deal with what is so now, and note it. Without a note nothing was open for longer."""
        if now == self._known:
            return
        before = self._known if self._known is not None else now
        self._end(ends(before, now), now)
        self._rules(before, now)
        save(self._note, now)
        self._known = now

    def _end(self, ended: Ends, now: Known) -> None:
        if ended.agencies_changed:
            ending.show_agencies()
        for login in ended.left_agencies - ended.sessions.keys():
            ending.kick(login, "an agency is theirs no more")
        for office in ended.left_offices:
            ending.kick(office, "who may set its rules changed")
        active = {each.mail for each in now.logins.values() if each.is_active}
        held = self._read_held()
        for login, reason in ended.sessions.items():
            ending.kick(login, reason)
            if login not in active:
                letters = ending.queued(login)
                held.setdefault(login, []).extend(letters)
                self._write_held(held)
                ending.hold(login, letters)
        for login in active & held.keys():
            ending.release(held.pop(login))
            self._write_held(held)

    def _rules(self, before: Known, now: Known) -> None:
        """Let rules rest of whom the directory does not let in; at a first look, of all of them."""
        for person, login in now.logins.items():
            was = before.logins.get(person)
            if was == login and before is not now:
                continue
            if not login.is_active:
                ending.stop_rules(self._store / person)
            elif was is None or not was.is_active:
                ending.start_rules(self._store / person)

    def _read_held(self) -> dict[str, list[str]]:
        try:
            found: dict[str, list[str]] = json.loads(self._held.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return found

    def _write_held(self, held: dict[str, list[str]]) -> None:
        new = self._held.with_suffix(".new")
        new.write_text(json.dumps(held))
        new.replace(self._held)
