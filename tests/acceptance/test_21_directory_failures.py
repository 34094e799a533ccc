"""When a real slapd runs full, dies or falls silent: what is said of the writing is true."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, SupportsIndex

import pytest

from hopthu.servers.directory.connect import Settings
from hopthu.servers.directory.operation import Add, Operation
from hopthu.servers.directory.session import ConnectionLost, Directory, Refused
from hopthu.servers.lab.slapd import Slapd

from .directory_samples import PEOPLE, people
from .frozen import frozen

NewSlapd = Callable[..., Slapd]


class Trap(list[Operation]):
    """Operations of which something happens when the batch beginning at ``first`` is taken."""

    def __init__(self, operations: list[Add], first: int, happen: Callable[[], None]) -> None:
        super().__init__(operations)
        self._first = first
        self._happen = happen

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        if isinstance(index, slice) and index.start == self._first:
            self._happen()
        return super().__getitem__(index)


def count(slapd: Slapd) -> int:
    """How many people are there."""
    with Directory.connect(slapd.settings()) as directory:
        return sum(1 for _ in directory.search(PEOPLE, "(uid=*)", ["uid"]))


def missing(slapd: Slapd, wanted: list[Add]) -> list[Operation]:
    """What a second run has left to do."""
    with Directory.connect(slapd.settings()) as directory:
        there = {entry.dn for entry in directory.search(PEOPLE, "(uid=*)", ["uid"])}
    return [operation for operation in wanted if operation.dn not in there]


def fill(slapd: Slapd) -> None:
    """Write until the server can no more; check that whole batches and no others are there."""
    with Directory.connect(slapd.settings()) as directory:
        with pytest.raises(Refused, match="may be full") as caught:
            directory.apply(people(1, 60000), batch=500)
        error = caught.value
        assert (error.code, error.name) == (80, "other")
        assert error.written > 0
        assert error.written % 500 == 0
        found = sum(1 for _ in directory.search(PEOPLE, "(uid=*)", ["uid"]))
        assert found == error.written


def kill(slapd: Slapd) -> None:
    """Kill the server's process at once, and see it gone."""
    pid = slapd.pid
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    while slapd.running:
        time.sleep(0.01)


def test_a_full_database_refuses_whole_batches(new_slapd: NewSlapd, containers_ldif: str) -> None:
    """At the database's largest size the batch is refused, the ones before stay readable."""
    slapd = new_slapd(max_size=4 * 1024**2)
    load(slapd, containers_ldif)
    fill(slapd)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_refuses_whole_batches(tmp_path: Path, containers_ldif: str) -> None:
    """The same on a disk of 6 MB; with space again, a second run finishes the work."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    slapd = Slapd(disk / "slapd")
    try:
        slapd.start()
        load(slapd, containers_ldif)
        fill(slapd)
        subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
        wanted = people(1, 6000)
        with Directory.connect(slapd.settings()) as directory:
            directory.apply(missing(slapd, wanted))
        assert count(slapd) == 6000
    finally:
        slapd.destroy()
        subprocess.run(["umount", disk], check=True)


def test_a_killed_server_leaves_whole_batches(containers: Slapd) -> None:
    """Killed before the third batch: 1 000 are written, surely; after a restart a re-run ends."""
    wanted = people(1, 2500)
    with Directory.connect(containers.settings()) as directory:
        with pytest.raises(ConnectionLost, match="1000 of 2500 changes are written") as caught:
            directory.apply(Trap(wanted, 1000, lambda: kill(containers)), batch=500)
        assert (caught.value.written, caught.value.uncertain) == (1000, False)
        with pytest.raises(ConnectionLost) as caught:
            directory.apply(wanted)
        assert (caught.value.written, caught.value.uncertain) == (0, False)
    containers.start()
    assert count(containers) == 1000
    with Directory.connect(containers.settings()) as directory:
        directory.apply(missing(containers, wanted))
    assert count(containers) == 2500


@pytest.mark.parametrize("delay", [0.05, 0.15, 0.4])
def test_killed_at_any_moment(containers: Slapd, delay: float) -> None:
    """Whenever the server dies, what was said about the batches is true."""
    wanted = people(1, 20000)
    with Directory.connect(containers.settings()) as directory:
        killer = threading.Timer(delay, kill, [containers])
        killer.start()
        with pytest.raises(ConnectionLost) as caught:
            directory.apply(wanted, batch=500)
        killer.join()
    containers.start()
    error = caught.value
    there = count(containers)
    assert there in {error.written, error.written + 500 * error.uncertain}


def test_a_silent_server_is_not_awaited_for_ever(containers: Slapd) -> None:
    """A stopped process answers nothing: after the timeout the connection counts as lost."""
    settings = containers.settings()
    impatient = Settings(settings.uri, settings.bind_dn, settings.password, timeout=1.5)
    silent = pytest.raises(ConnectionLost, match=r"silent for 1\.5 s")
    with Directory.connect(impatient) as directory, frozen(containers), silent as caught:
        directory.apply(people(1, 10000))
    assert (caught.value.written, caught.value.uncertain) == (0, False)
    kill(containers)  # in case that it did not survive the open transaction
    containers.start()
    assert count(containers) == 0


def test_a_server_that_is_shut_down_says_so(containers: Slapd) -> None:
    """The last words of a server that ends in order are passed on."""
    with Directory.connect(containers.settings()) as directory:
        directory.apply(people(1, 3))
        containers.stop()
        with pytest.raises(ConnectionLost, match=r"connection"):
            directory.apply(people(4, 6))


def test_small_transactions_do_not_overtake_the_server(containers: Slapd) -> None:
    """Two hundred transactions of a few updates, right behind each other: the server lives."""
    with Directory.connect(containers.settings()) as directory:
        for first in range(0, 2000, 10):
            directory.apply(people(first, first + 9))
    assert count(containers) == 2000


@pytest.fixture
def containers_ldif() -> str:
    """The empty ou=people and ou=agencies, for directories of a test's own making."""
    suffix = "dc=moj,dc=gov,dc=vn"
    return "\n".join(
        f"dn: ou={name},{suffix}\nobjectClass: organizationalUnit\nou: {name}\n"
        for name in ("people", "agencies")
    )


def load(slapd: Slapd, text: str) -> None:
    """Add LDIF with the owner's rights."""
    subprocess.run(
        ["ldapadd", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri],
        input=text,
        text=True,
        check=True,
        capture_output=True,
    )
