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
from hopthu.servers.directory.first_passwords import with_first_password
from hopthu.servers.directory.session import Directory
from hopthu.servers.mail.logins import Logins
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
    read.say_sources()
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
    read.say_sources()
    return 0


@dataclass(frozen=True, slots=True)
class _Read:
    inventory: Inventory
    found: list[Handed]
    bundles: Path
    known: Logins

    def say_sources(self) -> None:
        """Tell where all this was read, and how old what mail hosts told is."""
        print(READ.render({"folder": self.bundles}))
        for server, when in self.known.asked.items():
            local = when.astimezone()
            print(words.TOLD.render({"server": server, "when": f"{local:%Y-%m-%d %H:%M}"}))
        for server, reason in self.known.silent.items():
            print(words.SILENT.render({"server": server, "reason": reason}))


def _read(root: Path, options: argparse.Namespace) -> _Read:
    """Read the inventory, the bundles, what mail hosts told, and whose password is the first one.

    HopthuError where no mail host was ever asked: then nobody could be said not to have logged in.
    """
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    provinces: list[str] = options.provinces
    names = known_provinces(inventory, provinces) or list(inventory.provinces)
    environment = Environment.read(root, options.extra_vars)
    bundles: Path = options.bundles or environment.bundles
    known = Logins.read(environment.logins)
    if not known.asked:
        raise HopthuError.of(
            messages.NEVER_ASKED, Place(str(environment.logins)), hosts=environment.hosts
        )
    with Directory.connect(environment.settings()) as directory:
        first = with_first_password(directory, environment.suffix)
    found = {person: when for person, when in known.times.items() if person not in first}
    told = handed_over(inventory, names, policy.domain, Store(bundles).records(), found)
    shown = [each for each in told if each.owners or each.province in provinces]
    return _Read(inventory, shown, bundles, known)
