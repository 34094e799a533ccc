"""The command line of ``scripts/change``, and the steps that its words stand for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from hopthu.changes.steps.people import CAUSES

from ..helping import Parser
from ..helping.options import add_environment
from .reports import add_reports

Step = dict[str, "str | tuple[str, ...]"]


def parse() -> argparse.Namespace:
    """Read the command line; ends the program where it is wrong."""
    parser = Parser(prog="scripts/change")
    add = parser.add_subparsers(dest="command", metavar="COMMAND", required=True).add_parser
    _people(add)
    _agencies(add)
    _holds(add)
    _files(add)
    return parser.parse_args()


def _people(add: Callable[..., argparse.ArgumentParser]) -> None:
    transfer = _declared(add, "transfer", "people work in another agency", _transfer)
    _several(transfer)
    transfer.add_argument("--to", required=True, metavar="AGENCY")
    transfer.add_argument("--title", default="", help="their title there, if it is another one")
    rename = _declared(add, "rename", "a person has another name", lambda _: [])
    rename.add_argument("subject", metavar="ID|NAME")
    rename.add_argument("--name", required=True, help="the new full name")
    address = rename.add_mutually_exclusive_group()
    address.add_argument("--mailbox", help="the new address (default: by the policy's rule)")
    address.add_argument("--keep-address", action="store_true", help="the address stays")
    retitle = _declared(add, "retitle", "people have another title", _retitle)
    _several(retitle)
    retitle.add_argument("--title", required=True)
    for name, text in (
        ("suspend", "people may not log in for now"),
        ("leave", "people leave the service; their box is kept for its time"),
        ("return", "people come back from a suspension, or after leaving"),
    ):
        command = _declared(add, name, text, _state)
        _several(command)
        if name == "leave":
            command.add_argument("--cause", choices=CAUSES, default="")
        elif name == "return":
            command.add_argument("--to", default="", metavar="AGENCY", help="another agency")


def _agencies(add: Callable[..., argparse.ArgumentParser]) -> None:
    managers = _declared(add, "managers", "others manage an agency's mailbox", _managers)
    managers.add_argument("subject", metavar="AGENCY")
    managers.add_argument("people", nargs="+", metavar="ID|NAME")
    undo = _declared(add, "undo", "turn a change round, by a change of its own", _undo)
    undo.add_argument("subject", metavar="NNNN")


def _holds(add: Callable[..., argparse.ArgumentParser]) -> None:
    hold = _declared(add, "hold", "nothing may be taken from mailboxes (legal hold)", _hold)
    hold.add_argument("people", nargs="+", metavar="ID|NAME")
    hold.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD",
        help="its last day (default: until it is lifted)")  # fmt: skip
    lift = _declared(add, "lift", "a legal hold is lifted", _lift)
    lift.add_argument("people", nargs="+", metavar="ID|NAME")
    lift.add_argument("--which", default="", metavar="TEXT",
        help="of several: its reason, or who ordered it")  # fmt: skip


def _files(add: Callable[..., argparse.ArgumentParser]) -> None:
    apply = _plain(add, "apply", "apply a change file that was written by hand")
    apply.add_argument("change", metavar="NNNN|FILE")
    apply.add_argument("--check", action="store_true", help="only show what it does")
    preview = _plain(add, "preview", "report what a change file does, before it is applied")
    preview.add_argument("change", metavar="NNNN|FILE")
    preview.add_argument("--markdown", type=Path, metavar="FILE.md", help="also as Markdown")
    preview.add_argument("--html", type=Path, metavar="FILE.html", help="also as a page to print")
    accept = _plain(add, "accept", "write the steps that a preview proposes into the change file")
    accept.add_argument("change", metavar="NNNN|FILE")
    _plain(add, "resume", "finish a change that was interrupted")
    log = _plain(add, "log", "the changes so far, or those of one person or agency")
    log.add_argument("record", nargs="?", default="", metavar="ID|NAME")
    add_reports(lambda name, text: _plain(add, name, text))


def _plain(
    add: Callable[..., argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    command = add(name, help=text, description=text)
    add_environment(command, "the environment (default: inventory/lab)")
    return command


def _declared(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    text: str,
    steps: Callable[[argparse.Namespace], list[Step]],
) -> argparse.ArgumentParser:
    """A command that writes a change file of its own."""
    command = _plain(add, name, text)
    command.set_defaults(steps=steps)
    command.add_argument("--reason", required=True, help="why: the decision's number, say")
    # Of a hold it is a part: not whoever types it, but whoever may order it.
    if name == "hold":
        command.add_argument("--by", required=True, help="who orders it")
    else:
        command.add_argument("--by", default="", help="who orders it (default: git's user.name)")
    command.add_argument("--date", type=date.fromisoformat, default=date.today(),
        metavar="YYYY-MM-DD", help="the day of the change (default: today)")  # fmt: skip
    command.add_argument("--check", action="store_true", help="only show what would be done")
    return command


def _several(command: argparse.ArgumentParser) -> None:
    command.add_argument("people", nargs="+", metavar="ID|NAME")
    command.add_argument("--manager", action="append", default=[], dest="managers", type=_pair,
        metavar="AGENCY=ID", help="who manages an agency's mailbox from now on")  # fmt: skip


def _pair(text: str) -> tuple[str, str]:
    agency, sign, manager = text.partition("=")
    if not (agency and sign and manager):
        raise argparse.ArgumentTypeError(f"{text!r} is not AGENCY=ID")
    return agency, manager


def _with_managers(step: Step, arguments: argparse.Namespace) -> list[Step]:
    """The step, and those that hand mailboxes over."""
    by_agency: dict[str, tuple[str, ...]] = {}
    for agency, manager in arguments.managers:
        by_agency[agency] = (*by_agency.get(agency, ()), manager)
    steps = [step]
    for agency, managers in by_agency.items():
        steps.append({"change": "managers", "agency": agency, "managers": managers})
    return steps


def _transfer(arguments: argparse.Namespace) -> list[Step]:
    step: Step = {"change": "transfer", "people": tuple(arguments.people)}
    step |= {"agency": arguments.to, "title": arguments.title}
    return _with_managers(step, arguments)


def _retitle(arguments: argparse.Namespace) -> list[Step]:
    step: Step = {"change": "retitle", "people": tuple(arguments.people)}
    return _with_managers({**step, "title": arguments.title}, arguments)


def _state(arguments: argparse.Namespace) -> list[Step]:
    step: Step = {"change": arguments.command, "people": tuple(arguments.people)}
    if arguments.command == "leave":
        step["cause"] = arguments.cause
    elif arguments.command == "return":
        step["agency"] = arguments.to
    return _with_managers(step, arguments)


def _managers(arguments: argparse.Namespace) -> list[Step]:
    managers = tuple(arguments.people)
    return [{"change": "managers", "agency": arguments.subject, "managers": managers}]


def _hold(arguments: argparse.Namespace) -> list[Step]:
    step: Step = {"change": "hold", "owners": tuple(arguments.people)}
    until = arguments.until.isoformat() if arguments.until else ""
    return [{**step, "by": arguments.by, "reason": arguments.reason, "until": until}]


def _lift(arguments: argparse.Namespace) -> list[Step]:
    owners = tuple(arguments.people)
    return [{"change": "lift", "owners": owners, "which": arguments.which}]


def _undo(arguments: argparse.Namespace) -> list[Step]:
    number = arguments.subject
    arguments.subject = f"{int(number):04d}" if number.isdecimal() else number
    return [{"change": "undo", "number": arguments.subject}]
