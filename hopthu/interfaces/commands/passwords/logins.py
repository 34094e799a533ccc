"""``scripts/handover logins`` and ``remind``: who logged in since, who is to be reminded."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hopthu.ci.runs.environment import Environment
from hopthu.files.whole import write_whole
from hopthu.provision.handover.store import Store
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Inventory
from hopthu.records.policy import Policy
from hopthu.reports.letters.official import Signer
from hopthu.reports.reminders.letter import Wanted, letter_name, remind
from hopthu.reports.reminders.people import Handed, handed_over
from hopthu.reports.reminders.render import lines, markdown, table
from hopthu.servers.directory.logins import read_logins
from hopthu.servers.directory.session import Directory
from hopthu.text.errors import HopthuError, Place

from ..reissue import known_provinces
from . import messages, words
from .words import READ


def logins(root: Path, options: argparse.Namespace) -> int:
    """Show what became of the slips; ``options`` are those of the command line."""
    read = _read(root, options)
    found = read.found
    if options.csv:
        write_whole(options.csv, table(found), 0o600)
    if options.markdown:
        write_whole(options.markdown, markdown(found, date.today().isoformat()), 0o600)
    print("\n".join(lines(found, named=bool(options.provinces))))
    for path in (options.csv, options.markdown):
        if path:
            print(path)
    print(READ.render({"folder": read.bundles}))
    return 0


def reminders(root: Path, options: argparse.Namespace) -> int:
    """Write a letter to each province where somebody has not logged in; one that is there stays."""
    read = _read(root, options)
    found = read.found
    terms = Policy.of_environment(root).handover
    folder = options.letters or root / "letters"
    paths = {each.province: folder / letter_name(each) for each in found if each.missing}
    there = [path for path in paths.values() if path.exists()]
    if there:
        raise HopthuError(messages.THERE.at(Place(str(path))) for path in there)
    wanted = Wanted(
        number=options.number,
        on=options.on,
        until=options.reply_by,
        signer=Signer(post="\n".join(options.post), name=options.signer),
        place=options.place,
    )
    for each in found:
        values: dict[str, object] = {"title": each.title, "n": len(each.missing)}
        if each.province not in paths:
            told = words.NONE_MISSING if each.with_slip else words.NOBODY
            print(told.render(values))
            continue
        path = paths[each.province]
        remind(path, each, read.inventory, terms, wanted, date.today())
        print(words.LETTER.render({**values, "path": path}))
    print(READ.render({"folder": read.bundles}))
    return 0


@dataclass(frozen=True, slots=True)
class _Read:
    inventory: Inventory
    found: list[Handed]
    bundles: Path


def _read(root: Path, options: argparse.Namespace) -> _Read:
    """Read the inventory, the bundles, and in one search the logins of all."""
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    provinces: list[str] = options.provinces
    names = known_provinces(inventory, provinces) or list(inventory.provinces)
    environment = Environment.read(root, options.extra_vars)
    bundles: Path = options.bundles or environment.bundles
    with Directory.connect(environment.settings()) as directory:
        # Of all: who moved on bears the mark of where they were until the next run.
        found = read_logins(directory, environment.suffix, inventory.provinces)
    told = handed_over(inventory, names, policy.domain, Store(bundles).records(), found)
    return _Read(inventory, [e for e in told if e.owners or e.province in provinces], bundles)
