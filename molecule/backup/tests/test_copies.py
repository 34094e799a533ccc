"""Letters are lost in every way, and come back as they were; nobody can erase the past."""

from __future__ import annotations

import json
import random
import subprocess
import time

from default.tests.directory_client import FOLDER

from .conftest import BOXES, Facts, Office

SOURCE = "/srv/vmail"
RESTIC = "RESTIC_PASSWORD_FILE=/etc/hopthu-backup/password restic -q -r rclone: -o %s"


def letters(facts: Facts) -> int:
    """How many letters there are."""
    return sum(each.total() for each in facts.values())


def without_flags(facts: Facts) -> set[str]:
    """What does not change when somebody reads or moves a letter."""
    return {json.loads(row)[1] for each in facts.values() for row in each}


def test_a_copy_while_everybody_works(office: Office) -> None:
    """Every letter that was there before and after the copy is in it, and none twice."""
    before = office.facts()
    assert len(before) >= BOXES
    assert letters(before) >= 500
    user = office.script("use", "12", *office.addresses[:3])
    time.sleep(2)
    copy = office.backup("run")
    assert copy["files"] >= 500
    after = office.told(user)
    stayed = without_flags(before) & without_flags(after)

    office.shell.check_output("mkdir -p /root/back")
    office.shell.check_output(f"{RESTIC} restore latest --target /root/back", office.option)
    listed = office.shell.check_output(
        "cd /root/back/srv/vmail/.copies && "
        "find . -path '*/cur/*' -o -path '*/new/*' | xargs -d '\n' sha256sum"
    )
    digests = [line.split()[0] for line in listed.splitlines()]
    assert stayed <= set(digests)
    assert len(digests) == len(set(digests))  # every letter is like no other
    office.shell.check_output("rm -r /root/back")


def test_what_is_the_same_is_not_copied_again(office: Office) -> None:
    """A second copy of an unchanged store costs next to nothing; the trial finds nothing wrong."""
    office.backup("run")
    again = office.backup("run")
    assert again["added"] < again["bytes"] * 0.05
    trial = office.backup("drill")
    assert len(trial["boxes"]) == 3
    assert "safe as of" in office.manage("status")


def test_one_mailbox_in_every_way(office: Office) -> None:
    """Deleted letters, flipped bits, a mailbox that is gone: each comes back as it was."""
    office.backup("run")
    before = office.facts()
    owners = list(office.owners)
    deleted, flipped, gone = owners[0], owners[1], owners[2]
    office.shell.check_output(f"doveadm expunge -u {office.owners[deleted]} mailbox '*' ALL")
    path = office.shell.check_output(
        f"find {SOURCE}/{flipped} -path '*/cur/*' -o -path '*/new/*' -type f | sort | head -n 1"
    )
    office.shell.check_output(f"stat -c %Y '{path}' >/tmp/when")
    office.shell.check_output(f"printf X | dd of='{path}' bs=1 seek=150 conv=notrunc status=none")
    office.shell.check_output(f"touch -d @$(cat /tmp/when) '{path}'")
    office.shell.check_output(f"rm -rf {SOURCE}/{gone}")
    lost = office.facts()
    assert letters(lost) < letters(before)

    for owner in (deleted, flipped, gone):
        shown = office.restore("box", owner, "--in-place")
        assert "would come into" in shown
        assert office.facts().get(owner) == lost.get(owner)
        assert "compared by SHA-256" in office.restore("box", owner, "--in-place", "--apply")
        assert "nothing to do" in office.restore("box", owner, "--in-place", "--apply")
    after = office.facts()
    assert after[deleted] == before[deleted]
    assert after[gone] == before[gone]
    # What flipped stays beside the letter as it was: nobody deletes what somebody may have written.
    assert before[flipped] <= after[flipped]
    assert (after[flipped] - before[flipped]).total() == 1
    office.shell.check_output(f"rm '{path}'")


def test_some_letters_below_a_folder(office: Office) -> None:
    """What the owner sees is a folder of today with just these; the others stay as they are."""
    owner, address = list(office.owners.items())[3]
    before = office.facts()
    shown = office.restore("box", address, "--subject", "giấy mời", "--from", "lê", "--apply")
    assert "Khôi phục" in shown or "Restored" in shown
    after = office.facts()
    come = after[owner] - before[owner]
    assert come
    assert before[owner] <= after[owner]
    assert {json.loads(row)[1] for row in come} <= without_flags(before)
    folders = office.shell.check_output(f"doveadm mailbox list -s -u {address}")
    assert "Restored" in folders
    office.restore("box", address, "--subject", "Giấy mời", "--from", "lê", "--apply")
    assert office.facts() == after


