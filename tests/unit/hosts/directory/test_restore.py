"""A directory is restored whole or not at all, wherever its folder is and whenever it is killed."""

from __future__ import annotations

import gzip
import shutil
from itertools import count
from pathlib import Path

import pytest

from tests.torture.restoring import Host, backup

pytestmark = pytest.mark.skipif(not shutil.which("slapadd"), reason="slapd is not here")


def test_killed_at_any_step(tmp_path: Path) -> None:
    """The old database or the new one is there; the next run ends as an undisturbed one does."""
    old, new = backup(tmp_path, "old"), backup(tmp_path, "new")
    first = Host(tmp_path / "first")
    first.data.mkdir()
    assert first.restore(old) == 0
    assert (first.holds(), first.service) == ("old", "start")
    for step in count(1):
        host = Host(tmp_path / str(step))
        shutil.copytree(first.data, host.data)
        status = host.restore(new, step)
        assert host.holds() in ("old", "new")
        if status == 0 and len((host.folder / "steps").read_text()) < 2 * step:
            break  # there are no more; two of a pipe may have come at the same time
        over = host.holds() == "new" and not (host.data / "before" / "unfinished").exists()
        assert host.restore(new) == 0
        before = "new" if over else "old"  # a restore that was over is what was there before
        assert (host.holds(), host.holds(host.data / "before")) == ("new", before)
        assert host.service == "start"
        files = {str(path.relative_to(host.data)) for path in host.data.rglob("*")}
        reading = {"lock.mdb", "before/lock.mdb"}  # slapcat's, as it looked
        assert files - reading == {"before", "before/data.mdb", "data.mdb"}
    assert step > 20


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    """It is made."""
    host = Host(tmp_path / "host")
    assert host.restore(backup(tmp_path, "new")) == 0
    assert (host.holds(), host.service) == ("new", "start")


def test_after_a_first_copy_that_was_cut_off(tmp_path: Path) -> None:
    """What tells that the database is half a copy of another server's goes with that database."""
    host = Host(tmp_path / "host")
    host.data.mkdir()
    (host.data / "part").touch()
    assert host.restore(backup(tmp_path, "new")) == 0
    assert not (host.data / "part").exists()


def test_a_folder_that_cannot_be_renamed(tmp_path: Path) -> None:
    """As a mount cannot: nothing is made beside it, and it stays the same folder."""
    host = Host(tmp_path / "host", tmp_path / "beside" / "ldap")
    host.data.mkdir(parents=True)
    inode = host.data.stat().st_ino
    assert host.restore(backup(tmp_path, "old")) == 0
    assert host.restore(backup(tmp_path, "new")) == 0
    assert host.data.stat().st_ino == inode
    assert [path.name for path in host.data.parent.iterdir()] == ["ldap"]
    assert (host.holds(), host.holds(host.data / "before")) == ("new", "old")


def test_a_backup_that_does_not_load(tmp_path: Path) -> None:
    """Nothing is stopped or changed."""
    host = Host(tmp_path / "host")
    host.data.mkdir()
    assert host.restore(backup(tmp_path, "old")) == 0
    bad = tmp_path / "bad.gz"
    bad.write_bytes(gzip.compress(b"rubbish\n"))
    (host.folder / "service").write_text("as it was")
    assert host.restore(bad) != 0
    assert (host.holds(), host.service) == ("old", "as it was")


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """The state before is back, and the service is started with it."""
    host = Host(tmp_path / "host")
    assert host.restore(backup(tmp_path, "old")) == 0
    (host.folder / "broken").touch()
    assert host.restore(backup(tmp_path, "new")) == 1
    assert (host.holds(), host.service) == ("old", "start")
