"""Run the service: python3 -m hopthu_sessions."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import ldap

from .ending import tell
from .service import Service

SETTINGS = Path("/etc/dovecot/hopthu-agency-access.json")
_PAUSE = 2.0


def main() -> None:
    """Look again and again; a directory that is away is told once, and asked on."""
    service = Service(json.loads(SETTINGS.read_text()), Path(os.environ["STATE_DIRECTORY"]))
    away = ""
    while True:
        try:
            service.look()
            if away:
                tell("the directory answers again")
            away = ""
        except ldap.LDAPError as error:
            if str(error) != away:
                tell(f"the directory does not answer, sessions stay until it does: {error}")
            away = str(error)
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
