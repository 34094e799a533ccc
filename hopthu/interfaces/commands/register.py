"""``scripts/register``: the register of every id and address that was ever given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hopthu.files.fileset import locked, write_set
from hopthu.records.given.held import held_before
from hopthu.records.given.read import new_contents
from hopthu.records.given.rebuild import Rebuilt, declared, rebuilt
from hopthu.records.inventory.read import read_unchecked
from hopthu.records.policy import Policy
from hopthu.records.register import BACK, GONE
from hopthu.text.errors import HopthuError, printable

from . import words
from .cli import run
from .helping import Parser
from .helping.options import add_environment

_SHOWN = 20


def register(root: Path, *, write: bool) -> int:
    """Show what the register lacks, and write it if asked to; 1 where it lacks anything still."""
    policy = Policy.of_environment(root)
    with locked(root):
        inventory = read_unchecked(root)
        found = rebuilt(root, inventory, policy)
        _show(found)
        if not found.contents:
            given = inventory.given
            values = {"root": root, "ids": len(given.owners), "addresses": len(given.holder)}
            _say(words.REGISTER_GOOD.render(values))
        elif write:
            _wrote(write_set(root, "scripts/register", found.contents))
        else:
            _say(words.REGISTER_CHECKED.render({"root": root}))
    return 1 if found.contents and not write else 0


def declare(root: Path, ids: Sequence[str], state: str, reason: str) -> int:
    """Write into the register that these ids have no record any more, or have one again."""
    why = f"{date.today().isoformat()} {printable(reason)}"
    with locked(root):
        inventory = read_unchecked(root)
        if state == GONE:
            day = Policy.of_environment(root).today().isoformat()
            if held := list(held_before(root, ids, day)):
                raise HopthuError(held)
        before = inventory.given
        after = before.with_lines(declared(inventory, ids, state, why))
        _wrote(write_set(root, "scripts/register", new_contents(root, before, after)))
    return 0


def _show(found: Rebuilt) -> None:
    for folder in found.damaged:
        _say(words.REGISTER_REWRITES.render({"folder": folder}))
    for folder, lines in found.added.items():
        _say(words.REGISTER_ADDS.render({"folder": folder, "n": len(lines)}))
        for line in lines[:_SHOWN]:
            _say(f"  {printable(line.text())}")
        if len(lines) > _SHOWN:
            _say(words.REGISTER_AND_MORE.render({"n": len(lines) - _SHOWN}))


def _wrote(files: Sequence[Path]) -> None:
    if files:
        _say(words.REGISTER_WROTE.render({"files": ", ".join(map(str, files))}))
    else:
        _say(words.INTAKE_NOTHING.render())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/register")
    add = parser.add_argument
    add_environment(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true",
        help="write what it lacks: records written by hand, and what git remembers of a register "
        "that was edited or lost (default: only show it)")  # fmt: skip
    what.add_argument("--gone", nargs="+", default=[], metavar="ID",
        help="declare that these have no record any more; nobody is given their ids and "
        "addresses again")  # fmt: skip
    what.add_argument("--back", nargs="+", default=[], metavar="ID",
        help="declare that these are back, the same as before")  # fmt: skip
    add("--reason", metavar="TEXT", help="why, for --gone and --back")
    given = parser.parse_args()
    if bool(given.gone or given.back) != bool((given.reason or "").strip()):
        parser.error("--gone and --back need a --reason, and nothing else has one")
    if given.gone or given.back:
        state = GONE if given.gone else BACK
        return run(lambda: declare(given.into, given.gone or given.back, state, given.reason))
    return run(lambda: register(given.into, write=given.write))


if __name__ == "__main__":
    sys.exit(main())
