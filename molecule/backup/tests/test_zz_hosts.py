"""Whole hosts lose what they hold: the directory, and a mail host with all its mailboxes."""

from __future__ import annotations

import json
import subprocess

from default.tests.directory_client import FOLDER

from .conftest import Office

STORE = "/srv/vmail"


def test_the_directory_comes_back(office: Office) -> None:
    """What is in use is replaced only if that is said; passwords and all are as they were."""
    office.backup("run", host="ldap1")
    everything = "slapcat -n 1 | grep -v '^\\(modify\\|entryCSN\\|contextCSN\\)' | sha256sum"
    shell = office.server.shell
    before, people = shell.check_output(everything), office.server.people()
    victim = next(iter(office.owners))
    delete = ["podman", "exec", f"{FOLDER.name}-ldap1", "ldapdelete", "-Q", "-Y", "EXTERNAL"]
    dn = f"uid={victim},ou=people,dc=moj,dc=gov,dc=vn"
    subprocess.run([*delete, "-H", "ldapi:///", dn], check=True)
    assert office.server.people() == people - 1
    assert f"in place of {people - 1}" in office.restore("host", "ldap1")
    office.restore("host", "ldap1", "--apply", status=2)
    assert office.server.people() == people - 1
    office.restore("host", "ldap1", "--apply", "--replace")
    assert office.server.people() == people
    assert shell.check_output(everything) == before
    # A directory with nothing in it is one where nothing is replaced.
    shell.check_output("systemctl stop slapd && find /var/lib/ldap -name '*.mdb' -delete")
    shell.run("systemctl start slapd")
    office.bring_host("ldap1")
    assert shell.check_output(everything) == before


def test_a_mail_host_from_nothing(office: Office) -> None:
    """All mailboxes are lost, a letter comes in, the first try is cut off: all of it is there."""
    office.backup("run")
    before = office.facts()
    office.shell.check_output(f"systemctl stop dovecot && find {STORE} -mindepth 1 -delete")
    office.shell.check_output("systemctl start dovecot")
    owner, address = next(iter(office.owners.items()))
    office.shell.check_output(
        f"printf 'Subject: new\\n\\nx\\n' | doveadm save -u {address} -m INBOX"
    )
    assert f"{len(before)} mailboxes" in office.restore("host", "mail1")
    order = json.dumps({"check": False})
    office.shell.run("echo %s | timeout -s KILL 1.5 hopthu-backup restore-host", order)
    office.restore("host", "mail1", "--apply")
    after = office.facts()
    assert {name: after[name] for name in before if name != owner} == {
        name: facts for name, facts in before.items() if name != owner
    }
    assert before[owner] <= after[owner]
    assert (after[owner] - before[owner]).total() == 1
    # As their owners' programs see them, with the scripts that sort what comes.
    for each in office.owners.values():
        office.shell.check_output(f"doveadm mailbox status -u {each} messages '*'")
        assert "ACTIVE" in office.shell.check_output(f"doveadm sieve list -u {each}")
    office.bring_host("mail1")
    assert office.facts() == after
