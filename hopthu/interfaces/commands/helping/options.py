"""Options that several commands have, each with the help that fits all of them."""

from __future__ import annotations

import argparse
from pathlib import Path

LAB = Path("inventory/lab")


def add_environment(
    parser: argparse.ArgumentParser, text: str = "default: inventory/lab", dest: str = "into"
) -> None:
    """``--into``: the folder of the environment."""
    parser.add_argument("--into", dest=dest, type=Path, default=LAB, metavar="ENVIRONMENT",
                        help=text)  # fmt: skip


def add_variables(parser: argparse.ArgumentParser) -> None:
    """``-e``: ``extra_vars``, a list of what Ansible is told besides."""
    parser.add_argument("-e", "--extra-vars", action="append", default=[], metavar="NAME=VALUE",
                        help="a variable as for ansible-playbook; not for secrets")  # fmt: skip


def add_rest(parser: argparse.ArgumentParser) -> None:
    """``--ansible``: all that stands behind it, for ``ansible-playbook``."""
    parser.add_argument("--ansible", nargs=argparse.REMAINDER, default=[], metavar="OPTION",
                        help="the rest is for ansible-playbook: -i, --ask-vault-pass")  # fmt: skip


def add_override(parser: argparse.ArgumentParser, text: str) -> None:
    """``--override``: a list of what may go beyond the limits."""
    parser.add_argument("--override", action="append", default=[], metavar="suspend=23",
                        help=text)  # fmt: skip


def add_lock(parser: argparse.ArgumentParser) -> None:
    """``--lock-minutes`` and ``--take-lock``, of whatever writes to the directory by itself."""
    parser.add_argument("--lock-minutes", type=float, default=30, metavar="N",
        help="so long after it was renewed last the lock ends by itself (default: 30)")  # fmt: skip
    parser.add_argument("--take-lock", action="store_true",
        help="take the lock from a run whose process is gone")  # fmt: skip
