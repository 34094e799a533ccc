"""``hopthu-search FILE`` serves Dovecot; ``--tidy`` removes what no folder has any more.

FILE (JSON) has ``port``, ``password``, ``mailboxes`` and ``index`` (folders).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from .server import SearchServer
from .store import Store, folders_below


def main() -> int:
    """Serve until the process is ended, or tidy."""
    parser = argparse.ArgumentParser(prog="hopthu-search", description=__doc__)
    parser.add_argument("file", type=Path, help="the configuration")
    parser.add_argument("--tidy", action="store_true", help="remove what no folder has any more")
    options = parser.parse_args()
    settings = json.loads(options.file.read_text(encoding="utf-8"))
    os.umask(0o077)
    store = Store(Path(settings["index"]))
    if options.tidy:
        removed = store.tidy(set(folders_below(Path(settings["mailboxes"]))))
        print(f"{removed} folders' indexes removed")
        return 0
    SearchServer(settings["port"], settings["password"], store).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
