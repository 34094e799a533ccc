"""A reorganisation of the country, killed while it is written: all of it or nothing."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.files import fileset
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError
from tests.bench.country import make_country, write_country
from tests.bench.days import PROVINCES_2025

PROJECT = Path(__file__).parents[2]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
KILLS = 50
MOVING = 0.02  # seconds; about as long as it takes to move the files of the country
# Plans the change, says so, and writes it: what is killed is the writing.
WRITER = """
import sys
from pathlib import Path
from hopthu.records.inventory.read import read_inventory
from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.records.policy import Policy
root = Path(sys.argv[1])
policy = Policy.of_environment(root)
trial = try_change(root, read_change(Path(sys.argv[2]), ""), read_inventory(root, policy), policy)
print("ready", flush=True)
write_trial(root, trial)
print("done", flush=True)
"""


def state(root: Path) -> dict[str, str]:
    """All records, and what the change did."""
    paths = [*(root / "provinces").rglob("*.yml"), *(root / "changes").glob("*.jsonl")]
    return {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in paths}


def apply(root: Path) -> None:
    """Apply the change in this process, undisturbed."""
    change = read_change(root / "changes" / PROVINCES_2025.name, "")
    write_trial(root, try_change(root, change, read_inventory(root, POLICY), POLICY))


def start(root: Path) -> subprocess.Popen[str]:
    """Begin to write the change; returns when the plan is made."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, root, root / "changes" / PROVINCES_2025.name],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


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


def test_killed_at_any_moment(country: Path, tmp_path: Path) -> None:
    """Nothing is written, or the rest is when asked; the end is always the same."""
    before = state(country)
    whole = copy(country, tmp_path / "whole")
    process = start(whole)
    planned = time.perf_counter()
    assert process.communicate()[0] == "done\n"
    took = time.perf_counter() - planned
    wanted = state(whole)
    draw = random.Random(20250701)  # noqa: S311 - the same moments every time, as far as may be
    seen = {"nothing": 0, "half": 0, "all": 0}
    for number in range(KILLS):
        root = copy(country, tmp_path / "env")
        process = start(root)
        if number % 2:
            time.sleep(draw.uniform(0, took))
        else:  # the short while in which files are moved
            while process.poll() is None and not (root / fileset.PENDING).exists():
                time.sleep(0.0005)
            time.sleep(draw.uniform(0, MOVING))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (root / fileset.PENDING).exists():
            seen["half"] += 1
            with pytest.raises(HopthuError, match="a change was interrupted"):
                read_inventory(root, POLICY)
            fileset.resume(root)
        elif state(root) == before:
            seen["nothing"] += 1
            apply(root)
        else:
            seen["all"] += 1
        assert state(root) == wanted
    assert seen["nothing"]
    assert seen["half"], seen
