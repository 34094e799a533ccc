"""Every change has its line and its way back, whatever is killed when (promise 8)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hopthu.provision.applying.audit import read_audit
from hopthu.provision.applying.report import report_lines
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.text.errors import HopthuError

from .sessions import between
from .test_34_two_at_once import kill
from .world import PROJECT, PROVINCES, SUFFIX, State, World, by_province, settle

# What a run goes through, in its order; before the n-th of these it is killed.
_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from hopthu.provision.applying import audit, witness, written
from hopthu.provision.request import Request
from hopthu.provision.resources.all import resources
from hopthu.provision.run import provision_all
from hopthu.records.policy import Policy
from hopthu.servers.directory.session import Directory, Settings
from hopthu.servers.directory.writer import Writer

root, uri, name, password, suffix, step = sys.argv[2:]
left = int(step)

def killing(function):
    def instead(*given, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*given, **more)
    return instead

witness.write = killing(witness.write)
witness.sync = killing(witness.sync)
witness._put = killing(witness._put)
witness.write_whole = killing(witness.write_whole)
witness.close = killing(witness.close)
for each in ("begin", "commit", "_end"):
    setattr(Writer, each, killing(getattr(Writer, each)))
provinces = ("trung_uong", "bac_giang", "quang_ngai", "thanh_hoa")
request = Request(Path(root), provinces, suffix, Policy.of_environment(Path(root)),
                  override={"suspend": 9, "readdress": 9}, artifacts=Path(root) / "runs")
connect = lambda: Directory.connect(Settings(uri, name, password))
provision_all(resources(), request, connect)
print("survived", left)
"""


