"""A repository on a full disk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from default.tests.directory_client import FOLDER

from .conftest import Office
from .test_repository import KEPT


def in_container(*command: str) -> None:
    """On the host that keeps the copies, with the right to mount."""
    container = ["podman", "exec", "--privileged", f"{FOLDER.name}-backup1"]
    subprocess.run([*container, *command], check=True)


@pytest.fixture
def full(office: Office) -> Iterator[None]:
    """The repository on a disk of its own, on which hardly any room is left."""
    office.backup("run")
    size = int(office.keeper.check_output(f"du -sk {KEPT}").split()[0]) + 600
    in_container("mount", "-t", "tmpfs", "-o", f"size={size}k,mode=0755", "none", "/mnt")
    try:
        in_container("cp", "-a", f"{KEPT}/.", "/mnt/")
        in_container("chown", "hopthu-backup:", "/mnt")
        in_container("mount", "--bind", "/mnt", KEPT)
        yield
        in_container("umount", KEPT)
    finally:
        in_container("umount", "-l", "/mnt")


@pytest.mark.usefixtures("full")
def test_a_repository_that_is_full(office: Office) -> None:
    """It is said before an hour is over, and what is there can be restored."""
    owner, address = list(office.owners.items())[2]
    before = office.facts()
    letter = "/root/letter"
    office.shell.check_output(
        f"(printf 'Subject: new\\n\\n'; head -c 3000000 /dev/urandom | base64) >{letter}"
        f" && doveadm save -u {address} -m INBOX <{letter}"
    )
    problem = office.backup("run", status=1)["problem"]
    assert problem["code"] == "full"
    office.shell.check_output(f"doveadm expunge -u {address} mailbox '*' ALL")
    office.bring(owner)
    # The postmaster's has a letter more by now.
    assert office.facts()[owner] == before[owner]


def test_room_again(office: Office) -> None:
    """Then the next copy is as good as any, and nothing is wrong any more."""
    office.backup("run")
    assert "problem" not in office.backup("state")["copy"]
