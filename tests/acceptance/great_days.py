"""The two great days on a real directory: the country, a run of the playbook, a dump."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hopthu.changes.apply import try_change, write_trial
from hopthu.changes.change import read_change
from hopthu.provision.applying.report import Report
from hopthu.provision.request import Request
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory
from hopthu.servers.lab.slapd import Slapd
from tests.bench.country import Country, write_country

from .world import SUFFIX, State, read_ldif

PROJECT = Path(__file__).parents[2]
POLICY = Policy.of_environment(PROJECT / "inventory" / "lab")
# Seven hundred agencies end, and their lists with them: that is said to be meant.
MEANT = {"close": 1_000}


def write(country: Country, root: Path) -> Path:
    """The environment of a country, with a folder for its changes."""
    write_country(country, root)
    (root / "changes").mkdir()
    return root


def reorganise(root: Path, example: Path) -> str:
    """Apply a day to the inventory; returns its date."""
    path = root / "changes" / example.name
    shutil.copy(example, path)
    change = read_change(path, path.name)
    write_trial(root, try_change(root, change, read_inventory(root, POLICY), POLICY))
    return change.date


def run(
    root: Path,
    slapd: Slapd,
    *,
    check: bool = False,
    override: Mapping[str, int] = MEANT,
    day: str = "",
) -> list[Report]:
    """Provision the whole country as the playbook does: agencies, accounts, quotas, aliases."""
    request = Request(
        root=root,
        provinces=tuple(read_inventory(root, POLICY).provinces),
        suffix=SUFFIX,
        policy=POLICY,
        override=dict(override),
        check=check,
        today=date.fromisoformat(day) if day else date.today(),
    )
    return provision_all(resources(), request, lambda: Directory.connect(slapd.settings()))


def problems(reports: list[Report]) -> list[str]:
    """All that was refused or went wrong."""
    return [p.render() for r in reports for p in (*r.plan.refusals, *r.problems)]


def dump(slapd: Slapd) -> State:
    """Every entry below the suffix, without what the server itself stamps on it."""
    command = ["ldapsearch", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri, "-LLL", "-o", "ldif-wrap=no"]
    answer = subprocess.run([*command, "-b", SUFFIX], capture_output=True, text=True, check=True)
    return read_ldif(answer.stdout)
