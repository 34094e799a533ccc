"""One kind of work, killed again and again: after each time one plain run does what is left."""

from __future__ import annotations

import random
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from hopthu.servers.lab.slapd import Slapd
from tests.acceptance.world import settle

from .kill import Ended, child

IN_A_ROW = 3
"""So often a run is killed, and the one after it, before one is let through."""


_SHOWN = 600


class Fell(AssertionError):
    """A promise that did not hold."""


class Campaign(ABC):
    """What is done, on files below ``root`` that can be had again as they were before.

    Whoever makes one has everything ready for :meth:`work`, then calls :meth:`remember`.
    """

    name: ClassVar[str]

    def __init__(self, root: Path) -> None:
        self.root = root
        self._eve = root.with_name(f"{root.name}.eve")

    def remember(self) -> None:
        """Keep everything as it is now."""
        shutil.copytree(self.root, self._eve, symlinks=True)

    def back(self) -> None:
        """Make everything as it was when it was remembered."""
        shutil.rmtree(self.root)
        shutil.copytree(self._eve, self.root, symlinks=True)

    def settle(self) -> None:
        """Wait until nobody works any more on behalf of a run that was killed."""
        return

    def whole(self) -> Ended:
        """Do it undisturbed, and count its steps."""
        return child(self.work)

    def killed(self, step: int, _: Ended) -> Ended:
        """Do it, and be killed before a step; the other is how it ended undisturbed."""
        return child(self.work, step)

    @abstractmethod
    def work(self) -> int:
        """Do it, in a process of its own; its exit status."""

    @abstractmethod
    def state(self) -> Any:
        """What has to be the same in the end, however often it was killed."""

    def finish(self) -> None:
        """Run once more, undisturbed; what its message asks for is done, and nothing else."""
        ended = child(self.work)
        remedy = self.remedy(ended)
        if remedy is not None:
            ended = remedy
        require(ended.status == 0, f"the run after it ended with {ended.status}:\n{ended.said}")

    def remedy(self, _: Ended) -> Ended | None:
        """Do what the message of a run says is to be done; None where it says nothing."""
        return None

    def witnessed(self, _: Any) -> None:
        """Raise Fell unless every change since the state before has its line and its way back."""
        return

    def close(self) -> None:
        """End what was started."""
        return


def require(holds: bool, what: str) -> None:
    """Raise Fell where something does not hold."""
    if not holds:
        raise Fell(what)


def torture(campaign: Campaign, kills: int, draw: random.Random) -> int:
    """Kill the work that many times; returns at how many different steps, or raises Fell."""
    before = campaign.state()
    whole = campaign.whole()
    campaign.settle()
    require(whole.status == 0, f"undisturbed it ended with {whole.status}:\n{whole.said}")
    wanted = campaign.state()
    require(wanted != before, "there was nothing to do")
    moments: set[int] = set()
    left = kills
    while left > 0:
        campaign.back()
        row: list[int] = []
        for _ in range(min(left, draw.randint(1, IN_A_ROW))):
            step = draw.randint(1, whole.steps)
            ended = campaign.killed(step, whole)
            campaign.settle()
            row.append(step)
            left -= 1
            if not ended.killed:
                break
        moments.update(row)
        try:
            campaign.finish()
            campaign.settle()
            require(campaign.state() == wanted, _difference(campaign.state(), wanted))
            campaign.witnessed(before)
        except Fell as fell:
            raise Fell(f"{campaign.name}, killed before step {row}: {fell}") from fell
    return len(moments)


def _difference(found: Any, wanted: Any) -> str:
    if not isinstance(found, dict):
        return f"{found} and not {wanted}"
    keys = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
    told = [
        f"{key}: {str(found.get(key))[:_SHOWN]}\n  and not {str(wanted.get(key))[:_SHOWN]}"
        for key in keys[:3]
    ]
    return "\n".join([f"{len(keys)} differ", *told])


class ServedCampaign(Campaign):
    """One whose files are also a directory's, which is at rest while they are put back."""

    slapd: Slapd

    def back(self) -> None:
        """Files and directory."""
        self.slapd.stop()
        super().back()
        self.slapd.start()

    def settle(self) -> None:
        """The server may still be at what the killed run has sent."""
        settle(self.slapd)
