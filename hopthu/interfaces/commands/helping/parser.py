"""The parser of every command line: argparse, in Vietnamese where the operator reads that."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from .table import table, vietnamese

_MISUSED = 2
# Where argparse would name a function of Python's.
_PLAIN = {"invalid %(type)s value: %(value)r": "%(value)r cannot be read"}


def _local(text: str) -> str:
    """A text of the command's own, in the operator's language."""
    found: str = table()["texts"].get(text, text) if vietnamese() else text
    return found


def _own(text: str) -> str:
    """A text of argparse's own."""
    found: str = table()["own"].get(text, text) if vietnamese() else _PLAIN.get(text, text)
    return found


def _plural(one: str, many: str, number: int) -> str:
    return _own(one if number == 1 else many)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lays a help out as its description and epilog are written."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return _local(action.help) if action.help else action.help


class Parser(argparse.ArgumentParser):
    """The command ``prog``: what it is for, and what its exit status means, is in help.toml."""

    def __init__(self, *, prog: str, description: str | None = None, **more: Any) -> None:
        # argparse looks its own words up by these two names of its module.
        setattr(argparse, "_", _own)  # noqa: B010
        setattr(argparse, "ngettext", _plural)  # noqa: B010
        language = int(vietnamese())
        texts = table()
        about = texts["about"].get(prog)
        ends = texts["ends"].get(prog)
        more.setdefault("formatter_class", _Formatter)
        super().__init__(
            prog=prog,
            description=about[language] if about else _local(description or ""),
            epilog=ends[language].rstrip() if ends else more.pop("epilog", None),
            allow_abbrev=False,
            **more,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line and where to look, and end."""
        self.print_usage(sys.stderr)
        asked = _own("%(prog)s: error: %(message)s\n") % {"prog": self.prog, "message": message}
        remedy = _own("see %(prog)s --help") % {"prog": self.prog}
        self.exit(_MISUSED, f"{asked.rstrip()} → {remedy}\n")
