"""What a host may do to its repository, and what becomes of files that it wrote by halves."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
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


def test_what_is_empty_was_never_whole(host: Settings, repository: Path) -> None:
    """It goes however old it is; what restic is writing under another name is left alone."""
    deliver(host.store / "a-1", "inbox", "1.1")
    copying.copied(host)
    paths = halves(repository)
    being_written = paths[0].with_name(f"{'d' * 64}-tmp-1234")
    being_written.write_bytes(b"half of it")
    for path in paths:
        os.utime(path, (time.time() - 30 * 86400,) * 2)
    Restic(host).call("list", "keys")
    assert not any(path.exists() for path in paths)
    assert being_written.exists()


@pytest.mark.parametrize("what", ["held", "swept"])
def test_what_cannot_be_swept_keeps_nobody_from_reading(
    repository: Path, what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store that takes no more files, or has one that cannot be read, still gives what it has."""

    def fails(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    started: list[list[object]] = []

    def starts(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(server, what, fails)
    monkeypatch.setattr(subprocess, "run", starts)
    assert server.served(repository) == 0
    ((program, *_, last),) = started
    assert (program, last) == ("rclone", repository)
    assert "half-written files may be left" in capsys.readouterr().err


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
