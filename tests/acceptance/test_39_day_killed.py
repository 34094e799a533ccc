"""The two great days on a real directory, killed at any moment: the end is always the same."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.servers.lab.slapd import Slapd
from tests.bench.country import make_country
from tests.bench.days import HA_NOI_2008, PROVINCES_2025, country_before_2008

from .great_days import POLICY, dump, problems, reorganise, run, write
from .world import settle

PEOPLE = 300  # the whole tree of agencies, and two or three people in each province's
IN_A_ROW = 5  # kills before a run is let through to the end


class Ground:
    """A directory on the eve of the day, which can be had again and again."""

    def __init__(self, root: Path, slapd: Slapd) -> None:
        self.root = root
        self.slapd = slapd
        self._eve = slapd.folder.with_name("eve")
        slapd.stop()
        shutil.copytree(slapd.folder / "data", self._eve)
        slapd.start()

    def back(self) -> None:
        """Make it the eve again."""
        self.slapd.stop()
        shutil.rmtree(self.slapd.folder / "data")
        shutil.copytree(self._eve, self.slapd.folder / "data")
        self.slapd.start()

    def begin(self) -> int:
        """Start what the playbook does in a process of its own; returns its id."""
        pid = os.fork()
        if pid:
            return pid
        os._exit(self._whole())  # the test's own clean-up is not the child's

    def _whole(self) -> int:
        try:
            return 1 if problems(run(self.root, self.slapd)) else 0
        except BaseException:
            return 2

    def finish(self) -> None:
        """Run once more, undisturbed."""
        assert not problems(run(self.root, self.slapd))

    def kill_run(self, after: float) -> bool:
        """Kill a run that many seconds after its start; False where it was through before."""
        pid = self.begin()
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        if os.WIFSIGNALED(status):
            settle(self.slapd)
            return True
        assert os.WEXITSTATUS(status) == 0
        return False

    def kill_server(self, after: float) -> bool:
        """Kill slapd under a run, and start it; False where the run was through before."""
        pid = self.begin()
        time.sleep(after)
        server = self.slapd.pid
        assert server is not None
        os.kill(server, signal.SIGKILL)
        status = os.waitpid(pid, 0)[1]
        self.slapd.stop()
        self.slapd.start()
        return os.WEXITSTATUS(status) != 0


@pytest.fixture
def make_ground(new_slapd: Callable[..., Slapd], tmp_path: Path) -> Callable[[int], Ground]:
    """A maker: the country was written; the inventory is that of the day, the directory not yet."""

    def make(year: int) -> Ground:
        country = {2008: country_before_2008, 2025: make_country}[year](PEOPLE, POLICY)
        root, slapd = write(country, tmp_path / "env"), new_slapd()
        assert not problems(run(root, slapd))
        reorganise(root, {2008: HA_NOI_2008, 2025: PROVINCES_2025}[year])
        return Ground(root, slapd)

    return make


# Where a run is killed does not depend on what is measured of it, but on how long it takes.
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("year", "kills", "server_kills"),
    [(2025, 20, 3), (2008, 15, 3)],  # in 2008 agencies move, which is in no transaction
)
def test_killed_at_any_moment(
    make_ground: Callable[[int], Ground], year: int, kills: int, server_kills: int
) -> None:
    """Kills of the run, and of the server: whatever was done, a new run does the rest."""
    ground = make_ground(year)
    start = time.perf_counter()
    assert os.waitpid(ground.begin(), 0)[1] == 0
    took = time.perf_counter() - start
    wanted = dump(ground.slapd)
    assert not any(report.plan.changes for report in run(ground.root, ground.slapd))
    draw = random.Random(20250701)  # noqa: S311 - the same moments every time, as far as may be
    between = 0
    for kill, number in ((ground.kill_run, kills), (ground.kill_server, server_kills)):
        done = 0
        while done < number:
            ground.back()
            for _ in range(IN_A_ROW):
                alive = kill(draw.uniform(0, took))
                done += alive
                if not alive or done == number:
                    break
            between += dump(ground.slapd) != wanted
            ground.finish()
            assert dump(ground.slapd) == wanted
    assert between  # kills that left something to do
