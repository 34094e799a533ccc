"""1 July 2025 in a real directory: one run, nothing refused, nobody and no address lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.provision.applying.report import Report
from hopthu.servers.lab.slapd import Slapd
from tests.bench.country import make_country
from tests.bench.days import OFFICES, PROVINCES_2025

from .great_days import MEANT, POLICY, dump, problems, reorganise, run, write
from .world import AGENCIES, State


@pytest.mark.no_cover  # the same code again and again, and half as fast where it is measured
def test_the_day(new_slapd: Callable[..., Slapd], tmp_path: Path) -> None:
    """All provinces and districts and a thousand people; a second run has nothing to do."""
    root, slapd = write(make_country(1_000, POLICY), tmp_path / "env"), new_slapd()
    assert not problems(run(root, slapd))
    before = people_and_agencies(dump(slapd))
    reorganise(root, PROVINCES_2025)
    require_one_option(run(root, slapd, check=True, override={}))
    assert not problems(run(root, slapd))
    require_the_day(before, people_and_agencies(dump(slapd)))
    assert not any(report.plan.changes for report in run(root, slapd))


def require_one_option(checked: list[Report]) -> None:
    """The check names one option for the whole day, and nothing that the apply does not need."""
    refusals = [problem for report in checked for problem in report.plan.refusals]
    assert {problem.code for problem in refusals} == {"plan.over-limit"}
    options = {problem.remedy().partition("-e hopthu_override=")[2] for problem in refusals}
    (option,) = options
    name, _, count = option.partition("=")
    assert name == "close"
    assert 700 < int(count) <= MEANT["close"]


def people_and_agencies(state: State) -> State:
    """The entries that a reorganisation must not lose."""
    return {
        dn: entry
        for dn, entry in state.items()
        if dn.startswith("uid=") or dn.endswith(f",{AGENCIES}")
    }


def require_the_day(before: State, after: State) -> None:
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
