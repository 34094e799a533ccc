"""Who sits at the control machine."""

from __future__ import annotations

import getpass
import os


def operator() -> str:
    """The operator's name; in a container the number may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
