"""Copies of this host's mailboxes at another mail host: ``hopthu-copies COMMAND``, as root."""

from __future__ import annotations

import sys

from .commands import main
from .owned import boxes_of

if __name__ == "__main__":
    sys.exit(main(boxes_of))
