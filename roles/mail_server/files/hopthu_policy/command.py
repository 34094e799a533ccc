"""The command line of a service: its configuration, and ``--check`` to look at it alone."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .settings import DirectorySettings, Unusable

# Debian 12 has Python 3.11, which knows no type parameters of functions.
_Settings = TypeVar("_Settings", bound=DirectorySettings)


def main(
    name: str,
    about: str | None,
    read: Callable[[Path], _Settings],
    serve: Callable[[_Settings], None],
) -> int:
    """Return 0 after ``serve`` or a check, 2 when the service cannot start and says why."""
    parser = argparse.ArgumentParser(prog=name, description=about)
    parser.add_argument("file", type=Path, help="the configuration")
    parser.add_argument("--check", action="store_true", help="look whether it is right, and end")
    options = parser.parse_args()
    # The journal adds time and name.
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        settings = read(options.file)
        if not options.check:
            serve(settings)
    except Unusable as error:
        sys.stderr.write("\n".join(map(str, error.args)) + "\n")
        return 2
    return 0
