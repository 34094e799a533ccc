"""A campaign on a reviewed plan that a runner applies: git, Ansible, lock and directory."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from hopthu.interfaces.commands.ci import main
from hopthu.servers.lab.slapd import Slapd
from tests.acceptance.forge import ENVIRONMENT, Forge
from tests.acceptance.great_days import dump
from tests.acceptance.world import State

from .campaign import ServedCampaign, require
from .kill import Ended, child


class Applied(ServedCampaign):
    """Two people get another title, as a merge request has it."""

    name = "ci-apply"

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        root.mkdir(parents=True)
        self.slapd = Slapd(root / "slapd")
        self.slapd.start()
        forge = Forge(root / "forge", self.slapd)
        forge.world.provision(*forge.world.agencies)
        forge.branch("titles")
        for province in ("thanh_hoa", "quang_ngai"):
            forge.world.person(province, 2)["title"] = "Chấp hành viên sơ cấp"
        forge.world.save()
        forge.push("titles")
        status, folder = forge.plan("titles")
        assert status == 1
        self._plan = folder / "plan.json"
        forge.merge("titles")
        self._runner = forge.runner("main")
        self._took = 0.0
        self.slapd.stop()
        self.remember()
        self.slapd.start()

    def work(self) -> int:
        """As a pipeline does."""
        return self._apply()

    def _apply(self, *more: str) -> int:
        into = str(self._runner / "review")
        root = str(self._runner / ENVIRONMENT)
        return main(["apply", root, "--plan", str(self._plan), "--into", into, *more])

    def killed(self, step: int, whole: Ended) -> Ended:
        """It waits for Ansible most of the time, so it is killed by the clock and not by steps."""
        if not self._took:
            began = time.perf_counter()
            child(self.work)
            self._took = time.perf_counter() - began
            self.back()
        pid = os.fork()
        if not pid:
            os._exit(self._silent())
        time.sleep(self._took * step / whole.steps)
        os.kill(pid, signal.SIGKILL)
        return Ended(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), "", 0)

    def _silent(self) -> int:
        null = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(null, stream)
        return self._apply()

    def state(self) -> State:
        """All entries."""
        return dump(self.slapd)

    def remedy(self, ended: Ended) -> Ended | None:
        """The lock of the run that was killed is taken, as the message says."""
        if ended.status and "--take-lock" in ended.said:
            return child(lambda: self._apply("--take-lock"))
        return None

    def witnessed(self, _: State) -> None:
        """No run is open, and all that was written has lines."""
        runs = self._runner / ENVIRONMENT / "runs"
        require(not list(runs.glob("**/open")), "a run is open still")
        lines = [
            line
            for path in runs.glob("**/audit.jsonl")
            for line in path.read_text(encoding="utf-8").splitlines()
            if '"outcome": "written"' in line
        ]
        require(len(lines) == 2, f"{len(lines)} lines and not 2")

    def close(self) -> None:
        """End the server."""
        self.slapd.destroy()
