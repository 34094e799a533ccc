"""The command line of ``scripts/environment``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hopthu.records.catalogues import CATALOGUES

from ..cli import run
from ..helping import Parser
from ..helping.options import add_variables
from .doctor import doctor
from .new import WORKFLOWS, NewEnvironment, new


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = Parser(prog="scripts/environment")
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = _making(verbs)
    _asking(verbs)
    given = parser.parse_args(arguments)
    if given.verb == "doctor":
        return run(lambda: doctor(given.folder, given.extra_vars, offline=given.offline))
    if not (given.catalogue or given.agencies):
        making.error("--catalogue, --agencies: one of them at least")
    wanted = NewEnvironment(
        folder=given.folder,
        catalogue=given.catalogue or "",
        agencies=given.agencies,
        domain=given.domain,
        prefix=given.prefix,
        own_authority=given.own_authority,
        workflow=given.ci or "",
    )
    return run(lambda: new(wanted))


def _making(verbs: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        "new", help="make one, from a catalogue or a list",
        description="make one, from a catalogue or a list",
    )  # fmt: skip
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER",
        help="where it goes, anywhere on this machine; it must not be there yet")  # fmt: skip
    add("--catalogue", choices=CATALOGUES,
        help="agencies and words: of November 2008, July 2025, an invented ministry")  # fmt: skip
    add("--agencies", type=Path, metavar="LIST.xlsx",
        help="agencies (name, kind, parent): added to a catalogue's, or alone")  # fmt: skip
    add("--domain", default="", metavar="DOMAIN",
        help="the part of every address after the @ (default: the catalogue's)")  # fmt: skip
    add("--prefix", default="", metavar="WORD",
        help="what agencies' addresses begin with (default: the catalogue's)")  # fmt: skip
    add("--own-authority", action="store_true",
        help="also make an authority, and certificates for the hosts of hosts.yml")  # fmt: skip
    add("--ci", choices=WORKFLOWS, help="also the pipeline of a forge")
    return parser


def _asking(verbs: Any) -> None:
    parser = verbs.add_parser(
        "doctor", help="what is missing, contradictory, overridden or unreachable",
        description="what is missing, contradictory, overridden or unreachable",
    )  # fmt: skip
    parser.add_argument("folder", type=Path, nargs="?", default=Path("inventory/lab"),
        metavar="FOLDER", help="the environment (default: inventory/lab)")  # fmt: skip
    parser.add_argument("--offline", action="store_true", help="ask no server and no DNS")
    add_variables(parser)


if __name__ == "__main__":
    sys.exit(main())
