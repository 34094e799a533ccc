"""Real directories for the acceptance tests: each test its own, in 0.2 s."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hopthu.servers.lab.slapd import Slapd

from .office import Office
from .policy_service import Policy, QuotaStatus, running
from .world import World

CONTAINERS = """\
dn: ou=people,dc=moj,dc=gov,dc=vn
objectClass: organizationalUnit
ou: people

dn: ou=agencies,dc=moj,dc=gov,dc=vn
objectClass: organizationalUnit
ou: agencies

dn: ou=lists,dc=moj,dc=gov,dc=vn
objectClass: organizationalUnit
ou: lists
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """One directory for all examples, emptied by each."""
    slapd = Slapd(tmp_path_factory.mktemp("shared") / "slapd")
    slapd.start()
    yield slapd
    slapd.destroy()


@pytest.fixture
def new_slapd(tmp_path: Path) -> Iterator[Callable[..., Slapd]]:
    """A maker of started directories (arguments as Slapd's); they are gone after the test."""
    made: list[Slapd] = []
    numbers = itertools.count()

    def make(folder: Path | None = None, **options: Any) -> Slapd:
        slapd = Slapd(folder or tmp_path / f"slapd{next(numbers)}", **options)
        made.append(slapd)
        slapd.start()
        return slapd

    yield make
    for slapd in made:
        slapd.destroy()


@pytest.fixture
def slapd(new_slapd: Callable[..., Slapd]) -> Slapd:
    """A started directory with its first entries: no ou=people, no ou=agencies."""
    return new_slapd()


@pytest.fixture
def load() -> Callable[[Slapd, str], None]:
    """A loader of LDIF (entries, or changes with a changetype) with the owner's rights."""

    def run(slapd: Slapd, text: str) -> None:
        subprocess.run(
            ["ldapmodify", "-a", "-Y", "EXTERNAL", "-Q", "-H", slapd.uri],
            input=text,
            text=True,
            check=True,
            capture_output=True,
        )

    return run


@pytest.fixture
def containers(slapd: Slapd, load: Callable[[Slapd, str], None]) -> Slapd:
    """The same directory with empty ou=people, ou=agencies and ou=lists."""
    load(slapd, CONTAINERS)
    return slapd


@pytest.fixture
def world(slapd: Slapd, tmp_path: Path) -> World:
    """An environment of three provinces and the centre, and an empty directory."""
    return World(tmp_path / "lab", slapd)


@pytest.fixture
def quota_status(tmp_path: Path) -> Iterator[QuotaStatus]:
    """A quota-status that says what a test tells it."""
    status = QuotaStatus(tmp_path / "quota-status")
    yield status
    status.stop()


@pytest.fixture
def policy(
    tmp_path: Path, containers: Slapd, quota_status: QuotaStatus, load: Callable[[Slapd, str], None]
) -> Iterator[Policy]:
    """hopthu-policy beside a directory of people, agencies and lists."""
    yield from running(tmp_path, containers, quota_status, load)


@pytest.fixture
def office(world: World, tmp_path: Path) -> Iterator[Office]:
    """A world whose agencies are made and whose province Thanh Hóa has a key."""
    made = Office(world, tmp_path)
    with made.opened:
        yield made