def killed(world: World, step: int) -> bool:
    """Provision in a process that is killed before its n-th step; False where it has no such."""
    settings = world.slapd.settings()
    done = subprocess.run(
        [
            *(sys.executable, "-c", _KILLED, str(PROJECT), str(world.root), settings.uri),
            *(settings.bind_dn, settings.password, SUFFIX, str(step)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    settle(world.slapd)
    if done.returncode == 0:
        assert "survived" in done.stdout
        return False
    assert done.returncode == -signal.SIGKILL, done.stderr
    return True


def run(world: World, **more: Any) -> dict[str, Any]:
    """Provision everything whole, with its witness in the environment."""
    connect = more.pop("connect", world.connect)
    request = world.request(
        *("trung_uong", *PROVINCES),
        artifacts=world.root / "runs",
        override={"suspend": 9, "readdress": 9},
        **more,
    )
    return by_province(provision_all(resources(), request, connect))


def audited(world: World) -> list[dict[str, Any]]:
    """The lines of all that was written, over all runs; none is open."""
    lines: list[dict[str, Any]] = []
    for path in sorted((world.root / "runs").glob("*/audit.jsonl")):
        audit = read_audit(path)
        assert not audit.open, path
        lines += audit.written
    assert not list((world.root / "runs").glob("*/open"))
    return lines


def change_something(world: World) -> None:
    """Somebody new, somebody who leaves, somebody renamed, an agency's name, in each province."""
    for province in PROVINCES:
        world.people[province].append(
            {**world.person(province, 6), "id": f"{province.replace('_', '-')}-0007"}
            | {"mailbox": f"moi.{province.replace('_', '')}", "aliases": [f"cu.{province}"]}
        )
        world.person(province, 3).update(state="left", since="2026-11-01")
        world.person(province, 4)["mailbox"] = f"khac.{province.replace('_', '')}"
        world.agencies[province][1]["name"] = "Đông"
    world.save()


def accounted_for(before: State, after: State, lines: list[dict[str, Any]]) -> None:
    """Assert that exactly the entries that differ have lines, and that each is told once a run."""
    differ = {dn for dn in before.keys() | after.keys() if before.get(dn) != after.get(dn)}
    assert {line["dn"].lower() for line in lines} == differ
    assert len({(line["fingerprint"]) for line in lines}) == len(lines)


# A sample; each step takes two seconds.
@pytest.mark.parametrize("steps", [(1, 6, 9), (4, 11, 14), (8, 12, 17), (10, 13, 19, 23)])
def test_killed_at_any_step(world: World, steps: tuple[int, ...]) -> None:
    """However often it is killed, all changes have lines, and the end is the undisturbed one."""
    run(world)
    before = world.state()
    known = len(audited(world))
    change_something(world)
    first, *others = steps
    assert killed(world, first)
    for step in others:
        killed(world, step)
    run(world)
    assert not any(report.plan.changes for report in run(world, check=True).values())
    accounted_for(before, world.state(), audited(world)[known:])


def test_the_way_back_of_a_run_that_was_killed(world: World) -> None:
    """The LDIF of killed runs and of the one after them, the last first, brings all back."""
    run(world)
    before = world.state()
    there = set((world.root / "runs").iterdir())
    change_something(world)
    killed(world, 11)
    run(world)
    for folder in sorted(set((world.root / "runs").iterdir()) - there, reverse=True):
        text = (folder / "undo.ldif").read_text(encoding="utf-8")
        if "changetype" in text:
            world.modify(text)
    assert world.state() == before


def test_a_run_under_way_is_not_settled_by_another(world: World) -> None:
    """Its lines are its own as long as it lives; it notes them itself."""
    seen: list[int] = []

    def other() -> None:
        run(world)
        (mark,) = (world.root / "runs").glob("*/open")
        seen.append(len(read_audit(mark.parent / "audit.jsonl").open))

    world.run("agencies")
    world.run("agencies", "trung_uong")
    run(world, connect=between(world, other, before=1))
    assert seen
    assert seen[0] > 0
    assert audited(world)


def test_a_server_that_dies_leaves_nothing_open(world: World) -> None:
    """What became of the province whose end got no answer is found out by the next run."""
    run(world)
    before = world.state()
    known = len(audited(world))
    change_something(world)
    done = run(world, connect=between(world, lambda: kill(world.slapd), before=2))
    assert any(report.failed for report in done.values())
    world.slapd.start()
    run(world)
    accounted_for(before, world.state(), audited(world)[known:])


def full_after(monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """Let the disk be full after so many files of a run were written to."""
    left = [writes]
    real = os.open

    def opened(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & os.O_CREAT and "runs" in Path(path).parts and Path(path).name != "open":
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(os, "open", opened)


@pytest.mark.parametrize("writes", [0, 2, 4])
def test_a_disk_full_before(world: World, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """Whichever file of the witness does not fit: nothing is written, and that is said."""
    with monkeypatch.context() as patched:
        full_after(patched, writes)
        with pytest.raises(HopthuError, match="No space left on device"):
            run(world)
    assert world.state() == {}
    assert not any(report.failed for report in run(world).values())
    assert audited(world)


def test_a_disk_full_after(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is said, and the next run notes it."""
    with monkeypatch.context() as patched:
        full_after(patched, 5)
        done = run(world)
    policy = world.request().policy
    text = "\n".join(report_lines(done["thanh_hoa"], policy, check=False, language="en"))
    assert "15 changes are written, but what became of them could not be noted" in text
    assert "All 15 changes were written for Thanh Hóa." in text
    assert list((world.root / "runs").glob("*/open"))
    run(world)
    lines = audited(world)
    assert {line["dn"].lower() for line in lines} == world.state().keys()


def test_an_open_run_beside_that_of_an_apply(world: World) -> None:
    """Runs in folders of their own, as ci apply has them, are settled from the next such folder."""
    first = world.root / "runs" / "20260101T000000.000000Z-apply"
    second = world.root / "runs" / "20260102T000000.000000Z-apply"
    request = world.request(artifacts=first)
    with pytest.raises(KeyboardInterrupt):
        provision_all(resources(), request, between(world, interrupt, before=2))
    assert list(first.glob("*/open"))
    provision_all(resources(), world.request(artifacts=second), world.connect)
    assert not list(first.glob("*/open"))


def interrupt() -> None:
    """Somebody presses Ctrl-C."""
    raise KeyboardInterrupt


def test_an_audit_that_is_no_audit_stops_the_next_run(world: World) -> None:
    """It is told with its place, and nothing is written over it."""
    folder = world.root / "runs" / "20260101T000000.000000Z-province"
    folder.mkdir(parents=True)
    (folder / "open").touch()
    (folder / "audit.jsonl").write_text("no json\n", encoding="utf-8")
    with pytest.raises(HopthuError) as caught:
        run(world)
    assert str(folder / "audit.jsonl") in caught.value.render("en")
    assert world.state() == {}
