"""Letters are lost in every way, and come back as they were: content, flags, dates, filters."""

from __future__ import annotations

import json
import random
import time

from .conftest import AGENCY, Facts, Office

STORE = "/srv/vmail"
RESTIC = "RESTIC_PASSWORD_FILE=/etc/hopthu-backup/password restic -q -r rclone: -o %s"


def count(facts: Facts) -> int:
    """How many letters and filters there are."""
    return sum(each.total() for each in facts.values())


def digests(facts: Facts) -> set[str]:
    """What does not change when somebody reads or moves a letter."""
    return {json.loads(row)[1] for each in facts.values() for row in each}


def test_a_copy_while_everybody_works(office: Office) -> None:
    """Every letter that was there before and after the copy is in it, and none twice."""
    before = office.facts()
    user = office.script("use", "8", *list(office.owners.values())[:3])
    time.sleep(1)
    copy = office.backup("run")
    after = office.told(user)
    assert copy["files"] >= count(before)
    office.shell.check_output(f"mkdir -p /root/back && {RESTIC} restore latest --target /root/back",
                              office.option)  # fmt: skip
    listed = office.shell.check_output(
        "cd /root/back/srv/vmail/.backup && find . -path './*/expunged' -prune -o -type f "
        "'(' -path '*/cur/*' -o -path '*/new/*' ')' -print0 | xargs -0 sha256sum"
    )
    copied = [line.split()[0] for line in listed.splitlines()]
    stayed = {each for each in digests(before) & digests(after) if len(each) == 64}
    filters = {json.loads(row)[2] for each in before.values() for row in each if "sieve" in row}
    assert stayed - filters <= set(copied)
    assert len(copied) == len(set(copied))  # each is like no other
    office.shell.check_output("rm -r /root/back")


def test_what_is_the_same_is_not_copied_again(office: Office) -> None:
    """A second copy of an unchanged store costs next to nothing; a trial finds it right."""
    office.backup("run")
    again = office.backup("run")
    assert again["bytes"] > 8_000_000
    assert again["added"] < again["bytes"] * 0.05
    trial = office.backup("drill")
    # Nothing but what the two copies noted of themselves: not what files are called and when.
    assert again["added"] < 20_000
    assert len(trial["boxes"]) == 3
    shown = office.manage("status")
    assert "mail1: safe as of" in shown
    assert "0 h ago" in shown


def test_letters_by_what_is_known_of_them(office: Office) -> None:
    """By sender, subject and day; below a folder of its own, once, with an audit line."""
    owner, address = list(office.owners.items())[3]
    before = office.facts()
    asked = ("box", address, "--from", "lê văn", "--subject", "GIẤY MỜI", "--day", "2023-11-19")
    shown = office.restore(*asked)
    assert "Restored" in shown
    assert office.facts() == before
    assert "compared by SHA-256" in office.restore(*asked, "--by", "thử", "--apply")
    after = office.facts()
    come = [json.loads(row) for row in after[owner] - before[owner]]
    assert come
    assert before[owner] <= after[owner]
    assert {each[1] for each in come} <= digests(before)
    assert {time.strftime("%F", time.gmtime(each[3] + 7 * 3600)) for each in come} == {"2023-11-19"}
    assert "Restored" in office.shell.check_output(f"doveadm mailbox list -s -u {address}")
    begun, done = (line for line in office.audit() if line["who"] == "thử")
    assert (begun["state"], done["state"], done["owner"]) == ("begun", "done", owner)
    assert done["letters"] == len(come)


def test_a_folder(office: Office) -> None:
    """One that was deleted with all that is below it, in its place; others' letters stay."""
    owner, address = next(iter(office.owners.items()))
    office.backup("run")
    before = office.facts()
    lost = "Hồ sơ"
    office.shell.check_output("doveadm mailbox delete -r -s -u %s %s", address, lost)
    assert before[owner] != office.facts()[owner]
    shown = office.restore("box", owner, "--folder", lost, "--in-place", "--apply")
    assert f"  {lost}: 4" in shown
    assert office.facts() == before
    assert lost in office.shell.check_output(f"doveadm mailbox list -s -u {address}")


def test_mailboxes_in_every_way(office: Office) -> None:
    """Deleted letters, flipped bits, a mailbox that is gone, an agency's: each as it was."""
    office.backup("run")
    before = office.facts()
    deleted, flipped, gone = list(office.owners)[:3]
    for owner in (deleted, AGENCY):
        office.shell.check_output(f"doveadm expunge -u {office.owners[owner]} mailbox '*' ALL")
    path = office.shell.check_output(
        f"find {STORE}/{flipped}/inbox -path '*/cur/*' -size +1000k -type f"
    )
    office.shell.check_output(
        f"stat -c %Y '{path}' >/tmp/when && "
        f"printf X | dd of='{path}' bs=1 seek=150000 conv=notrunc status=none && "
        f"touch -d @$(cat /tmp/when) '{path}'"
    )
    office.shell.check_output(f"rm -rf {STORE}/{gone}")
    lost = office.facts()
    assert count(lost) < count(before)
    for owner in (deleted, flipped, gone):
        assert office.bring(owner)["letters"], owner
    shown = office.restore("box", AGENCY, "--in-place", "--apply")
    assert "compared by SHA-256" in shown
    assert office.bring(gone)["letters"] == 0
    after = office.facts()
    for owner in (deleted, gone, AGENCY):
        assert after[owner] == before[owner], owner
    # What flipped stays beside the letter as it was: nobody deletes what somebody may have written.
    assert before[flipped] <= after[flipped]
    assert (after[flipped] - before[flipped]).total() == 1
    office.shell.check_output(f"rm '{path}'")


def test_what_the_owner_deleted(office: Office) -> None:
    """The host has it for some days, with no copy."""
    owner, address = list(office.owners.items())[4]
    before = office.facts()
    office.shell.check_output(f"doveadm expunge -u {address} mailbox INBOX 1:3")
    lost = before[owner] - office.facts()[owner]
    assert lost.total() == 3
    office.bring(owner, expunged=True, below="Khôi phục")
    come = office.facts()[owner] - before[owner]
    assert {json.loads(row)[1] for row in lost} <= {json.loads(row)[1] for row in come}
    assert come.total() == 3


def test_killed_at_any_moment(office: Office) -> None:
    """A copy or restore that was cut off loses and doubles nothing, and hinders none after it."""
    draw = random.Random(2026)  # noqa: S311 - the same moments each time
    owner, address = list(office.owners.items())[4]
    office.backup("run")
    before = office.facts()
    for _ in range(2):
        office.shell.run(f"timeout -s KILL {draw.uniform(0.2, 2):.2f} hopthu-backup run")
    office.shell.check_output(f"doveadm expunge -u {address} mailbox '*' ALL")
    told = json.dumps({"owner": owner, "address": address, "check": False})
    for _ in range(2):
        cut = f"timeout -s KILL {draw.uniform(0.5, 2.5):.2f} hopthu-backup restore"
        office.shell.run(f"echo %s | {cut}", told)
    office.bring(owner)
    assert office.facts() == before
    office.backup("run")
    office.backup("drill")
    left = "ls -d /srv/vmail-archive/.restore* /var/lib/hopthu-backup-state/staged"
    assert not office.shell.run(f"{left} 2>/dev/null").stdout
