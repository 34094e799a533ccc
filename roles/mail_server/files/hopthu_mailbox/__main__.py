"""Archive, remove, restore and move mailboxes of this host: ``hopthu-mailbox COMMAND``, as root.

Mailboxes are named on the standard input, as JSON, which the answer is, too: ``{"boxes": [{"id":
"thanh-hoa-0003", "address": "unghoeson@moj.gov.vn"}]}``; those that may move also by ``host``.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import content
from .archive import archived, read_back
from .link import Link, receive
from .logins import noted
from .moving import copied, elsewhere, moved, sources
from .places import REMOVING, Box, Failed, Places, require_no_move
from .removal import removed
from .restore import restored

Command = Callable[[Box, Places], dict[str, Any] | None]

_UNDER_WAY = 5  # seconds that a delivery may take which began before a change in the directory


def looked_at(box: Box, places: Places) -> dict[str, Any]:
    """What a mailbox holds; nothing is changed."""
    require_no_move(box.owner, places)
    aside = places.aside(box.owner, REMOVING)
    if content.is_empty(aside) and content.is_empty(places.home(box.owner)):
        return {"state": "none"}
    return {"state": "there", **content.held(aside, places.home(box.owner))}


COMMANDS: dict[str, Command] = {"look": looked_at, "archive": archived, "remove": removed}
MOVING: dict[str, Callable[[Box, Link, Places], dict[str, Any]]] = {
    "elsewhere": lambda box, _link, places: {
        "state": "there",
        **content.held(*sources(box, places)),
    },
    "copy": copied,
    "move": moved,
}


def main() -> int:
    """Return 0 when all was done, 1 when something could not be, 2 for a wrong command."""
    options = _parser().parse_args()
    os.umask(0o077)
    places = Places()
    try:
        if options.command == "receive":
            return receive(os.environ.get("SSH_ORIGINAL_COMMAND", ""), places)
        if options.command == "logins":
            print(json.dumps({"now": int(time.time()), **noted(places)}))
            return 0
        with _alone(places):
            if options.command == "verify":
                return _verify(options.archive)
            if options.command == "restore":
                done = restored(options.archive, options.into, options.below, places)
                print(json.dumps(done, ensure_ascii=False))
                return 0
            return _do_to_all(options, places)
    except (Failed, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hopthu-mailbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("look", help="tell what the mailboxes hold")
    commands.add_parser("archive", help="have an archive of each, read back")
    commands.add_parser("remove", help="remove those that are archived and have no entry any more")
    verify = commands.add_parser("verify", help="read archives back")
    verify.add_argument("archive", type=Path, nargs="+")
    restore = commands.add_parser("restore", help="put an archive back into a mailbox")
    restore.add_argument("archive", type=Path)
    restore.add_argument("--into", required=True, metavar="ADDRESS")
    restore.add_argument("--below", default="", metavar="FOLDER", help="default: to its places")
    for name, text in (
        ("elsewhere", "tell which of the mailboxes have letters here and belong to another host"),
        ("copy", "copy them there, while they are in use"),
        ("move", "copy what is left, and put aside what is here"),
    ):
        move = commands.add_parser(name, help=text)
        move.add_argument("--here", required=True, metavar="NAME", help="this host, as mailHost")
        move.add_argument("--keys", type=Path, default=Path("/run/hopthu-mailbox"))
    commands.add_parser(
        "logins", help="tell who logged in last when (nothing on the standard input)"
    )
    commands.add_parser("receive", help="what another host's key may ask for (authorized_keys)")
    return parser


def _do_to_all(options: argparse.Namespace, places: Places) -> int:
    """Do what is asked to the mailboxes that the standard input names, and answer for each."""
    try:
        hosts = _hosts(json.load(sys.stdin), named=options.command in MOVING)
    except (ValueError, TypeError, KeyError) as error:
        sys.stderr.write(f"the standard input is not as it should be: {error!r}\n")
        return 2
    if options.command in MOVING:
        return _to_other_hosts(hosts, options, places)
    if options.command == "remove":
        _await_deliveries(hosts, places)
    _print(_done(hosts, COMMANDS[options.command], places))
    return 0


def _hosts(given: dict[str, Any], *, named: bool) -> dict[Box, str]:
    """The mailboxes, with the hosts that they belong to, which have to be ``named``."""
    return {
        Box(str(each["id"]), str(each.get("address", ""))): str(each["host"] if named else "")
        for each in given["boxes"]
    }


def _await_deliveries(boxes: Iterable[Box], places: Places) -> None:
    """Wait for those that began when the directory still knew the mailboxes that are here."""
    here = {path.name for path in places.store.iterdir()}
    if any(box.owner in here for box in boxes):
        time.sleep(_UNDER_WAY)


def _to_other_hosts(hosts: dict[Box, str], options: argparse.Namespace, places: Places) -> int:
    """Do it to those mailboxes that have letters here and belong to another host."""
    what = MOVING[options.command]

    def command(box: Box, places: Places) -> dict[str, Any] | None:
        if not elsewhere(box, hosts[box], options.here, places):
            return None
        return what(box, Link(hosts[box], options.keys), places)

    done = _done(hosts, command, places)
    aside = {each["id"] for each in done if each["state"] == "moved"}
    if aside:
        # What the mail server had in hand when its mailbox was put aside.
        time.sleep(_UNDER_WAY)
        done += _done([box for box in hosts if box.owner in aside], command, places)
    _print(done)
    return 0


def _done(boxes: Iterable[Box], command: Command, places: Places) -> list[dict[str, Any]]:
    """Do it to every mailbox; one that fails holds no other up, and is told in the answer."""
    answers = []
    for box in boxes:
        facts: dict[str, Any] | None
        try:
            facts = command(box, places)
        except (Failed, OSError) as error:
            facts = {"state": "failed", "reason": str(error)}
        except Exception as error:  # whatever is odd about one of thousands
            facts = {"state": "failed", "reason": repr(error)}
        if facts is not None:
            answers.append({"id": box.owner, **facts})
    return answers


def _print(answers: list[dict[str, Any]]) -> None:
    print(json.dumps({"boxes": answers}, ensure_ascii=False))


def _verify(archives: list[Path]) -> int:
    status = 0
    for path in archives:
        try:
            manifest = read_back(path)
        except Failed as error:
            sys.stderr.write(f"{error}\n")
            status = 1
        else:
            print(f"{path}: {len(manifest['letters'])} letters of {manifest['address']}, all right")
    return status


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One at a time: what another one has begun is not taken for left over."""
    places.archives.mkdir(exist_ok=True)
    # Dovecot passes through as vmail, whatever mask of modes a fresh folder was made under.
    places.archives.chmod(stat.S_IMODE(places.archives.stat().st_mode) | 0o711)
    with open(places.archives / ".lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("another hopthu-mailbox is at work: wait until it has ended") from None
        yield


if __name__ == "__main__":
    sys.exit(main())