def test_killed_at_any_moment(office: Office) -> None:
    """A killed copy or restore is no hindrance for the next, and loses and doubles nothing."""
    draw = random.Random(2026)  # noqa: S311 - the same moments each time
    address = list(office.owners.values())[4]
    office.backup("run")
    before = office.facts()
    for _ in range(3):
        office.shell.run(f"timeout -s KILL {draw.uniform(0.2, 2.5):.2f} hopthu-backup run")
    owner = list(office.owners)[4]
    office.shell.check_output(f"doveadm expunge -u {address} mailbox '*' ALL")
    asked = {"owner": owner, "address": address, "check": False}
    for _ in range(3):
        told = json.dumps(asked)
        office.shell.run(
            f"echo %s | timeout -s KILL {draw.uniform(0.5, 3):.2f} hopthu-backup restore", told
        )
    office.restore("box", owner, "--in-place", "--apply")
    assert office.facts() == before
    office.backup("run")
    office.backup("drill")
    assert not office.shell.run(f"ls -d {SOURCE}/.copies /srv/vmail-archive/.restore*").succeeded


def test_the_host_cannot_erase_the_past(office: Office) -> None:
    """Whoever is root there has its key and the password, and can but add."""
    held = "find /srv/hopthu-backup/mail1 -type f ! -path '*/locks/*' -exec sha256sum {} + | sort"
    before = office.keeper.check_output(held)
    way = office.option.removeprefix("rclone.program=")
    office.shell.run(f"timeout 8 {way} rm -rf /srv/hopthu-backup </dev/null")
    forget = RESTIC.replace("restic", "timeout 8 restic", 1)
    office.shell.run(f"{forget} forget --prune --keep-last 1", office.option)
    assert office.keeper.check_output(held) == before
    # What was killed left a lock, which the next copy finds to be nobody's.
    office.backup("run")
    assert (
        office.keeper.check_output("stat -c %U /srv/hopthu-backup/mail1/config") == "hopthu-backup"
    )


def test_old_copies_go_where_they_are_kept(office: Office) -> None:
    """From the control machine; a copy that claims another day stops it."""
    copies = office.restore("copies", "mail1").splitlines()
    shown = office.manage("prune", "--apply")
    assert "mail1: " in shown
    assert len(office.restore("copies", "mail1").splitlines()) < len(copies)
    assert "all right" in office.manage("check", "--read", "100%")
    newest = office.keeper.check_output("ls -t /srv/hopthu-backup/mail1/snapshots | head -n 1")
    office.keeper.check_output(f"touch -d '-9 days' /srv/hopthu-backup/mail1/snapshots/{newest}")
    office.manage("prune", "--apply", status=2)
    office.keeper.check_output(f"touch /srv/hopthu-backup/mail1/snapshots/{newest}")


def test_a_repository_that_is_away(office: Office) -> None:
    """It is said to the operator, and to the postmaster by letter; copies stay good."""
    office.keeper.check_output("systemctl stop ssh.socket ssh 2>/dev/null || systemctl stop ssh")
    try:
        told = office.backup("run", status=1)
        assert told["problem"]["code"] == "away"
        shown = office.manage("status", status=1)
        assert "mail1: safe as of" in shown
        subjects = "doveadm -f flow fetch -u postmaster@moj.gov.vn hdr.subject.utf8 all"
        for _ in range(100):
            if "Sao lưu không thành công" in office.shell.run(subjects).stdout:
                break
            time.sleep(0.1)
        assert office.shell.run(subjects).stdout.count("Sao lưu không thành công") == 1
    finally:
        office.keeper.check_output("systemctl start ssh")
    office.backup("run")
    assert "safe as of" in office.manage("status")


def test_the_directory_comes_back(office: Office) -> None:
    """What is in use is replaced only if that is said."""
    office.server.shell.check_output("hopthu-backup run")
    people = office.server.people()
    container = f"{FOLDER.name}-ldap1"
    victim = office.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0003)", "dn").split("\n")[
        0
    ]
    delete = ["podman", "exec", container, "ldapdelete", "-Q", "-Y", "EXTERNAL", "-H", "ldapi:///"]
    subprocess.run([*delete, victim.removeprefix("dn: ")], check=True)
    assert office.server.people() == people - 1
    assert "accounts" in office.restore("host", "ldap1")
    office.restore("host", "ldap1", "--apply", status=2)
    office.restore("host", "ldap1", "--apply", "--replace")
    assert office.server.people() == people


def test_a_host_from_nothing(office: Office) -> None:
    """The whole store is lost, and letters come in before it is back: all of it is there then."""
    office.backup("run")
    before = office.facts()
    office.shell.check_output(f"systemctl stop dovecot && find {SOURCE} -mindepth 1 -delete")
    office.shell.check_output("systemctl start dovecot")
    owner, address = next(iter(office.owners.items()))
    office.shell.check_output(f"printf 'Subject: new\n\nx\n' | doveadm save -u {address} -m INBOX")
    shown = office.restore("host", "mail1")
    assert f"{len(before)} mailboxes" in shown
    order = json.dumps({"check": False})
    office.shell.run("echo %s | timeout -s KILL 1.5 hopthu-backup restore-host", order)
    office.restore("host", "mail1", "--apply")
    after = office.facts()
    assert {name: after[name] for name in before if name != owner} == {
        name: facts for name, facts in before.items() if name != owner
    }
    assert before[owner] <= after[owner]
    assert (after[owner] - before[owner]).total() == 1
    assert "new" in office.shell.check_output(f"doveadm -f flow fetch -u {address} hdr.subject all")
    office.restore("host", "mail1", "--apply")
    assert office.facts() == after
