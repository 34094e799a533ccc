"""``scripts/form``: empty registration forms, for a province or for many at once."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from hopthu.files.whole import write_whole
from hopthu.forms.blank import BlankSender, all_senders, blank_form, registered_in, sender_of
from hopthu.forms.model import FormKind
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.reports.board.overdue import overdue
from hopthu.text.errors import HopthuError, Place, each_of

from . import messages, words
from .cli import run
from .helping import Parser
from .helping.options import add_environment


def form(arguments: argparse.Namespace) -> int:
    """Write empty forms; raises HopthuError for unknown provinces and files that exist.

    Either all of them are written or none.
    """
    root: Path = arguments.into
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    senders = _senders(arguments, inventory, policy)
    if not senders:
        sys.stdout.write(words.NO_FORM_LATE.render() + "\n")
        return 0
    many = arguments.all or arguments.late
    output: Path | None = arguments.output
    folder = output if many and output else Path()
    paths = [folder / sender.file_name(arguments.kind) for sender in senders]
    if output and not many:
        paths = [output]
    if there := [path for path in paths if path.exists()]:
        raise HopthuError(messages.EXISTS.at(Place(str(path))) for path in there)
    folder.mkdir(parents=True, exist_ok=True)
    for sender, path in zip(senders, paths, strict=True):
        registered = registered_in(inventory, sender.id, policy.domain)
        write_whole(path, blank_form(sender, arguments.kind, policy.domain, registered))
        values = {"path": path, "province": sender.title, "registered": len(registered)}
        sys.stdout.write(words.FORM_WROTE.render(values) + "\n")
    return 0


def _senders(
    arguments: argparse.Namespace, inventory: Inventory, policy: Policy
) -> list[BlankSender]:
    if arguments.all:
        return all_senders(inventory, policy)
    if not arguments.late:
        return [sender_of(arguments.province, inventory, policy)]
    of_mailboxes = arguments.kind is FormKind.MAILBOXES
    phases = tuple(
        phase
        for phase in policy.rollout.phases
        if (phase.agencies if of_mailboxes else phase.staff)
    )
    names = overdue(arguments.into, inventory, phases, date.today())
    return each_of(names, lambda name: sender_of(name, inventory, policy))


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/form")
    add = parser.add_argument
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("province", nargs="?", metavar="PROVINCE",
        help="name, host or code: “Thanh Hóa”, thanh_hoa, 38")  # fmt: skip
    which.add_argument("--all", action="store_true", help="a form for every province")
    which.add_argument(
        "--late",
        action="store_true",
        help="a form for every province whose form is overdue, by the phases of the policy",
    )
    add_environment(parser, "whose people are listed as registered (default: inventory/lab)")
    add("-o", "--output", type=Path, metavar="FILE.xlsx|FOLDER",
        help="what to write (default: 38_thanh_hoa.xlsx, in this folder); "
             "of several forms the folder")  # fmt: skip
    add("--mailboxes", action="store_const", dest="kind",
        const=FormKind.MAILBOXES, default=FormKind.STAFF,
        help="a form for the agencies' mailboxes and who manages them")  # fmt: skip
    arguments = parser.parse_args()
    return run(lambda: form(arguments))


if __name__ == "__main__":
    sys.exit(main())
