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
from typing import Any, NamedTuple

import ldap

from hopthu_agency_office import Office
from hopthu_agency_rights import granted, rights_of
from hopthu_sessions.directory import opened

SETTINGS = Path("/etc/dovecot/hopthu-agency-access.json")


class Wanted(NamedTuple):
    """An agency's mailbox by address and id, those who see it, and whether it is under hold."""

    mailbox: str
    agency: str
    managers: frozenset[str]
    held: bool


def desired(settings: dict[str, Any]) -> list[Wanted]:
    """Return the agencies' mailboxes, with the managers who may log in, sorted."""
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
            ["mail", "hopthuId", "hopthuManager", "hopthuHold"],
        )
    except ldap.NO_SUCH_OBJECT:
        sys.stderr.write(
            "the directory shows no agencies; until the first run of provision.yml it has none\n"
        )
        return []
    return sorted(
        Wanted(
            entry["mail"][0].decode(),
            entry["hopthuId"][0].decode(),
            frozenset(address(person.decode()) for person in entry.get("hopthuManager", [])) - {""},
            "hopthuHold" in entry,
        )
        for _, entry in agencies
    )


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
    for mailbox, agency, managers, held in wanted:
        folder = f"{settings['folder']}/{mailbox.partition('@')[0]}"
        had = granted(settings["store"], agency)
        forget_copies(settings["store"], agency)
        rights = rights_of(held=held)
        for person in sorted(managers):
            if had.get(person) is not (not held):
                well &= doveadm("acl", "set", "-u", mailbox, "INBOX", f"user={person}", *rights)[0]
            if person not in had:
                # Mail programs show what is subscribed.
                well &= doveadm("mailbox", "subscribe", "-u", person, folder)[0]
        for person in sorted(had.keys() - managers):
            well &= doveadm("acl", "delete", "-u", mailbox, "INBOX", f"user={person}")[0]
            # Who has gone from the directory has nothing to unsubscribe.
            if doveadm("user", person)[0]:
                well &= doveadm("mailbox", "unsubscribe", "-u", person, folder)[0]
        office = Office(Path(settings["store"]), mailbox, agency, folder, doveadm)
        well &= office.keep(managers, settings["folders"])
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
