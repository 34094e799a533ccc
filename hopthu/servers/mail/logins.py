"""When people logged in last, as the mail hosts note it: ``hopthu-mailbox logins`` of each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hopthu.files.whole import write_whole
from hopthu.text.errors import HopthuError, Place

from . import messages, words

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Logins:
    """What is known, in UTC: of owners (ids of people) the last login, by mail program or webmail.

    ``asked``: when each mail host was last asked and answered; ``silent``: those that did not
    answer in full at the last time, with the reason.
    """

    times: Mapping[str, datetime] = field(default_factory=dict)
    asked: Mapping[str, datetime] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Logins:
        """What ``write`` left; nothing where there is no file. HopthuError for any other file."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != _FORMAT:
                raise ValueError(data["format"])
            return cls(_times(data["logins"]), _times(data["asked"]), dict(data["silent"]))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            problem = messages.LOGINS_UNREADABLE.at(Place(str(path)), reason=repr(error))
            raise HopthuError([problem]) from error

    def told(self, answers: Iterable[Mapping[str, Any]], owners: Collection[str]) -> Logins:
        """With what hosts answered: ``server``, ``rc`` (None: not reached), output and errors.

        A login once known stays known, though its mailbox is at another host by now, or its host is
        away; who is not among the ``owners`` is forgotten.
        """
        times = {owner: when for owner, when in self.times.items() if owner in owners}
        asked, silent = dict(self.asked), {}
        for answer in answers:
            server = str(answer["server"])
            try:
                data = json.loads(answer.get("stdout") or "")
                when_asked = datetime.fromtimestamp(data["now"], UTC)
                found = {owner: datetime.fromtimestamp(when, UTC)
                         for owner, when in data["logins"].items()}  # fmt: skip
                unread = ", ".join(data["unread"])
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
                silent[server] = _reason(answer)
                continue
            asked[server] = when_asked
            if unread:
                silent[server] = unread
            for owner, when in found.items():
                if owner in owners:
                    times[owner] = max(when, times.get(owner, when))
        return Logins(times, asked, silent)

    def lines(self, people: int, asked: int, language: str) -> list[str]:
        """What is known of so many ``people``, when ``asked`` hosts were asked, for a terminal."""
        told = [words.LOGINS_KNOWN.render({"n": len(self.times), "people": people}, language)]
        if not asked:
            told.append(words.NOBODY_ASKED.render({}, language))
        for server, reason in self.silent.items():
            values = {"server": server, "reason": reason}
            told.append(words.LOGINS_SILENT.render(values, language))
        return told

    def write(self, path: Path) -> None:
        """Leave it for ``read``, for its owner alone; HopthuError where it cannot be written."""
        data = {
            "format": _FORMAT,
            "asked": _texts(self.asked),
            "silent": dict(sorted(self.silent.items())),
            "logins": _texts(self.times),
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n", 0o600)


def _times(texts: Mapping[str, str]) -> dict[str, datetime]:
    """ISO times with their zone, as times in UTC; ValueError for others."""
    times = {name: datetime.fromisoformat(text) for name, text in texts.items()}
    if any(when.tzinfo is None for when in times.values()):
        raise ValueError("a time without a zone")
    return {name: when.astimezone(UTC) for name, when in times.items()}


def _texts(times: Mapping[str, datetime]) -> dict[str, str]:
    return {name: when.isoformat() for name, when in sorted(times.items())}


def _reason(answer: Mapping[str, Any]) -> str:
    """The first line that tells why a host gave no answer."""
    told = (str(answer.get(key) or "").strip() for key in ("stderr", "msg", "stdout"))
    return next((text.splitlines()[0][:200] for text in told if text), "?")
