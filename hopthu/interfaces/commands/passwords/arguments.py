"""The command line of ``scripts/handover``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from ..helping import Parser
from ..helping.options import add_environment, add_variables


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs: two for a province, the others for the centre."""
    found = Parser(prog="scripts/handover")
    verbs = found.add_subparsers(
        dest="verb", required=True, metavar="key|open|status|receipt|logins|remind"
    )
    made = verbs.add_parser("key", help="make a key pair (province)")
    made.add_argument("-o", "--output", type=Path, default=Path("handover.key"), metavar="FILE",
                      help="file for the private key (default: handover.key)")  # fmt: skip
    out = verbs.add_parser("open", help="open a bundle (province)")
    out.add_argument("bundle", type=Path, metavar="BUNDLE.age")
    out.add_argument("--key", type=Path, required=True, metavar="FILE",
                     help="private key: age, or ssh-ed25519")  # fmt: skip
    out.add_argument("--into", type=Path, metavar="FOLDER",
                     help="where the slips go (default: a folder named as the bundle)")  # fmt: skip
    shown = verbs.add_parser("status", help="bundles, and what became of them (centre)")
    noted = verbs.add_parser("receipt", help="note what was handed to whom (centre)")
    noted.add_argument("bundle", metavar="BUNDLE")
    noted.add_argument("people", nargs="*", metavar="PERSON", help="ids (default: all left)")
    noted.add_argument("--to", required=True, metavar="NAME", help="who has the slips now")
    noted.add_argument("--on", metavar="DATE", help="when, as 2026-11-24 (default: today)")
    told = verbs.add_parser("logins", help="who has logged in since, and who has not (centre)")
    _add_provinces(told, "default: all, and then without the names")
    told.add_argument("--csv", type=Path, metavar="FILE.csv", help="everybody, for a spreadsheet")
    told.add_argument("--markdown", type=Path, metavar="FILE.md", help="the table, and the names")
    _add_reminders(
        verbs.add_parser("remind", help="letters about who has not logged in since (centre)")
    )
    for verb in (shown, noted, told, verbs.choices["remind"]):
        add_environment(verb, dest="environment")
        verb.add_argument("--bundles", type=Path, metavar="FOLDER",
                          help="default: its hopthu_handover")  # fmt: skip
    return found


def _add_provinces(verb: argparse.ArgumentParser, text: str) -> None:
    verb.add_argument("provinces", nargs="*", metavar="PROVINCE", help=text)
    add_variables(verb)


def _add_reminders(verb: argparse.ArgumentParser) -> None:
    _add_provinces(verb, "default: each where somebody has not")
    add = verb.add_argument
    add("--letters", type=Path, metavar="FOLDER",
        help="where they go (default: letters/ of the environment)")  # fmt: skip
    add("--number", default="", metavar="TEXT", help="number (default: the registry writes it)")
    add("--on", type=date.fromisoformat, metavar="YYYY-MM-DD",
        help="day of the letter (default: the registry writes it)")  # fmt: skip
    add("--reply-by", type=date.fromisoformat, metavar="YYYY-MM-DD",
        help="until when they are to log in")  # fmt: skip
    add("--post", action="append", default=[], metavar="TEXT",
        help="a line above the signature (default: the head of the agency)")  # fmt: skip
    add("--signer", default="", metavar="NAME", help="who signs")
    add("--place", default="Hà Nội", metavar="TEXT", help="where it is written")
