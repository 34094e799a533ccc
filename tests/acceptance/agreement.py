"""Promise 1, asked of a world: an apply does what its check said, and nothing is left after it."""

from __future__ import annotations

from collections.abc import Iterable

from hopthu.provision.applying.report import Report
from hopthu.provision.plan.render import change_lines

from .world import PROVINCES, RESOURCES, World, by_province, foretold


def plans(reports: Iterable[Report]) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """What can be compared of two runs: province, digest, lines, and whether it failed."""
    return [
        (r.plan.province, r.plan.digest, tuple(change_lines(r.plan)), r.failed) for r in reports
    ]


def agree(world: World, *provinces: str) -> list[Report]:
    """Check and apply as the playbook does: all checks first; who fails takes no part further.

    Asserts that each apply did what its check said, and that the directory became what they told.
    """
    before = world.state()
    checked = playbook(world, provinces, check=True)
    assert world.state() == before, "check wrote something"
    done = playbook(world, provinces, check=False)
    assert plans(done) == plans(checked)
    assert world.state() == foretold(before, [report.plan for report in checked])
    assert [r.written for r in done] == [0 if r.failed else len(r.plan.changes) for r in checked]
    return done


def playbook(world: World, provinces: Iterable[str], *, check: bool) -> list[Report]:
    """Run every resource; Ansible leaves out the hosts that have failed before."""
    remaining = tuple(provinces) or tuple(PROVINCES)
    reports: list[Report] = []
    for resource in RESOURCES:
        reports += world.run(resource, *remaining, check=check)
        failed = {report.plan.province for report in reports if report.failed}
        remaining = tuple(name for name in remaining if name not in failed)
    return reports


def rests(world: World, done: Iterable[Report]) -> None:
    """Assert that a second run plans nothing for a province that did not fail in the first."""
    for again in [report for resource in RESOURCES for report in world.check(resource)]:
        before = [r for r in done if r.plan.resource == again.plan.resource]
        known = by_province(before).get(again.plan.province)
        if known and not known.failed:
            assert not again.plan.changes
