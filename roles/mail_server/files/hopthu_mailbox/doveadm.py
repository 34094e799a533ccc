"""Dovecot's administration tool, in both of its languages (2.3 and 2.4)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .places import Failed

_UNKNOWN_USER = 67  # EX_NOUSER
_CHANGED_MEANWHILE = 2  # of sync: what it did is right, and there is more to do
_AT_ONCE = 5000  # numbers on a command line


class Letter(NamedTuple):
    """A letter as Dovecot knows it; ``flags`` sorted, ``size`` in bytes with CRLF line ends."""

    folder: str
    guid: str
    flags: str
    received: str
    size: str


def run(*command: str, good: Sequence[int] = (0,)) -> str:
    """Run a command that has to end with a ``good`` status, and return its output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in good:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"{command[0]} {command[1]}: {told[-1] if told else done.returncode}")
    return done.stdout


@cache
def is_2_3() -> bool:
    """Whether this is Dovecot 2.3, whose settings have other names than those of 2.4."""
    return run("dovecot", "--version").startswith("2.3.")


def home_of(address: str) -> Path | None:
    """Where Dovecot has the mailbox of an address; None where the directory knows no such."""
    command = ["doveadm", "user", "-f", "home", address]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == _UNKNOWN_USER:
        return None
    if done.returncode != 0 or not done.stdout.strip():
        raise Failed(f"doveadm user {address}: {done.stderr.strip() or 'no answer'}")
    return Path(done.stdout.strip())


def letters(address: str, place: Path | None = None) -> list[Letter]:
    """All letters of a mailbox, sorted; those of a copy of it at ``place``, where there is one."""
    return sorted(each.letter for each in numbered(address, settings(place)))


class Numbered(NamedTuple):
    """A letter and its number in its folder."""

    letter: Letter
    uid: str


def numbered(address: str, where: Sequence[str]) -> Iterator[Numbered]:
    """The letters of a mailbox as settings ``where`` find it, by their numbers."""
    fields = "mailbox uid guid flags date.received.unixtime size.virtual"
    output = run("doveadm", *where, "-f", "json", "fetch", "-u", address, fields, "ALL")
    for each in json.loads(output or "[]"):
        folder, uid, guid, flags, *more = (each[field] for field in fields.split())
        own = sorted(flag for flag in flags.split() if flag != "\\Recent")
        yield Numbered(Letter(folder, guid, " ".join(own), *more), uid)


def expunge(address: str, place: Path, folder: str, uids: Sequence[str]) -> None:
    """Remove letters of a folder from a copy of a mailbox, by their numbers."""
    for start in range(0, len(uids), _AT_ONCE):
        which = ",".join(uids[start : start + _AT_ONCE])
        run(
            *("doveadm", *settings(place), "expunge", "-u", address),
            *("mailbox", folder, "uid", which),
        )


def copy_to(address: str, place: Path) -> None:
    """Make ``place``, which vmail may write to, a copy of the mailbox: everything, nothing else."""
    run("doveadm", *_unsearched(), "backup", "-u", address, "-n", "inbox", *_location(place))


def merge_from(address: str, place: Path) -> None:
    """Put what is at ``place`` into the mailbox, which keeps what it has."""
    run("doveadm", "sync", "-1", "-R", "-u", address, "-n", "inbox", *_location(place))


def sync_to(address: str, command: Sequence[str], place: Path | None = None) -> None:
    """Put what is in the mailbox, or at ``place``, into the one that ``command`` opens elsewhere.

    That one keeps what it has. Where letters came in meanwhile, not everything may be there yet:
    compare, and do it again.
    """
    sync = ("sync", "-1", "-u", address, "-n", "inbox", *command)
    run("doveadm", *settings(place), *sync, good=(0, _CHANGED_MEANWHILE))


def backup_to(address: str, command: Sequence[str], longest: float) -> None:
    """Make the mailbox that ``command`` opens elsewhere what this one is: nothing more or less.

    Subject to what :func:`sync_to` says of letters that come in meanwhile. ``longest``: seconds.
    """
    backup = ("backup", "-T", f"{longest:.0f}", "-u", address, "-n", "inbox", *command)
    run("doveadm", *backup, good=(0, _CHANGED_MEANWHILE))


def import_from(address: str, place: Path, below: str, *, subscribe: bool = False) -> None:
    """Put copies of what is at ``place`` into folders below one of the mailbox.

    Empty, it is their own folders. To ``subscribe`` to them makes mail programs show them.
    """
    options = ["-s"] if subscribe else []
    run("doveadm", "import", "-u", address, *options, *_location(place), below, "ALL")


def _location(place: Path) -> Sequence[str]:
    """A maildir as the role lays it out, as doveadm names another place than the user's own."""
    if is_2_3():
        return (f"maildir:{place}/folders:LAYOUT=fs:INBOX={place}/inbox",)
    options = ("-p", "mailbox_list_layout=fs", "-p", f"mail_inbox_path={place}/inbox")
    return (*options, f"maildir:{place}/folders")


def settings(place: Path | None) -> Sequence[str]:
    """The same as settings, for commands that read the user's own place."""
    if place is None:
        return ()
    if is_2_3():
        where = f"mail_location=maildir:{place}/folders:LAYOUT=fs:INBOX={place}/inbox"
        return ("-o", where, *_unsearched())
    where = f"mail_path={place}/folders"
    return ("-o", where, "-o", f"mail_inbox_path={place}/inbox", *_unsearched())


def settings_of_copy(place: Path) -> Sequence[str]:
    """Settings with which all that is a mailbox's is at ``place``, its Sieve scripts too."""
    where = f"{place}/sieve", f"{place}/.dovecot.sieve"
    if is_2_3():
        return (*settings(place), "-o", "plugin/sieve=file:{};active={}".format(*where))
    script = "sieve_script/personal"
    scripts = ("-o", f"{script}/path={where[0]}", "-o", f"{script}/active_path={where[1]}")
    return (*settings(place), *scripts)


def _unsearched() -> Sequence[str]:
    """Settings without the index for searches, and without what keeps letters that are deleted.

    These would be put into the mailbox itself. The folders of a copy have the ids of the mailbox's
    own: what is removed from the copy would be found no more in the mailbox.
    """
    if is_2_3():
        return ("-o", "mail_plugins=quota acl")
    # The second cannot be without the first.
    return (
        *("-o", "mail_plugins/fts=no", "-o", "mail_plugins/fts_solr=no"),
        *("-o", "mail_plugins/lazy_expunge=no"),
    )
