"""``scripts/change addresses`` and ``due``: reports on the terminal and in files."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from hopthu.changes.origins import origins_of_changes
from hopthu.ci.runs.environment import bundles_of
from hopthu.files.git.repository import Repository
from hopthu.files.whole import write_whole
from hopthu.provision.handover.store import ISSUED, Store
from hopthu.records.inventory.read import read_inventory
from hopthu.records.keeping import PASSWORD, Due, due
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.reports.addresses import words
from hopthu.reports.addresses.record_log import CONTEXT, FORMAT, origins_of_commits
from hopthu.reports.addresses.report import Origins, address_report, due_report
from hopthu.text.document.csv_text import csv_text, flat_rows
from hopthu.text.document.markdown import as_markdown
from hopthu.text.document.model import Document
from hopthu.text.document.page import as_html
from hopthu.text.document.terminal import print_document, wide_console
from hopthu.text.document.workbook import as_workbook
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text
from hopthu.text.sentences import say

_ROWS_OF_ONE = 200  # on the terminal, of each table, where something was asked for
_ROWS_OF_ALL = 5
_NOTHING_DUE = Text("Nothing ends until {until}.", "Đến {until} không có gì hết hạn.")
_WROTE = Text("Wrote {files}.", "Đã ghi {files}.")
_BAD_DAYS = Text(
    "“{text}” is no number of days from 0 to {most}",
    "“{text}” không phải là số ngày từ 0 đến {most}",
)
_MOST_DAYS = 36_500


def add_reports(plain_command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the two commands; ``plain_command(name, text)`` adds one that has an environment."""
    addresses = plain_command("addresses", "who has which addresses since when, why, until when")
    addresses.add_argument("selected", nargs="*", metavar="ID|PROVINCE|ADDRESS",
        help="an id, a folder of provinces/, an address (default: all)")  # fmt: skip
    ending = plain_command("due", "what ends soon: boxes, addresses, first passwords; legal holds")
    ending.add_argument("--days", type=_days, default=30, metavar="N", help="(default: 30)")
    ending.add_argument("--bundles", type=Path, metavar="FOLDER",
        help="of first passwords (default: the environment's hopthu_handover)")  # fmt: skip
    for command in (addresses, ending):
        command.add_argument("--date", type=date.fromisoformat, default=date.today(),
            metavar="YYYY-MM-DD", help="the day that it is told for (default: today)")  # fmt: skip
        for kind in ("markdown", "html", "csv", "xlsx"):
            command.add_argument(f"--{kind}", type=Path, metavar="FILE", help="also into this file")


def _days(text: str) -> int:
    """How many days ahead; raises ArgumentTypeError for what is none of 0 to a hundred years."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > _MOST_DAYS:
        raise argparse.ArgumentTypeError(_BAD_DAYS.render({"text": text, "most": _MOST_DAYS}))
    return int(text)


def show_addresses(arguments: argparse.Namespace) -> int:
    """Print who has which addresses."""
    root: Path = arguments.into
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    day, selected = arguments.date.isoformat(), arguments.selected
    document = address_report(root, inventory, policy, day, selected, read_origins(root))
    deliver(document, arguments, _ROWS_OF_ONE if selected else _ROWS_OF_ALL)
    return 0


def show_due(arguments: argparse.Namespace) -> int:
    """Print which boxes, former addresses and first passwords end soon; who is suspended."""
    root: Path = arguments.into
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    days = arguments.date.isoformat(), _later(arguments.date, arguments.days).isoformat()
    store = Store(arguments.bundles or bundles_of(root))
    passwords = (each for each in _passwords(store, inventory) if days[0] <= each.until <= days[1])
    ends = sorted([*due(inventory, policy, *days), *passwords])
    document = due_report(inventory, policy, ends, days, read_origins(root), store.folder)
    deliver(document, arguments, _ROWS_OF_ONE)
    if not ends:
        sys.stdout.write(_NOTHING_DUE.render({"until": days[1]}) + "\n")
    return 0


def _later(day: date, days: int) -> date:
    """The day so many days later, or the last there is."""
    return day + timedelta(min(days, (date.max - day).days))


def _passwords(store: Store, inventory: Inventory) -> Iterator[Due]:
    """The first passwords that are in the directory, as the records of their bundles say."""
    newest: dict[str, str] = {}
    for record in store.records():
        if record.state == ISSUED:
            newest |= dict.fromkeys(record.people, record.valid_until)
    for person_id, until in newest.items():
        person = inventory.by_id.get(person_id)
        if person is not None and person.state == "active":
            yield Due(until, person.id, person.name, person.mailbox, PASSWORD)


def read_origins(root: Path) -> Origins:
    """What the changes and git say; three calls of git, however many records there are."""
    changes = origins_of_changes(root)
    try:
        repository = Repository(root)
        if not repository.has_commits():
            return Origins(changes)
        shallow = repository.is_shallow()
        log = repository.log(root / "provinces", FORMAT, CONTEXT)
    except HopthuError as error:
        reason = error.problems[0].values["reason"]
        return Origins(changes, told=say(words.NO_GIT, reason=reason))
    commits = origins_of_commits(log.split("\n"))
    if not commits:
        return Origins(changes)
    return Origins(changes, commits, words.SHALLOW if shallow else words.GIT)


def deliver(document: Document, arguments: argparse.Namespace, most: int) -> None:
    """Print a report, of each table at most ``most`` rows, and write it whole where asked to."""
    written: list[Path] = []
    makers: dict[str, Callable[[Document], str | bytes]] = {
        "markdown": as_markdown,
        "html": as_html,
        "csv": lambda each: csv_text(flat_rows(each)),
        "xlsx": as_workbook,
    }
    for kind, make in makers.items():
        path: Path | None = getattr(arguments, kind)
        if path is not None:
            write_whole(path, make(document), 0o600)
            written.append(path)
    print_document(document, wide_console(), most)
    if written:
        sys.stdout.write(_WROTE.render({"files": ", ".join(map(str, written))}) + "\n")
