"""1 July 2025 in a real directory: one run each, nothing refused, and killed it still arrives."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from world import AGENCIES, PEOPLE, SUFFIX, read_ldif

from bench.country import make_country, write_country
from bench.days import OFFICES, PROVINCES_2025
from hopthu.directory.session import Directory
from hopthu.inventory.read import read_inventory
from hopthu.lab.slapd import Slapd
from hopthu.lifecycle.apply import try_change, write_trial
from hopthu.lifecycle.change import read_change
from hopthu.policy import Policy
from hopthu.provision.accounts import plan_accounts
from hopthu.provision.agencies import plan_agencies
from hopthu.provision.aliases import plan_aliases
from hopthu.provision.quotas import plan_quotas
from hopthu.provision.report import Report
from hopthu.provision.request import Request
from hopthu.provision.run import provision

PROJECT = Path(__file__).parents[2]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
KILLS = 12
PATHS = (Path(__file__).parent, Path(__file__).parents[1])
# What the playbook's two modules do, in a process that can be killed.
RUN = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from hopthu.lab.slapd import Slapd
from test_38_day_of_2025 import run
print("ready", flush=True)
run(Path(sys.argv[1]), Slapd(Path(sys.argv[2])))
"""


def run(root: Path, slapd: Slapd) -> list[Report]:
    """Provision the whole country, agencies first."""
    provinces = tuple(read_inventory(root, POLICY).provinces)
    # Seven hundred agencies end, and their lists with them: that is said to be meant.
    override = {"close": 1_000}
    request = Request(
        root=root, provinces=provinces, suffix=SUFFIX, policy=POLICY, override=override
    )
    return [
        report
        for plan in (plan_agencies, plan_accounts, plan_quotas, plan_aliases)
        for report in provision(plan, request, lambda: Directory.connect(slapd.settings()))
    ]


def problems(reports: list[Report]) -> list[str]:
    """All that was refused or went wrong."""
    return [p.render() for r in reports for p in (*r.plan.refusals, *r.problems)]


def state(slapd: Slapd) -> dict[str, dict[str, frozenset[bytes]]]:
    """All people and agencies."""
    command = ["ldapsearch", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri, "-LLL", "-o", "ldif-wrap=no"]
    found = {}
    for base in (PEOPLE, AGENCIES):
        answer = subprocess.run([*command, "-b", base], capture_output=True, text=True, check=True)
        found |= read_ldif(answer.stdout)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """All provinces and districts and a thousand people, on the day before."""
    folder = tmp_path / "env"
    write_country(make_country(1_000, POLICY), folder)
    return folder


def reorganise(root: Path) -> None:
    """Write what the day makes of the inventory."""
    path = root / "changes" / PROVINCES_2025.name
    path.parent.mkdir()
    shutil.copy(PROVINCES_2025, path)
    write_trial(root, try_change(root, read_change(path, ""), read_inventory(root, POLICY), POLICY))


def test_the_day(root: Path, new_slapd: Callable[..., Slapd], tmp_path: Path) -> None:
    """Nobody loses an address; killed twelve times on the way, the end is the same."""
    calm, killed = new_slapd(), new_slapd()
    for slapd in (calm, killed):
        assert not problems(run(root, slapd))
    before = state(calm)
    reorganise(root)
    start = time.perf_counter()
    assert not problems(run(root, calm))
    took = time.perf_counter() - start
    wanted = state(calm)
    require_the_day(before, wanted)
    assert not any(report.plan.changes for report in run(root, calm))
    draw = random.Random(20250701)  # noqa: S311 - no secret is drawn
    command = [sys.executable, "-c", RUN, root, killed.folder, *map(str, PATHS)]
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            ready = process.stdout.readline() if process.stdout else ""
            time.sleep(draw.uniform(0.2, 0.6) * took)
            process.send_signal(signal.SIGKILL)
        assert ready == "ready\n"
    assert not problems(run(root, killed))
    assert state(killed) == wanted
    assert tmp_path.exists()


def require_the_day(
    before: dict[str, dict[str, frozenset[bytes]]], after: dict[str, dict[str, frozenset[bytes]]]
) -> None:
    """Every entry is still there, with its address but for Huế's; the offices are new."""
    assert before.keys() <= after.keys()
    assert len(after.keys() - before.keys()) == OFFICES
    changed = {dn for dn, entry in before.items() if entry.get("mail") != after[dn].get("mail")}
    assert len(changed) == 1
    assert "ou=thua-thien-hue" in changed.pop()
    for dn, entry in before.items():
        if dn.startswith("uid="):
            assert entry["uid"] == after[dn]["uid"]
            assert b".khu-vuc-" in b"".join(after[dn]["hopthuagency"]) or (
                b"." not in b"".join(after[dn]["hopthuagency"])
            )
