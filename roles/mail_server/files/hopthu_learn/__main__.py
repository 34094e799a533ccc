"""Run the service: python3 -m hopthu_learn CONTROLLER, with the folders that systemd gives it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .service import Service
from .spool import Spool
from .teacher import Teacher


def main() -> None:
    """Serve until the process is ended."""
    spool = Spool(Path(os.environ["STATE_DIRECTORY"]))
    teacher = Teacher(spool, Path(sys.argv[1]))
    Service(Path(os.environ["RUNTIME_DIRECTORY"]), spool).start()
    teacher.teach_for_ever()


if __name__ == "__main__":
    main()
