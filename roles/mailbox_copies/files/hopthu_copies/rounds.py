"""A round: every mailbox that is another than it was when it was last compared is copied again.

The copy is made the same as the mailbox (``doveadm backup``), and both are compared, letter by
letter. What is not the same yet stays due. A mailbox without a change is compared once a day.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from hopthu_mailbox import doveadm
from hopthu_mailbox.places import Box, Failed, is_there

from . import listing, scripts, seen
from .note import Copy, Note
from .settings import Settings, Spots
from .way import Way

_DAY = 86400
_TRIES = 3  # a letter may come in while a mailbox is copied
_TOGETHER = 100  # mailboxes after which what was done is noted


@dataclass(frozen=True, slots=True)
class Round:
    """One round of this host's mailboxes."""

    settings: Settings
    spots: Spots
    way: Way
    note: Note
    clock: Callable[[], float] = field(default=time.time)

    def run(self, boxes: Sequence[Box]) -> None:
        """Copy what is due, the one that is behind most first; notes as it goes."""
        self.note.began = self._now()
        kept = {box.owner for box in boxes}
        for owner in set(self.note.copies) - kept:
            self.note.gone[owner] = self.note.copies.pop(owner).address
        due = self._due(boxes)
        if not boxes:
            # A host that keeps no mailbox, as after it was lost, has nothing to say.
            self.note.ended = self._now()
            self._keep()
            return
        with self.way.opened():
            for some in _some(due):
                self._copy(some)
                self._keep()
            self.note.ended = self._now()
            self._keep()
            self._tell(kept)

    def _tell(self, kept: set[str]) -> None:
        """Let the other host know how far its copies are, and which are nobody's any more.

        A mailbox that is still here, though it is nobody's, keeps its copy.
        """
        over = self._over(kept)
        self.way.tell(replace(self.note, gone=over).text())
        self.note.gone = {
            owner: address
            for owner, address in self.note.gone.items()
            if owner not in kept and owner not in over
        }
        self._keep()

    def _over(self, kept: set[str]) -> dict[str, str]:
        """Those whose mailboxes are nobody's of this host, and not here any more."""
        home = self.spots.places.home
        gone = self.note.gone
        return {o: gone[o] for o in gone.keys() - kept if not is_there(home(o))}

    def _now(self) -> int:
        return int(self.clock())

    def _keep(self) -> None:
        self.note.write(self.spots.notes / "note.json")

    def _due(self, boxes: Iterable[Box]) -> list[Box]:
        """Those that are not known to be the same as their copies."""
        due = []
        for box in boxes:
            now = self._now()
            known = self.note.copies.setdefault(box.owner, Copy(box.address, now))
            if known.address != box.address:
                self.note.seen(box.owner, address=box.address)
            try:
                home = self.spots.places.home(box.owner)
                there = is_there(home) and seen.identity(home) is not None
            except (Failed, OSError) as error:
                self.note.seen(box.owner, reason=str(error))
                continue
            if not there and not known.as_of:
                # Nobody wrote to it yet. One that was there and is gone is looked at below.
                self.note.seen(box.owner, since=now, reason="")
                continue
            same = there and known.print == seen.fingerprint(home)
            if same and now - known.compared < _DAY:
                self.note.seen(box.owner, as_of=now, reason="")
            else:
                due.append(box)
        return sorted(due, key=lambda box: self.note.copies[box.owner].as_of)

    def _copy(self, boxes: Sequence[Box]) -> None:
        """Copy and compare, and those that were not the same then once more."""
        left = list(boxes)
        for _ in range(_TRIES):
            with ThreadPoolExecutor(self.settings.workers) as pool:
                done = [each for each in pool.map(self._copied, left) if each]
            same = self.way.compare({each.box: each.digest for each in done})
            for each in done:
                if each.box.owner in same:
                    self.note.seen(
                        each.box.owner,
                        as_of=each.began,
                        compared=each.began,
                        print=each.print,
                        reason="",
                    )
            left = [each.box for each in done if each.box.owner not in same]
            if not left:
                return
        for box in left:
            self.note.seen(box.owner, print="", reason="the copy is not yet what the mailbox is")

    def _copied(self, box: Box) -> _Done | None:
        """Make the copy what the mailbox is, and tell what that was; None where it cannot be."""
        began = self._now()
        try:
            home = self.spots.places.home(box.owner)
            known = doveadm.home_of(box.address)
            if known != home:
                raise Failed(f"the directory has {box.address} at {known}, not at {home}")
            who = seen.identity(home) if is_there(home) else None
            if who is None:
                raise Failed(f"{home} was there and is gone; its copy is left as it is")
            self.way.copy(box, *who)
            self.way.scripts(box, scripts.packed(home))
            print_ = seen.fingerprint(home)
            held = listing.letters(box.address, self.settings.shared)
        except (Failed, OSError, ValueError, subprocess.SubprocessError) as error:
            self.note.seen(box.owner, print="", reason=str(error)[:300])
            return None
        return _Done(box, began, print_, listing.digest(held))


@dataclass(frozen=True, slots=True)
class _Done:
    """A mailbox as it was after it had been copied."""

    box: Box
    began: int
    print: str
    digest: str


def _some(boxes: Sequence[Box]) -> Iterator[Sequence[Box]]:
    yield from (boxes[start : start + _TOGETHER] for start in range(0, len(boxes), _TOGETHER))
