"""A repository nobody can take the past from; and one that is away, locked, full or damaged."""

from __future__ import annotations

import time

from .conftest import Office
from .test_letters import RESTIC

KEPT = "/srv/hopthu-backup/mail1"
HELD = f"find {KEPT} -type f ! -path '*/locks/*' -exec sha256sum {{}} + | sort"
# Not runuser, which stops together with what it runs.
SETPRIV = "setpriv --reuid=hopthu-backup --regid=hopthu-backup --clear-groups"
AT_HOME = f"{SETPRIV} env RESTIC_PASSWORD=%s restic -q -r {KEPT}"
TOLD = "doveadm -f flow fetch -u postmaster@moj.gov.vn hdr.subject.utf8 all"
STOP = "pkill -{} -u hopthu-backup restic"
PATIENCE = 60.0


def test_the_host_cannot_erase_the_past(office: Office) -> None:
    """Whoever is root there has its key and the password, and can but add."""
    office.backup("run")
    before = office.keeper.check_output(HELD)
    way = office.option.removeprefix("rclone.program=")
    office.shell.run(f"timeout 5 {way} rm -rf {KEPT} </dev/null")
    office.shell.run(f"timeout 5 {way} tee {KEPT}/config </dev/null")
    office.shell.run(f"timeout 5 sftp -P 22 {way.removeprefix('ssh ')} </dev/null")
    forget = RESTIC.replace("restic", "timeout 5 restic", 1)
    assert not office.shell.run(f"{forget} forget --prune --keep-last 1", office.option).succeeded
    assert not office.shell.run(f"{forget} init", office.option).succeeded
    assert office.keeper.check_output(HELD) == before
    # What was killed left a lock, which the next copy finds to be nobody's.
    office.backup("run")
    assert office.keeper.check_output(f"stat -c %U {KEPT}/config") == "hopthu-backup"


def test_old_copies_go_where_they_are_kept(office: Office) -> None:
    """From the control machine; a copy that claims another day stops it."""
    copies = office.backup("copies")["copies"]
    office.manage("prune", "--apply")
    assert len(office.backup("copies")["copies"]) < len(copies)
    newest = office.keeper.check_output(f"ls -t {KEPT}/snapshots | head -n 1")
    office.keeper.check_output(f"touch -d '-9 days' {KEPT}/snapshots/{newest}")
    office.manage("prune", "--apply", status=2)
    office.keeper.check_output(f"touch {KEPT}/snapshots/{newest}")


def test_a_repository_that_is_away(office: Office) -> None:
    """It is said to the operator, and to the postmaster by letter; older copies stay good."""
    # What an earlier failure told already.
    told = office.shell.run(TOLD).stdout.count("Sao lưu không thành công")
    office.keeper.check_output("systemctl stop ssh.socket ssh 2>/dev/null || systemctl stop ssh")
    try:
        assert office.backup("run", status=1)["problem"]["code"] == "away"
        office.backup("run", status=1)
    finally:
        office.keeper.check_output("systemctl start ssh")
    shown = office.manage("status", status=1)
    assert "mail1: safe as of" in shown
    end = time.monotonic() + PATIENCE
    while office.shell.run(TOLD).stdout.count("Sao lưu không thành công") == told:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert office.shell.run(TOLD).stdout.count("Sao lưu không thành công") == told + 1
    office.backup("run")


def test_a_repository_that_is_locked(office: Office) -> None:
    """By a check that is at work there: what the host says, and that it waits for its turn."""
    password = office.shell.check_output("cat /etc/hopthu-backup/password")
    check = f"nohup {AT_HOME} check --read-data >/dev/null 2>&1 & echo $! >/tmp/check"
    office.keeper.check_output(check, password)
    office.keeper.check_output(
        f'while [ -z "$(ls {KEPT}/locks)" ]; do sleep 0.01; done; {STOP.format("STOP")}'
    )
    try:
        assert office.backup("run", status=1)["problem"]["code"] == "locked"
    finally:
        office.keeper.check_output(STOP.format("CONT"))
    office.keeper.check_output("while pgrep -u hopthu-backup restic; do sleep 0.1; done")
    office.backup("run")


def test_a_damaged_repository(office: Office) -> None:
    """It is found where it is kept, and named to the operator; mended, it is good again."""
    largest = f"find {KEPT}/data -type f -printf '%s %p\\n' | sort -n | tail -n 1 | cut -d' ' -f2"
    path = office.keeper.check_output(largest)
    office.keeper.check_output(f"cp -p {path} /root/whole && truncate -s -100 {path}")
    try:
        shown = office.manage("check", "--read", "100%", status=2)
        assert "mail1: " not in shown
    finally:
        office.keeper.check_output(f"cp -p /root/whole {path}")
    assert "mail1: " in office.manage("check", "--read", "100%")
