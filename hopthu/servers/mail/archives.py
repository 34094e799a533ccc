"""What mail servers say of the boxes that are to be archived: ``hopthu-mailbox`` of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hopthu.text.language import Text

from . import words


@dataclass(frozen=True, slots=True)
class Box:
    """One box on one server.

    ``state``: ``archived`` (and read back), ``copied`` (to another host, and compared), ``there``,
    ``none`` or ``failed``. Of a copy that waits for its mailbox to be lost: ``standby`` (it has
    everything until ``as_of``, in seconds since 1970, 0: nobody knows), ``taken`` (it is the
    mailbox already) or ``absent``. ``messages`` and ``size`` (bytes) are what it holds;
    ``archive`` is a path on the server; ``reason`` is why it failed; ``other_scripts``: those at
    the other host are not those that are here.
    """

    server: str
    state: str
    messages: int = 0
    size: int = 0
    archive: str = ""
    sha256: str = ""
    reason: str = ""
    other_scripts: bool = False
    as_of: int = 0


@dataclass(frozen=True, slots=True)
class Archives:
    """Boxes by the id of their owner; ``silent``: servers that did not tell, with the reason."""

    boxes: Mapping[str, tuple[Box, ...]] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    asked: bool = False

    @classmethod
    def of_answers(cls, answers: Iterable[Mapping[str, Any]]) -> Archives:
        """Read what they answered: ``server``, ``rc`` (None: not reached), output and errors."""
        boxes: dict[str, list[Box]] = defaultdict(list)
        silent: dict[str, str] = {}
        asked = False
        for answer in answers:
            asked = True
            server, output = answer["server"], answer.get("stdout") or ""
            if answer.get("rc") != 0:
                told = answer.get("stderr") or answer.get("msg") or output
                silent[server] = told.strip()[:300] or "?"
                continue
            try:
                for owner, box in _boxes(server, json.loads(output)):
                    boxes[owner].append(box)
            except (ValueError, TypeError, KeyError):
                silent[server] = words.UNREAD.render({"answer": output[:200]})
        return cls({owner: tuple(found) for owner, found in boxes.items()}, silent, asked)

    def of(self, owner: str) -> tuple[Box, ...]:
        """What the servers that have a box of that owner said of it."""
        return tuple(box for box in self.boxes.get(owner, ()) if box.state != "none")

    def missing(self, owner: str, *, check: bool) -> tuple[str, str | Text] | None:
        """The server of which it is not sure that the owner's letters are archived, and why.

        In check mode it is enough that an archive could be made.
        """
        for server, reason in self.silent.items():
            return server, reason  # the box may be there
        for box in self.boxes.get(owner, ()):
            if box.state == "failed":
                return box.server, box.reason
            if box.state == "there" and not check:
                return box.server, words.NOT_YET
        return None if owner in self.boxes else ("", words.NOT_YET)


def _boxes(server: str, answer: Mapping[str, Any]) -> Iterable[tuple[str, Box]]:
    for box in answer["boxes"]:
        yield (
            str(box["id"]),
            Box(
                server,
                str(box["state"]),
                int(box.get("messages", 0)),
                int(box.get("bytes", 0)),
                str(box.get("archive", "")),
                str(box.get("sha256", "")),
                str(box.get("reason", "")),
                box.get("scripts") == "other",
                int(box.get("as_of", 0)),
            ),
        )
