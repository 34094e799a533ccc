"""What ``hopthu-copies`` can be asked for."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import SubprocessError
from typing import Any

from hopthu_mailbox.places import Box, Failed

from .herald import tell_of_delay
from .note import Note, summary
from .receiving import BoxesOf, receive
from .rounds import Round
from .settings import Settings, Spots, read_settings
from .taking import answering, begin, end, looked_at, noted_of, taken_up
from .way import Way

_ABOUT = "Copies of this host's mailboxes at another mail host, and those of others here."
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")


def main(boxes_of: BoxesOf) -> int:
    """Return 0 when all was done, 1 when something could not be or is late.

    ``boxes_of`` asks the directory which mailboxes a host keeps; Failed where it does not answer.
    """
    options = _parser().parse_args()
    os.umask(0o077)
    spots = Spots()
    try:
        settings = read_settings()
        if options.command == "receive":
            request = os.environ.get("SSH_ORIGINAL_COMMAND", "")
            return receive(request, options.source, settings, spots, boxes_of)
        if options.command == "state":
            return _state(settings, spots, options.late)
        if options.command == "reach":
            return _reach(options.source)
        if options.command in ("look", "take-up"):
            take = options.command == "take-up"
            return _take(settings, spots, options.source, take=take)
        return _round(settings, spots, boxes_of)
    except (Failed, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hopthu-copies", description=_ABOUT)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("round", help="copy what changed since the last round")
    state = commands.add_parser("state", help="tell as JSON how far behind the copies are")
    state.add_argument("--late", action="store_true", help="fail where one is beyond the bound")
    receiving = commands.add_parser("receive", help="what another host's key may ask for")
    receiving.add_argument("source", type=_host, help="that host, as mailHost")
    for name, text in (
        ("look", "tell what would come up of another host's mailboxes, and what may be missing"),
        ("take-up", "let the copies of a lost host's mailboxes be the mailboxes"),
    ):
        taking = commands.add_parser(name, help=f"{text} (JSON on the standard input)")
        taking.add_argument("source", type=_host, help="that host, as mailHost")
    reach = commands.add_parser("reach", help="fail where another host still answers")
    reach.add_argument("source", type=_host, help="that host")
    return parser


def _host(text: str) -> str:
    if not _HOST.match(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a host")
    return text


def _round(settings: Settings, spots: Spots, boxes_of: BoxesOf) -> int:
    """One round; then whoever looks after the mail is told where it was not enough."""
    if not settings.to:
        return 0
    with _alone(spots):
        note = Note.read(spots.notes / "note.json", settings.here, settings.to)
        try:
            boxes = boxes_of(settings.here, settings.reader)
            Round(settings, spots, Way(settings.to, spots), note).run(boxes)
            note.problem = ""
        except (Failed, OSError, ValueError, SubprocessError) as error:
            note.problem = str(error)[:300]
            sys.stderr.write(f"{note.problem}\n")
        told = summary(note, settings.bound, int(time.time()))
        note.told = tell_of_delay(told, note.told, settings.postmaster)
        note.write(spots.notes / "note.json")
    _say(told)
    return 1 if note.problem or told["late"] else 0


def _say(told: dict[str, Any]) -> None:
    print(f"{told['boxes']} mailboxes, delay {told['delay']} s, {told['late']} beyond the bound")
    for each in told["latest"]:
        sys.stderr.write(f"{each['id']}: {each['behind']} s behind: {each['reason']}\n")


def _state(settings: Settings, spots: Spots, fail_if_late: bool) -> int:
    note = Note.read(spots.notes / "note.json", settings.here, settings.to)
    told = summary(note, settings.bound, int(time.time()))
    print(json.dumps(told, ensure_ascii=False))
    return 1 if fail_if_late and (told["late"] or note.problem) else 0


def _reach(host: str) -> int:
    ports = answering(host)
    print(json.dumps({"ports": ports}))
    return 1 if ports else 0


def _take(settings: Settings, spots: Spots, source: str, *, take: bool) -> int:
    """Look at the copies of those mailboxes that are to be this host's, or take them up."""
    copies = spots.copies(source)
    boxes = [
        Box(str(each["id"]), str(each["address"]))
        for each in json.load(sys.stdin)["boxes"]
        if str(each["host"]).lower() == settings.here
    ]
    if take:
        begin(copies)
    answers, noted = [], noted_of(copies)
    for box in boxes:
        try:
            told = taken_up(box, copies, noted, settings) if take else looked_at(box, copies, noted)
        except (Failed, OSError, ValueError) as error:
            told = {"state": "failed", "reason": str(error)}
        answers.append({"id": box.owner, **told})
    if take:
        end(copies)
    print(json.dumps({"boxes": answers}, ensure_ascii=False))
    return 0


@contextmanager
def _alone(spots: Spots) -> Iterator[None]:
    """One round at a time."""
    spots.notes.mkdir(mode=0o700, exist_ok=True)
    spots.sockets.mkdir(mode=0o700, exist_ok=True)
    with open(spots.notes / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("another round is under way") from None
        yield
