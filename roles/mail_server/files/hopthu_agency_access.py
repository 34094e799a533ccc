"""Show the mailbox of each agency to those who manage it, in their own login, and to nobody else.

The directory says who that is; Dovecot keeps rights in a file beside each mailbox. What differs is
set through doveadm, so that a run without a change asks the directory and reads those files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import ldap

from hopthu_agency_office import Office
from hopthu_sessions.directory import opened

SETTINGS = Path("/etc/dovecot/hopthu-agency-access.json")
# All but changing who has which right.
RIGHTS = (
    *("lookup", "read", "write", "write-seen", "write-deleted"),
    *("insert", "post", "expunge", "create", "delete"),
)


def desired(settings: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    """Return the managers who may log in, by the address and the id of their agency."""
    directory = opened(settings)
    known: dict[str, str] = {}

    def address(person: str) -> str:
        if person not in known:
            try:
                found = directory.search_s(
                    person, ldap.SCOPE_BASE, "(hopthuState=active)", ["mail"]
                )
            except ldap.NO_SUCH_OBJECT:
                found = []
            known[person] = found[0][1]["mail"][0].decode() if found else ""
        return known[person]

    try:
        agencies = directory.search_s(
            settings["agencies"],
            ldap.SCOPE_SUBTREE,
            "(&(objectClass=hopthuAgencyUnit)(mail=*))",
            ["mail", "hopthuId", "hopthuManager"],
        )
    except ldap.NO_SUCH_OBJECT:
        sys.stderr.write(
            "the directory shows no agencies; until the first run of provision.yml it has none\n"
        )
        return {}
    return {
        (entry["mail"][0].decode(), entry["hopthuId"][0].decode()): {
            address(person.decode()) for person in entry.get("hopthuManager", [])
        }
        - {""}
        for _, entry in agencies
    }


def granted(store: str, agency: str) -> set[str]:
    """Return the addresses that Dovecot shows the mailbox to."""
    try:
        lines = (Path(store) / agency / "inbox" / "dovecot-acl").read_text().splitlines()
    except FileNotFoundError:
        return set()
    return {line.split()[0].removeprefix("user=") for line in lines if line.startswith("user=")}


def forget_copies(store: str, agency: str) -> None:
    """Remove the rights that Dovecot copies to a new folder; those of the inbox hold for all.

    Else a manager would keep the folders that were made in his time.
    """
    for folder, inner, files in os.walk(Path(store) / agency / "folders"):
        inner[:] = [name for name in inner if name not in ("cur", "new", "tmp")]
        if "dovecot-acl" in files:
            (Path(folder) / "dovecot-acl").unlink(missing_ok=True)


def doveadm(*arguments: str) -> tuple[bool, str]:
    """Run doveadm, and say what it complains about; what did not work is tried again next time.

    Returns whether it worked, and what it printed.
    """
    done = subprocess.run(["doveadm", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(f"doveadm {' '.join(arguments)}: {done.stderr.strip()}\n")
    return done.returncode == 0, done.stdout


def main() -> int:
    """Set what differs; the status is 1 if something could not be set."""
    settings = json.loads(SETTINGS.read_text())
    try:
        wanted = desired(settings)
    except ldap.LDAPError as error:
        sys.exit(f"the directory does not answer, nothing was changed: {error}")
    well = True
    for (mailbox, agency), managers in sorted(wanted.items()):
        folder = f"{settings['folder']}/{mailbox.partition('@')[0]}"
        had = granted(settings["store"], agency)
        forget_copies(settings["store"], agency)
        for person in sorted(managers - had):
            well &= doveadm("acl", "set", "-u", mailbox, "INBOX", f"user={person}", *RIGHTS)[0]
            # Mail programs show what is subscribed.
            well &= doveadm("mailbox", "subscribe", "-u", person, folder)[0]
        for person in sorted(had - managers):
            well &= doveadm("acl", "delete", "-u", mailbox, "INBOX", f"user={person}")[0]
            # Who has gone from the directory has nothing to unsubscribe.
            if doveadm("user", person)[0]:
                well &= doveadm("mailbox", "unsubscribe", "-u", person, folder)[0]
        office = Office(Path(settings["store"]), mailbox, agency, folder, doveadm)
        well &= office.keep(managers, settings["folders"])
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
