"""A reorganisation of the country, killed while it is written: all of it or nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from hopthu.changes.apply import Trial, try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.files import fileset
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError
from tests.bench.country import make_country, write_country
from tests.bench.days import PROVINCES_2025

PROJECT = Path(__file__).parents[2]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
KILLS = 30
MOVING = 0.02  # seconds; about as long as it takes to move the files of the country


def state(root: Path) -> dict[str, str]:
    """All records, and what the change did."""
    paths = [*(root / "provinces").rglob("*.yml"), *(root / "changes").glob("*.jsonl")]
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in paths}


def planned(root: Path) -> Trial:
    """The change as it would be."""
    change = read_change(root / "changes" / PROVINCES_2025.name, "")
    return try_change(root, change, read_inventory(root, POLICY), POLICY)


def begin(root: Path, trial: Trial) -> int:
    """Begin to write the change in a process of its own; returns its id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        write_trial(root, trial)
    finally:
        os._exit(0)  # the test's own clean-up is not the child's


def is_over(pid: int) -> bool:
    """Whether the process has ended; it is waited for by whoever kills it."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All provinces and districts, few people, and the change of 1 July 2025."""
    root = tmp_path_factory.mktemp("killed") / "env"
    write_country(make_country(300, POLICY), root)
    (root / "changes").mkdir()
    shutil.copy(PROVINCES_2025, root / "changes")
    return root


def copy(country: Path, root: Path) -> Path:
    """The country once more."""
    shutil.rmtree(root, ignore_errors=True)
    return Path(shutil.copytree(country, root, symlinks=True))


@pytest.mark.no_cover  # what is measured would be killed before it is told
def test_killed_at_any_moment(country: Path, tmp_path: Path) -> None:
    """Nothing is written, or the rest is when asked; the end is always the same."""
    before = state(country)
    root = copy(country, tmp_path / "env")
    trial = planned(root)
    start = time.perf_counter()
    os.waitpid(begin(root, trial), 0)
    took = time.perf_counter() - start
    wanted = state(root)
    assert wanted != before
    draw = random.Random(20250701)  # noqa: S311 - the same moments every time, as far as may be
    seen = {"nothing": 0, "half": 0, "all": 0}
    for number in range(KILLS):
        copy(country, root)
        pid = begin(root, trial)
        if number % 2:
            time.sleep(draw.uniform(0, took))
        else:  # the short while in which files are moved
            while not is_over(pid) and not (root / fileset.PENDING).exists():
                time.sleep(0.0005)
            time.sleep(draw.uniform(0, MOVING))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        if (root / fileset.PENDING).exists():
            seen["half"] += 1
            with pytest.raises(HopthuError, match="a change was interrupted"):
                read_inventory(root, POLICY)
            fileset.resume(root)
        elif state(root) == before:
            seen["nothing"] += 1
            write_trial(root, planned(root))
        else:
            seen["all"] += 1
        assert state(root) == wanted
    assert seen["nothing"]
    assert seen["half"], seen
