"""What a host may do to its repository, and what becomes of files that it wrote by halves."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import pytest

import hopthu_backup_server as server
from hopthu_backup import copying
from hopthu_backup.restic import Restic
from hopthu_backup.settings import Settings

from .conftest import deliver

HALVES = ("index/" + "a" * 64, "snapshots/" + "b" * 64, "data/cc/" + "c" * 64)


def halves(repository: Path, content: bytes = b"") -> list[Path]:
    """Files as a full disk leaves them: named, and without what their names stand for."""
    paths = [repository / name for name in HALVES]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return paths


@pytest.mark.parametrize("content", [b"", b"half of it"])
def test_what_is_half_written_goes(host: Settings, repository: Path, content: bytes) -> None:
    """An index of which nobody can read a word would keep all copies from being read."""
    deliver(host.store / "a-1", "inbox", "1.1")
    first = copying.copied(host)["snapshot"]
    paths = halves(repository, content)
    assert [each.id[:8] for each in Restic(host).snapshots()] == [first[:8]]
    assert not any(path.exists() for path in paths)
    copying.copied(host)
    assert len(Restic(host).snapshots()) == 2


def test_what_is_older_stays(host: Settings, repository: Path) -> None:
    """A file that was whole once and is damaged is somebody's to mend, not ours to throw away."""
    deliver(host.store / "a-1", "inbox", "1.1")
    copying.copied(host)
    (old,) = (repository / "snapshots").iterdir()
    old.write_bytes(old.read_bytes()[:-1])
    os.utime(old, (time.time() - 60,) * 2)
    Restic(host).call("list", "keys")
    assert old.exists()


def test_nothing_goes_while_others_write(host: Settings, repository: Path) -> None:
    """What another one is writing is half written, too: whoever ends last sweeps."""
    deliver(host.store / "a-1", "inbox", "1.1")
    copying.copied(host)
    with server.held(repository) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        paths = halves(repository)
        Restic(host).call("list", "keys")
        assert all(path.exists() for path in paths)
    Restic(host).call("list", "keys")
    assert not any(path.exists() for path in paths)


def test_whole_files_stay(host: Settings, repository: Path) -> None:
    """Nothing that restic wrote is taken away, however often somebody looks."""
    deliver(host.store / "a-1", "inbox", "1.1")
    copying.copied(host)
    before = {path for path in repository.rglob("*") if "locks" not in path.parts}
    repository.with_name(f".{repository.name}.swept").unlink()
    Restic(host).call("list", "keys")
    assert {path for path in repository.rglob("*") if "locks" not in path.parts} == before
