"""Start the service: ``python3 -m hopthu_policy [--check] FILE``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from .server import NoSocket, serve, socket_of_systemd
from .settings import Unusable, read_settings


def main() -> int:
    """Return 0 after SIGTERM, 2 when the service cannot start and says why."""
    parser = argparse.ArgumentParser(prog="hopthu-policy", description=__doc__)
    parser.add_argument("file", type=Path, help="the configuration")
    parser.add_argument("--check", action="store_true", help="look whether it is right, and end")
    options = parser.parse_args()
    # The journal adds time and name.
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        settings = read_settings(options.file)
        if not options.check:
            asyncio.run(serve(settings, socket_of_systemd()))
    except (Unusable, NoSocket) as error:
        sys.stderr.write("\n".join(map(str, error.args)) + "\n")
        return 2
    return 0


sys.exit(main())
