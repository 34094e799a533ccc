"""The mailbox of a leaver: archived, readable again, gone; its address is refused for ever."""

from __future__ import annotations

import smtplib
import subprocess

import pytest

from default.tests.directory_client import FOLDER, PROJECT

from .conftest import Ministry

LEAVES, READS = 10, 11
LEFT = "2024-01-02"
STORE = "/srv/vmail/thanh-hoa-0010"


def refused(ministry: Ministry, address: str) -> tuple[int, bytes]:
    """What the world is told that writes to an address."""
    with pytest.raises(smtplib.SMTPRecipientsRefused) as error:
        ministry.one.send("ai@example.org", address, port=25)
    code: tuple[int, bytes] = error.value.recipients[address]
    return code


def test_the_whole_way(ministry: Ministry) -> None:
    """Dry run, limits, archive, entry, mailbox; then back from the archive."""
    one = ministry.one
    leaver, reader = one.person(LEAVES), one.person(READS)
    for name, folder in (("a", "INBOX"), ("b", "INBOX"), ("c", "Sent")):
        one.shell.check_output(
            f"printf 'Subject: {name}\\n\\nThư {name}\\n' | doveadm save -u {leaver} -m {folder}"
        )
    one.shell.check_output(f"doveadm flags add -u {leaver} '\\Answered' header subject b")
    fields = (
        "doveadm -f tab fetch -u {} 'flags date.received size.virtual' header subject {}"
        " | sed 's/ .Recent//'"
    )
    answered = one.shell.check_output(fields.format(leaver, "b"))

    # Somebody who left takes no letters any more, long before the time is over.
    ministry.declare(LEAVES, state="left", since=LEFT)
    ministry.play("provision")
    assert refused(ministry, leaver)[0] == 550

    shown = ministry.play("retire", "--check", "--diff")
    assert "1 to retire" in shown
    assert "3 letters" in shown
    assert one.shell.run(f"test -d {STORE}").succeeded
    assert not one.shell.run("ls /srv/vmail-archive/*.tar.gz").succeeded
    assert leaver in one.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0010)", "mail")

    shown = ministry.play("retire")
    assert "1 retired" in shown
    assert "3 letters" in shown
    archive = one.shell.check_output("ls /srv/vmail-archive/thanh-hoa-0010-*.tar.gz")
    assert archive in shown
    assert not one.shell.run(f"test -e {STORE}").succeeded
    assert one.server.search("hopthu", "ou=people", "(uid=thanh-hoa-0010)", "mail") == ""
    assert refused(ministry, leaver)[0] == 550
    assert "changed=0" in ministry.play("retire")

    # A letter that is in no archive keeps its mailbox, and the play says so.
    one.shell.check_output(
        f"install -d -o vmail -g vmail -m 700 {STORE} {STORE}/inbox {STORE}/inbox/new && "
        f"printf 'Subject: late\n\nx\n' >{STORE}/inbox/new/1.late"
    )
    shown = ministry.play("retire", "--check", "--diff")
    assert "mail1: thanh-hoa-0010, 1 letters, would be removed" in shown
    shown = ministry.play("retire", status=2)
    assert "mail1: thanh-hoa-0010: " in shown
    assert "1 letters are not in" in shown
    assert "undo.ldif" in shown
    assert one.shell.run(f"test -e {STORE}/inbox/new/1.late").succeeded
    one.shell.check_output(f"rm -r {STORE}")
    assert "changed=0" in ministry.play("provision")
    assert "all right" in one.shell.check_output(f"hopthu-mailbox verify {archive}")
    one.shell.check_output("cd /srv/vmail-archive && sha256sum -c *.sha256")

    # Whoever may look something up reads it below a folder of their own.
    one.shell.check_output(f"hopthu-mailbox restore {archive} --into {reader} --below 'Hồ sơ cũ'")
    assert sorted(one.subjects(reader, '"H&HtM- s&AaE- c&AWk-/INBOX"')) == ["a", "b"]

    # Nobody else is given the address.
    name = leaver.partition("@")[0]
    ministry.declare(READS, aliases="")
    people = FOLDER / "provinces" / "thanh_hoa" / "people.yml"
    before = people.read_text(encoding="utf-8")
    line = f"  - id: thanh-hoa-{READS:04}\n"
    people.write_text(before.replace(line, f"{line}    aliases: [{name}]\n"), encoding="utf-8")
    check = subprocess.run(
        [PROJECT / "scripts" / "validate", FOLDER], capture_output=True, text=True, check=False
    )
    people.write_text(before, encoding="utf-8")
    assert check.returncode != 0
    assert f"{name} already belongs to thanh-hoa-0010" in check.stdout + check.stderr

    # Ordered back after all: the record by hand, then everything is where it was.
    ministry.declare(LEAVES, state="active", since="")
    ministry.play("provision")
    one.shell.check_output(f"hopthu-mailbox restore {archive} --into {leaver}")
    assert one.person(LEAVES) == leaver
    assert sorted(one.subjects(leaver)) == ["a", "b"]
    assert one.shell.check_output(fields.format(leaver, "b")) == answered
