"""The lock of an apply: one at a time, over all machines, by the clock of the directory alone."""

from __future__ import annotations

import datetime
import json
import os
import time
from typing import Any

import pytest

from hopthu.ci.runs.guard import run_guarded
from hopthu.ci.runs.lock import DirectoryLock, Holder, lock_dn, locked, owner
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError

from .world import SUFFIX, World, read_ldif

LOCK = lock_dn(SUFFIX)


def held(world: World, *, take: bool = False) -> Any:
    """The lock, as an apply takes it."""
    return locked(lambda: Directory.connect(world.slapd.settings()), SUFFIX, 5, take=take)


def lock_of(world: World) -> DirectoryLock:
    """The lock of a run, not yet taken."""
    connect = lambda: Directory.connect(world.slapd.settings())  # noqa: E731 - given twice
    return DirectoryLock(connect, connect, LOCK, 5)


def acquire(world: World, lock: DirectoryLock, *, take: bool = False) -> Holder:
    """Take it."""
    with Directory.connect(world.slapd.settings()) as directory:
        return lock.acquire(directory, take=take)


def long_ago(world: World) -> None:
    """Have the holder be heard of last when its time has been over for long."""
    (told,) = read_ldif(world.search("-b", LOCK))[LOCK]["description"]
    text = json.loads(told)
    text["renewed"] = "2008-11-20T14:30:00+00:00"
    world.replace(LOCK, description=json.dumps(text))


def test_the_second_is_told_of_the_first(world: World) -> None:
    """Who, since when, until when; afterwards the lock is free, whatever ended the first."""
    with held(world) as holder:
        with pytest.raises(HopthuError) as caught, held(world):
            pass
        assert holder.owner in str(caught.value)
        assert holder.until in str(caught.value)
        assert "--take-lock" in str(caught.value)
    for end in (ZeroDivisionError, KeyboardInterrupt):
        with pytest.raises(end), held(world):
            raise end
    with held(world):
        pass
    assert LOCK not in world.search("-b", SUFFIX)


@pytest.mark.parametrize("minutes", [-600, 600])
def test_the_clock_of_this_machine_decides_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    """However wrong it is, a living lock is not taken and a dead one is."""
    acquire(world, lock_of(world))

    class Wrong(datetime.datetime):
        """A clock that is ahead, or behind."""

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Wrong:
            """What it shows."""
            right = datetime.datetime.fromtimestamp(time.time(), tz)
            return cls.fromtimestamp(right.timestamp() + minutes * 60, tz)

    monkeypatch.setattr(datetime, "datetime", Wrong)
    with pytest.raises(HopthuError, match="another apply"), held(world):
        pass
    monkeypatch.undo()
    long_ago(world)
    monkeypatch.setattr(datetime, "datetime", Wrong)
    with held(world):
        pass


def test_it_is_renewed_while_the_run_lives(world: World) -> None:
    """Whoever looks in between leaves it as it is; a dead one is over after its time."""
    lock = lock_of(world)
    holder = acquire(world, lock)
    for _ in range(2):
        with pytest.raises(HopthuError, match="another apply"), held(world):
            pass
    long_ago(world)
    assert lock.renew()
    with pytest.raises(HopthuError) as caught, held(world):
        pass
    assert f"{holder.owner}, since {holder.since}" in str(caught.value)
    long_ago(world)
    other = lock_of(world)
    acquire(world, other)
    assert not lock.renew()
    lock.release()  # the late leave the lock of others
    assert LOCK in world.search("-b", SUFFIX)
    other.release()
    assert LOCK not in world.search("-b", SUFFIX)


def test_a_lock_that_is_taken_ends_what_was_started(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder's child is ended as soon as the holder knows, and it says so."""
    monkeypatch.setattr(DirectoryLock, "renew", lambda _: False)
    monkeypatch.setattr("hopthu.ci.runs.lock._PARTS", 10_000)
    ended = []
    with pytest.raises(HopthuError, match="was taken from this run"), held(world):
        ended.append(run_guarded(["sleep", "1000"], os.environ)[0])
    assert ended == [137]


def test_a_lock_of_unknown_making_can_be_taken(world: World) -> None:
    """Nobody holds it."""
    world.modify(f"dn: {LOCK}\nobjectClass: applicationProcess\ncn: apply-lock\n")
    with held(world):
        pass


def test_a_lock_that_somebody_holds_can_be_taken_by_order(world: World) -> None:
    """Then the one who had it has it no more."""
    lock = lock_of(world)
    acquire(world, lock)
    with held(world, take=True):
        assert not lock.renew()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CI_JOB_URL": "https://lab/j/1"}, "https://lab/j/1"),
        (
            {"GITHUB_RUN_ID": "7", "GITHUB_SERVER_URL": "https://hub", "GITHUB_REPOSITORY": "a/b"},
            "https://hub/a/b/actions/runs/7",
        ),
    ],
)
def test_a_job_is_named_by_its_address(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that whoever waits can look at it."""
    for name in ("CI_JOB_URL", "GITHUB_RUN_ID"):
        monkeypatch.delenv(name, raising=False)
    assert f"pid {os.getpid()}" in owner()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert owner() == expected
