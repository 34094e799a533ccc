"""How the options of a module say that the directory is reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hopthu.servers.directory.session import Directory, Settings


def connect(options: Mapping[str, Any]) -> Directory:
    """A session with the directory of ``options``. Raises HopthuError where there is none."""
    return Directory.connect(
        Settings(
            uri=options["uri"],
            bind_dn=options["bind_dn"],
            password=options["bind_password"],
            ca_file=options["ca_file"] or "",
            timeout=options["timeout"],
        )
    )
