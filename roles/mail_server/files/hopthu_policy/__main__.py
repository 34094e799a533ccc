"""Start the service: ``python3 -m hopthu_policy [--check] FILE``."""

from __future__ import annotations

import asyncio
import sys

from .command import main
from .server import serve, socket_of_systemd
from .settings import Settings, read_settings


def _serve(settings: Settings) -> None:
    asyncio.run(serve(settings, socket_of_systemd()))


sys.exit(main("hopthu-policy", __doc__, read_settings, _serve))
